import { CrossfadeError } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../../test/support/repository-of.ts";
import type { Commands, Io } from "./commands.ts";
import type { InitHistory } from "./init-ports.ts";
import { run } from "./run.ts";

interface World {
  files?: Readonly<Record<string, string | object>>;
  exists?: boolean;
  history?: InitHistory;
  limits?: readonly string[];
  unwritable?: boolean;
}

const tagged: InitHistory = { kind: "git", commits: "several", tag: "v1" };

async function crossfade(line: string, world: World = {}) {
  const seen = {
    out: "",
    err: "",
    files: {} as Record<string, string>,
    overwrote: [] as boolean[],
    dirs: [] as string[],
  };
  const init: Commands<string>["init"] = {
    look: async (dir, tell) => {
      seen.dirs.push(dir);
      tell("looking: 10 files");
      return {
        files: repositoryOf(world.files ?? shop),
        configPath: "crossfade.yaml",
        configExists: world.exists ?? false,
        history: world.history ?? tagged,
        limits: world.limits ?? [],
      };
    },
    writeWhole: (path, text, overwrite) => {
      if (world.unwritable)
        throw new CrossfadeError("CF_OUTPUT_UNWRITABLE", { file: path, why: "permission denied" });
      seen.files[path] = text;
      seen.overwrote.push(overwrite);
    },
  };
  const io: Pick<Io, "stdout" | "stderr" | "env" | "isTerminal" | "columns"> = {
    stdout: (text) => {
      seen.out += text;
    },
    stderr: (text) => {
      seen.err += text;
    },
    env: {},
    isTerminal: false,
    columns: 0,
  };
  const code = await run(line.split(" "), { init, version: "1" } as unknown as Commands<string>, io as Io);
  return { code, ...seen };
}

const shop = {
  "api/package.json": { name: "api", dependencies: { fastify: "1" } },
  "api/openapi.yaml": "openapi: 3.1.0\npaths: {}\n",
  "web/package.json": { name: "web" },
  "web/index.html": "",
};
const lonely = {
  "api/package.json": { name: "api", dependencies: { fastify: "1" } },
  "db/migrations/1_a.sql": "",
};

describe("crossfade init", () => {
  test("says what was found, what was written and what to do next", async () => {
    const { code, out, files } = await crossfade("init");
    expect(code).toBe(0);
    expect(Object.keys(files)).toEqual(["crossfade.yaml"]);
    expect(out).toMatchInlineSnapshot(`
      "found    2 components          api (service), web (web)
               1 document of an API  api/openapi.yaml (OpenAPI 3.1.0)

      guess    The only client here, web, is taken to call api. Check that it does.

      wrote    crossfade.yaml: 2 components, 1 link

      next     Look at the guesses, then ask for the first answer:
                 crossfade check --from v1 --to .
      "
    `);
  });

  test("progress is told on stderr, so that the answer stays clean", async () => {
    expect((await crossfade("init")).err).toBe("looking: 10 files\n");
  });

  test("without a link it says what to add first", async () => {
    const { code, out } = await crossfade("init", { files: lonely });
    expect(code).toBe(0);
    expect(out).toContain("No link is certain enough, so nothing can be compared yet.");
    expect(out).toContain("  - { from: api, to: db, sql: api/sql-contract.json }");
  });

  test.each<[InitHistory, string]>([
    [tagged, "crossfade check --from v1 --to ."],
    [{ kind: "git", commits: "several" }, "crossfade check --from HEAD~1 --to ."],
    [{ kind: "git", commits: "one" }, "crossfade check --from HEAD --to ."],
    [{ kind: "git", commits: "none" }, "There is no commit yet"],
    [{ kind: "none" }, "crossfade check --from-dir OLD --to-dir ."],
    [{ kind: "git", commits: "several", tag: "v1;rm" }, "crossfade check --from 'v1;rm' --to ."],
  ])("after %j the next command is one that can run", async (history, words) => {
    expect((await crossfade("init", { history })).out).toContain(words);
  });

  test("limits that were met are named", async () => {
    const limits = ["3 files were not looked into (limit maxFilesRead 20000)."];
    expect((await crossfade("init", { limits })).out).toContain(
      "note     3 files were not looked into (limit maxFilesRead",
    );
  });

  test("a crossfade.yaml that is there stays", async () => {
    const { code, err, files } = await crossfade("init", { exists: true });
    expect([code, files]).toEqual([2, {}]);
    expect(err).toContain("error CF_CONFIG_EXISTS: crossfade.yaml is there already and was not touched.\n");
    expect(err).toContain("--force");
  });

  test("unless --force says otherwise; twice gives the same file", async () => {
    const first = await crossfade("init --force", { exists: true });
    const second = await crossfade("init --force", { exists: true });
    expect([first.code, first.overwrote]).toEqual([0, [true]]);
    expect(second.files).toEqual(first.files);
  });

  test("--stdout prints the file alone and writes nothing, even beside another", async () => {
    const { code, out, files } = await crossfade("init --stdout --dir ..", { exists: true });
    expect([code, files]).toEqual([0, {}]);
    expect(out).toBe((await crossfade("init")).files["crossfade.yaml"]);
  });

  test("where there is nothing, nothing is written", async () => {
    const { code, err, files } = await crossfade("init", { files: { "README.md": "" } });
    expect([code, files]).toEqual([2, {}]);
    expect(err).toContain(
      "error CF_NOTHING_FOUND: No package, service, contract or migration was found in . (1 files)",
    );
  });

  test("what cannot be written is said", async () => {
    const { code, err } = await crossfade("init", { unwritable: true });
    expect(code).toBe(2);
    expect(err).toContain("CF_OUTPUT_UNWRITABLE: crossfade.yaml cannot be written: permission denied.");
  });

  test("--json is stable and says why", async () => {
    const { code, out } = await crossfade("init --json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      initSchema: 1,
      written: "crossfade.yaml",
      found: {
        apis: [{ path: "api/openapi.yaml", format: "OpenAPI", version: "3.1.0" }],
        schemas: [],
        migrations: [],
        flags: [],
        queries: [],
      },
      components: [
        { id: "api", kind: "service", active: true, evidence: ["api/package.json: depends on fastify"] },
        { id: "web", kind: "web", active: true, evidence: ["web/index.html"] },
      ],
      links: [
        {
          from: ["web"],
          to: "api",
          form: "http",
          path: "api/openapi.yaml",
          active: true,
          evidence: ["api/openapi.yaml (OpenAPI 3.1.0)"],
          guess: expect.any(String),
        },
      ],
      notes: [],
      next: ["crossfade check --from v1 --to ."],
      text: expect.stringContaining("system: shop"),
    });
    expect(JSON.parse((await crossfade("init --json --stdout")).out).written).toBeNull();
  });

  test("control characters of foreign names do not reach the terminal", async () => {
    const files = {
      "a\u202Eb/package.json": { name: "x", dependencies: { fastify: "1" } },
      "a\u202Eb/openapi.yaml": "openapi: 3.0.0\npaths: {}",
    };
    const { out } = await crossfade("init", { files });
    expect(out).not.toContain("\u202E");
    expect(out).toContain("a\\u{202e}b/openapi.yaml");
  });
});
