import { CrossfadeError, type RevisionSet, type Source } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import type { InclusionAnswer } from "../analysis/inclusion.ts";
import type { Outcome } from "../analysis/outcome.ts";
import { InvalidConfigError } from "../config/parse-config.ts";
import type { View } from "../render/view.ts";
import type { AnalyseRequest, Commands, Io, TimelineRequest } from "./commands.ts";
import type { DoctorPorts } from "./doctor.ts";
import type { BatchAnswer } from "./inclusion-ports.ts";
import { run } from "./run.ts";

interface World {
  outcome?: Outcome;
  fails?: unknown;
  env?: Record<string, string>;
  doctor?: Partial<DoctorPorts>;
  inclusion?: InclusionAnswer;
  batch?: readonly BatchAnswer[];
}

const fits: Outcome = { breaks: 0, unknowns: 0, plan: "proven" };

async function crossfade(line: string | readonly string[], world: World = {}) {
  const seen = {
    out: "",
    err: "",
    requests: [] as AnalyseRequest[],
    views: [] as View[],
    timelines: [] as (TimelineRequest & { zone: string })[],
    files: {} as Record<string, string>,
  };
  const commands: Commands<string> = {
    analyse: async (request) => {
      seen.requests.push(request);
      if (world.fails !== undefined) throw world.fails;
      return "report";
    },
    outcome: () => world.outcome ?? fits,
    render: (_, view) => {
      seen.views.push(view);
      return { text: "rendered\n", ...(view.format === "github" ? { markdown: "# markdown\n" } : {}) };
    },
    draw: (_, view) => {
      const stage = view.format === "svg" && view.stage !== undefined ? ` of stage ${view.stage}` : "";
      return { text: `drawn as ${view.format}${stage}\n`, headline: "2 pairs break" };
    },
    timeline: async (_, request, view) => {
      seen.timelines.push({ ...request, zone: view.zone });
      return { text: "dated\n", ics: "BEGIN:VCALENDAR\r\n" };
    },
    planFile: () => "{}\n",
    configSchema: () => ({ type: "object" }),
    inclusion: {
      files: async () => world.inclusion ?? { verdict: "proved" },
      batch: async function* () {
        for (const answer of world.batch ?? []) yield answer;
      },
    },
    version: "1.2.3",
    init: {
      look: async () => Promise.reject(new Error("init has tests of its own")),
      writeWhole: () => {},
    },
    doctor: { ...healthy, ...world.doctor },
    proxy: { run: async () => Promise.reject(new Error("proxy has tests of its own")) },
    // The verbs of the control plane have tests of their own.
    control: undefined as never,
    router: {
      writeConfig: async () => Promise.reject(new Error("router has tests of its own")),
      previewConfig: async () => "",
      collect: async () => {},
    },
  };
  const io: Io = {
    stdout: (text) => {
      seen.out += text;
    },
    stderr: (text) => {
      seen.err += text;
    },
    env: world.env ?? {},
    isTerminal: true,
    columns: 80,
    writeFile: async (path, text) => {
      seen.files[path] = text;
    },
    appendFile: async (path, text) => {
      seen.files[path] = (seen.files[path] ?? "") + text;
    },
  };
  const argv = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  return { code: await run(argv, commands, io), ...seen };
}

const yaml =
  "system: s\ncomponents: { web: { kind: web }, api: { kind: service } }\nlinks: [{ from: web, to: api, http: api/openapi.yaml }]";

function repository(files: Record<string, string>): Source {
  const revision = {
    name: "HEAD",
    documents: {
      read: (path: string) => files[path],
      list: () => [],
      whyMissing: (path: string) => `There is no ${path} in HEAD.`,
    },
  };
  const set = { from: { ...revision, name: "v1" }, to: revision, configPath: "crossfade.yaml" };
  return { open: async () => set as unknown as RevisionSet };
}

const healthy: DoctorPorts = {
  nodeVersion: "20.20.2",
  gitVersion: async () => "2.39.5",
  repository: async () => ({ root: "/shop", shallow: false }),
  source: repository({ "crossfade.yaml": yaml, "api/openapi.yaml": "x" }),
  unwritable: async () => undefined,
  nowMs: 0,
};

describe("a drawing", () => {
  test("is written where it is asked for, and the answer is said", async () => {
    const { code, out, files, requests } = await crossfade("draw --from v1 --choose bridge:api --out r.html");
    expect(requests[0]).toMatchObject({ choose: ["bridge:api"], scenes: true });
    expect([code, out]).toEqual([0, "2 pairs break.\nr.html shows it.\n"]);
    expect(files).toEqual({ "r.html": "drawn as html\n" });
  });

  test("has a name of its own where none is given, and goes to the standard output for -", async () => {
    expect((await crossfade("draw")).files).toEqual({ "crossfade.html": "drawn as html\n" });
    expect((await crossfade("draw --format svg --stage 2")).files).toEqual({
      "crossfade.svg": "drawn as svg of stage 2\n",
    });
    const { out, files } = await crossfade("draw --format svg --out -");
    expect([out, files]).toEqual(["drawn as svg\n", {}]);
  });

  test("is an SVG where the name of its file says so", async () => {
    expect((await crossfade("draw --out a.svg")).files).toEqual({ "a.svg": "drawn as svg\n" });
    const page = await crossfade("draw --format html --out a.svg");
    expect(page.files).toEqual({ "a.svg": "drawn as html\n" });
  });

  test("says as JSON what it wrote", async () => {
    const { out } = await crossfade("draw --json");
    expect(JSON.parse(out)).toEqual({
      drawSchema: 1,
      file: "crossfade.html",
      format: "html",
      headline: "2 pairs break",
    });
  });

  test.each([
    ["draw --stage 2", "A page has every stage: --stage is for --format svg."],
    ["draw --format svg --stage two", "Write it as a whole number."],
    ["draw --format png", "Allowed choices are html, svg."],
    ["draw --out - --json", "`--out -` and --json both print to the terminal: give one of them."],
  ])("%s is refused", async (line, why) => {
    const { code, out, err, files } = await crossfade(line);
    expect([code, files]).toEqual([2, {}]);
    expect(out + err).toContain(why);
  });
});

describe("what is asked for", () => {
  test("without flags HEAD is compared with the nearest tag", async () => {
    const { requests } = await crossfade("check");
    expect(requests).toEqual([
      { source: { kind: "git", to: "HEAD", also: [], artifacts: [] }, left: [], choose: [] },
    ]);
  });

  test("every flag arrives, in either order and repeated", async () => {
    const { requests, files } = await crossfade(
      "plan --from v1 --to . --also v0.9 v0.8 --also v0.7 --config ci/c.yaml --left api@2.0.0 --left web@1.0.0+g12 --artifacts v1=build/v1 --choose bridge:api --choose pin:web --out plan.json",
    );
    expect(requests[0]).toEqual({
      source: {
        kind: "git",
        from: "v1",
        to: ".",
        also: ["v0.9", "v0.8", "v0.7"],
        config: "ci/c.yaml",
        artifacts: [{ revision: "v1", folder: "build/v1" }],
      },
      left: [
        { component: "api", label: "2.0.0" },
        { component: "web", label: "1.0.0+g12" },
      ],
      choose: ["bridge:api", "pin:web"],
    });
    expect(files).toEqual({ "plan.json": "{}\n" });
  });

  test("a timeline is asked for with what a forecast needs; its defaults are now, UTC, seed 1 and 2,000 runs", async () => {
    const { requests, timelines, out } = await crossfade("timeline --from v1 --choose bridge:api");
    expect(requests).toMatchObject([{ delivery: true, choose: ["bridge:api"] }]);
    expect(timelines).toEqual([{ seed: 1, runs: 2000, zone: "UTC" }]);
    expect(out).toBe("dated\n");
  });

  test.each([
    ["2026-11-23T09:00Z", Date.UTC(2026, 10, 23, 9)],
    ["2026-11-23T10:00+01:00", Date.UTC(2026, 10, 23, 9)],
    ["2026-11-23T09:00:30Z", Date.UTC(2026, 10, 23, 9, 0, 30)],
    ["2026-11-23", Date.UTC(2026, 10, 23)],
  ])("a release can begin at %s", async (start, startMs) => {
    const line = `timeline --start ${start} --zone Europe/Prague --seed 7 --runs 100`;
    expect((await crossfade(line)).timelines).toEqual([
      { startMs, seed: 7, runs: 100, zone: "Europe/Prague" },
    ]);
  });

  test.each([
    ["--start tomorrow", "Write it as 2026-11-23T09:00Z"],
    ["--start 2026-02-30", "Write it as 2026-11-23T09:00Z"],
    ["--start 2026-11-23T09:00", "Write it as 2026-11-23T09:00Z"],
    ["--start 2026-11-23T25:00Z", "Write it as 2026-11-23T09:00Z"],
    ["--start 1999-11-23", "between the years 2000 and 2199"],
    ["--zone Europe/Praha", "Write it as Europe/Prague or UTC."],
    ["--runs 99", "runs is a whole number from 100 to 100000."],
    ["--runs 100001", "runs is a whole number from 100 to 100000."],
    ["--seed -1", "seed is a whole number from 0"],
    ["--ics - --json", "give one of them"],
  ])("timeline %s is refused", async (flags, why) => {
    const { code, out, err, requests } = await crossfade(`timeline ${flags}`);
    expect([code, requests]).toEqual([2, []]);
    expect(out + err).toContain(why);
    expect(out + err).toContain("crossfade timeline --help");
  });

  test("a calendar goes to a file, or to the terminal instead of the text", async () => {
    const file = await crossfade("timeline --ics release.ics");
    expect([file.out, file.files]).toEqual(["dated\n", { "release.ics": "BEGIN:VCALENDAR\r\n" }]);
    const terminal = await crossfade("timeline --ics -");
    expect([terminal.out, terminal.files]).toEqual(["BEGIN:VCALENDAR\r\n", {}]);
  });

  test("without an order a timeline is the answer of plan, and its exit code", async () => {
    const { code, timelines, views, files, err } = await crossfade("timeline --ics release.ics", {
      outcome: { breaks: 1, unknowns: 0, plan: "impossible" },
    });
    expect([code, timelines, views.map((each) => each.verb), files]).toEqual([1, [], ["plan"], {}]);
    expect(err).toBe("There is no order, so no calendar was written.\n");
  });

  test("folders instead of revisions", async () => {
    const { requests } = await crossfade("matrix --from-dir a --to-dir b --also-dir c");
    expect(requests[0]?.source).toEqual({ kind: "folders", from: "a", to: "b", also: ["c"], artifacts: [] });
  });

  test("a ref that looks like an option stays a ref; the source refuses it", async () => {
    const { requests } = await crossfade(["check", "--from", "--upload-pack=x"]);
    expect(requests[0]?.source).toMatchObject({ from: "--upload-pack=x" });
  });

  test("a finding is explained", async () => {
    const { views, code } = await crossfade("explain f1", { outcome: { ...fits, breaks: 1 } });
    expect([views[0], code]).toEqual([
      { verb: "explain", finding: "f1", format: "text", colour: true, width: 80 },
      0,
    ]);
  });
});

describe("how it is shown", () => {
  test.each([
    ["check", {}, { format: "text", colour: true }],
    ["check --no-color", {}, { format: "text", colour: false }],
    ["--no-color check", {}, { format: "text", colour: false }],
    ["check", { NO_COLOR: "1" }, { format: "text", colour: false }],
    ["check --json", {}, { format: "json", colour: false }],
    ["--json check", {}, { format: "json", colour: false }],
    ["check --github", {}, { format: "github", colour: false }],
  ])("%s %j", async (line, env, view) => {
    expect((await crossfade(line, { env })).views[0]).toMatchObject(view);
  });

  test("the job summary goes where GitHub asks for it", async () => {
    const { files } = await crossfade("check --github", { env: { GITHUB_STEP_SUMMARY: "/tmp/summary" } });
    expect(files).toEqual({ "/tmp/summary": "# markdown\n" });
  });
});

describe("exit codes", () => {
  const breaks: Outcome = { breaks: 2, unknowns: 1, plan: "unproven" };
  test.each<[string, Outcome, number]>([
    ["check", fits, 0],
    ["check", breaks, 1],
    ["check", { ...fits, unknowns: 1 }, 3],
    ["check --allow-split", { ...breaks, plan: "proven" }, 0],
    ["check --allow-split", breaks, 3],
    ["check --allow-split", { ...breaks, plan: "impossible" }, 1],
    ["plan", { ...breaks, plan: "proven" }, 0],
    ["plan", { ...fits, plan: "unproven" }, 3],
    ["plan", { ...fits, plan: "impossible" }, 1],
    ["matrix", breaks, 1],
    ["matrix", fits, 0],
  ])("%s of %j is %i", async (line, outcome, code) => {
    expect((await crossfade(line, { outcome })).code).toBe(code);
  });

  test("an impossible plan is not written", async () => {
    expect((await crossfade("plan --out p", { outcome: { ...fits, plan: "impossible" } })).files).toEqual({});
  });
});

describe("errors", () => {
  test.each([
    ["", "A verb is missing."],
    ["chek", "Unknown command 'chek' (Did you mean check?)"],
    ["check --frm v1", "Unknown option '--frm' (Did you mean --from?)"],
    ["check --from", "Option '--from <ref>' argument missing."],
    ["check extra", "Too many arguments for 'check'. Expected 0 arguments but got 1"],
    ["explain", "Missing required argument 'finding'."],
    ["schema", "A verb is missing."],
    ["check --from v1 --to-dir x", "Folders and revisions cannot be mixed"],
    ["check --from-dir x", "--to-dir is missing"],
    ["check --left api", "Write it as api@2.0.0."],
    ["check --left @1", "Write it as api@2.0.0."],
    ["check --artifacts x", "Write it as v1.8.0=build/v1.8.0."],
  ])("%j is a wrong call", async (line, words) => {
    const { code, out, err } = await crossfade(line);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("error CF_USAGE: ");
    expect(err).toContain(words);
    expect(err).toContain("--help");
  });

  test("a known error is a sentence and a hint", async () => {
    const fails = new CrossfadeError("CF_GIT_NO_TAG", { to: "HEAD" });
    const { code, err, out } = await crossfade("check", { fails });
    expect({ code, err, out }).toEqual({
      code: 2,
      out: "",
      err: "error CF_GIT_NO_TAG: There is no --from, and no tag before HEAD to take instead.\n  Name the revision that runs now: `--from REF`.\n",
    });
  });

  test("with --json it is JSON on stdout", async () => {
    const { code, err, out } = await crossfade("check --json", {
      fails: new CrossfadeError("CF_GIT_NO_TAG", { to: "HEAD" }),
    });
    expect([code, err]).toEqual([2, ""]);
    expect(JSON.parse(out)).toEqual({
      error: {
        code: "CF_GIT_NO_TAG",
        message: expect.any(String),
        hint: expect.any(String),
        details: { to: "HEAD" },
      },
    });
    expect(JSON.parse((await crossfade("chek --json")).out).error.code).toBe("CF_USAGE");
  });

  test.each([
    "proxy --json --nope",
    "router collect --nope --json",
    "up --nope --json",
    "--json release watch --nope",
  ])("of a verb that prints lines it is one line: %s", async (line) => {
    const { code, out } = await crossfade(line);
    expect([code, out.split("\n").length]).toEqual([2, 2]);
    expect(JSON.parse(out).error.code).toBe("CF_USAGE");
  });

  test("of one that prints a page it is a page", async () => {
    expect((await crossfade("check --json --nope")).out.split("\n").length).toBeGreaterThan(5);
  });

  test("control characters of a foreign name do not reach the terminal", async () => {
    const fails = new CrossfadeError("CF_GIT_NO_TAG", { to: "\u001b]0;evil\u0007\u202e" });
    expect((await crossfade("check", { fails })).err).toContain(
      "before \\u{1b}]0;evil\\u{7}\\u{202e} to take",
    );
  });

  const complaint = {
    file: "crossfade.yaml",
    line: 4,
    column: 2,
    path: "a",
    message: "It is\nwrong.",
    expected: "Right.",
    frame: "> 4 | x",
  };
  const invalid = () => new InvalidConfigError("crossfade.yaml", [complaint, { ...complaint, line: 5 }]);

  test("all complaints about crossfade.yaml are shown with their frames", async () => {
    const { err } = await crossfade("check", { fails: invalid() });
    expect(err).toContain("crossfade.yaml has 2 mistakes.");
    expect(err).toContain("crossfade.yaml:4:2 It is\\u{a}wrong. Right.\n> 4 | x\n");
    expect(
      JSON.parse((await crossfade("check --json", { fails: invalid() })).out).error.details.complaints,
    ).toHaveLength(2);
    expect((await crossfade("check --github", { fails: invalid() })).out.split("\n")[0]).toBe(
      "::error file=crossfade.yaml,line=4,col=2::It is%0Awrong. Right.",
    );
  });

  test("a defect of ours says so, without a stack trace", async () => {
    const { code, err } = await crossfade("check", { fails: new TypeError("x is undefined\nmore") });
    expect([code, err]).toEqual([
      2,
      "error CF_INTERNAL: This is a defect in Crossfade: x is undefined\n  Please report it with the command that you ran and this line.\n",
    ]);
    const debugged = await crossfade("check", { fails: new TypeError("x"), env: { CROSSFADE_DEBUG: "1" } });
    expect(debugged.err).toContain("TypeError: x\n    at ");
  });

  test("what was interrupted exits with 130 and says nothing", async () => {
    const { code, err } = await crossfade("check", { fails: new DOMException("aborted", "AbortError") });
    expect([code, err]).toEqual([130, ""]);
  });
});

describe("help", () => {
  test.each(["check", "plan", "matrix", "explain", "schema", "schema config", "doctor", "init"])(
    "%s has an example",
    async (verb) => {
      const { code, out, err } = await crossfade(`${verb} --help`);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain(`crossfade ${verb}`);
      expect(out).toContain("Examples:");
      expect(out).toContain("--json");
    },
  );

  test("the program and its version", async () => {
    expect((await crossfade("--help")).out).toContain("in which order can it go out?");
    expect((await crossfade("--version")).out).toBe("1.2.3\n");
  });

  test("the schema of the configuration is printed", async () => {
    expect(JSON.parse((await crossfade("schema config")).out)).toEqual({ type: "object" });
  });
});

describe("doctor", () => {
  test("all is well", async () => {
    const { code, out } = await crossfade("doctor --no-color --out plan.json");
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "✓ ok    Node.js 20.20.2
      ✓ ok    git 2.39.5
      ✓ ok    repository /shop
      ✓ ok    compares v1 with HEAD
      ✓ ok    crossfade.yaml: 2 components, 1 links
      ✓ ok    contract api/openapi.yaml
      ✓ ok    plan.json can be written
      "
    `);
  });

  test("what is missing is said with what to do", async () => {
    const source = repository({ "crossfade.yaml": yaml });
    const repositoryPort = async () => ({ root: "/shop", shallow: true });
    const { code, out } = await crossfade("doctor --no-color --out x/plan.json", {
      doctor: {
        source,
        repository: repositoryPort,
        unwritable: async () => "its folder does not exist",
        nodeVersion: "18.1.0",
      },
    });
    expect(code).toBe(2);
    expect(out).toMatchInlineSnapshot(`
      "✕ fail  Node.js 18.1.0 is too old
              Install Node.js 20.19, 22.12 or newer.
      ✓ ok    git 2.39.5
      ✓ ok    repository /shop
      ! warn  the clone is shallow
              Older revisions are missing: \`git fetch --unshallow --tags\`, or \`fetch-depth: 0\` in GitHub Actions.
      ✓ ok    compares v1 with HEAD
      ✓ ok    crossfade.yaml: 2 components, 1 links
      ! warn  There is no api/openapi.yaml in HEAD
              Its links are unknown until it is there; build output comes by --artifacts.
      ✕ fail  x/plan.json cannot be written: its folder does not exist
              Name another file with --out.
      "
    `);
  });

  test("mistakes in crossfade.yaml, an absent one and an absent git fail", async () => {
    const wrong = repository({ "crossfade.yaml": "system: s\ncomponents: { a: { kind: servce } }" });
    const first = await crossfade("doctor --json", { doctor: { source: wrong } });
    expect([first.code, JSON.parse(first.out).lines.at(-1)]).toEqual([
      2,
      {
        state: "fail",
        what: 'crossfade.yaml:2:26 `kind` cannot be "servce".',
        advice: "Did you mean `service`?",
      },
    ]);
    const absent = await crossfade("doctor", {
      doctor: { source: repository({}), gitVersion: async () => undefined },
    });
    expect(absent.code).toBe(2);
    expect(absent.out).toContain("git was not found");
    expect(absent.out).toContain("There is no crossfade.yaml in HEAD.");
  });

  test("without a tag the configuration is still looked at", async () => {
    const all = repository({ "crossfade.yaml": yaml, "api/openapi.yaml": "x" });
    const source: Source = {
      open: (request) =>
        request.from === undefined
          ? Promise.reject(new CrossfadeError("CF_GIT_NO_TAG", { to: "HEAD" }))
          : all.open(request),
    };
    const { code, out } = await crossfade("doctor", { doctor: { source } });
    expect(code).toBe(2);
    expect(out).toContain("Name the revision that runs now");
    expect(out).toContain("contract api/openapi.yaml");
  });

  test("with folders git is not asked for", async () => {
    const { out } = await crossfade("doctor --from-dir a --to-dir b", {
      doctor: { gitVersion: async () => undefined },
    });
    expect(out).not.toContain("git");
  });
});
