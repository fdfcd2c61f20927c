import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { tree } from "../../../../test/support/tree.ts";
import { createSource } from "../adapters/source/source.ts";
import type { Report } from "../analysis/report.ts";
import { runAnalysis } from "./analysis.ts";

type Files = Readonly<Record<string, string>>;

/** Analyses folders as a user would: real files, real validator. */
async function check(
  versions: { from: Files; to: Files; also?: readonly Files[] },
  more: { left?: { component: string; label: string }[]; choose?: string[]; nowMs?: number } = {},
): Promise<Report> {
  const also = versions.also ?? [];
  const root = tree(
    Object.fromEntries(
      [versions.from, versions.to, ...also].flatMap((files, index) =>
        Object.entries(files).map(([path, text]) => [
          `${["from", "to"][index] ?? `also${index}`}/${path}`,
          text,
        ]),
      ),
    ),
  );
  const source = createSource({ cwd: root, env: {} });
  const request = {
    source: {
      kind: "folders" as const,
      from: "from",
      to: "to",
      also: also.map((_files, index) => `also${index + 2}`),
      artifacts: [],
    },
    left: more.left ?? [],
    choose: more.choose ?? [],
  };
  return runAnalysis(request, source, more.nowMs ?? 0);
}

const yaml = (links: string, extra = "") => `system: shop
components:
  api: { kind: service }
  web: { kind: web }
  worker: { kind: worker }
links:
${links}
${extra}`;

const WEB_TO_API = "  - { from: web, to: api, http: api/openapi.yaml }";
const API_TO_WORKER = "  - { from: api, to: worker, events: api/order.json, queue: orders, retained: 4d }";

const packages = (versions: { api?: string; web?: string; worker?: string }): Files =>
  Object.fromEntries(
    Object.entries({ api: "1.0.0", web: "1.0.0", worker: "1.0.0", ...versions }).map(([name, version]) => [
      `${name}/package.json`,
      JSON.stringify({ name, version }),
    ]),
  );

/** An API with one operation whose answer holds these fields. */
const api = (fields: Readonly<Record<string, object>>, required = Object.keys(fields)): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "api", version: "1" },
    paths: {
      "/cart": {
        get: {
          responses: {
            200: {
              description: "the cart",
              content: { "application/json": { schema: { type: "object", required, properties: fields } } },
            },
          },
        },
      },
    },
  });

const order = (properties: Readonly<Record<string, object>>, required: readonly string[]): string =>
  JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required,
    properties,
  });

const TEXT = { type: "string" };

/** "web@2.0.0 -> api@1.0.0 breaking" for all pairs that count. */
const pairs = (report: Report) =>
  report.atOnce.map(
    ({ sender, receiver, verdict }) =>
      `${sender.component}@${sender.version} -> ${receiver.component}@${receiver.version} ${verdict}`,
  );

const rules = (report: Report) =>
  [...new Set(Object.values(report.findings).map((each) => each.ruleId))].sort();

describe("verdicts from files", () => {
  test("equal contracts are compatible without analysis, whatever else moved", async () => {
    const files = { "crossfade.yaml": yaml(WEB_TO_API), "api/openapi.yaml": api({ total: TEXT }) };
    const report = await check({
      from: { ...files, ...packages({}) },
      to: { ...files, ...packages({ api: "2.0.0", web: "2.0.0" }) },
    });
    expect(pairs(report)).toEqual([]);
    expect(report.planning.kind).toBe("proven");
  });

  test("a new required answer field breaks the new page at the old server, with a confirmed value", async () => {
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    const report = await check({
      from: { ...config, ...packages({}), "api/openapi.yaml": api({ total: TEXT }) },
      to: {
        ...config,
        ...packages({ api: "2.0.0", web: "2.0.0" }),
        "api/openapi.yaml": api({ total: TEXT, tax: TEXT }),
      },
    });
    expect(pairs(report)).toEqual(["web@2.0.0 -> api@1.0.0 breaking"]);
    const [finding] = Object.values(report.findings).filter((each) => each.outcome === "breaking");
    expect(finding?.direction).toBe("response");
    expect(finding?.counterexample).toBeDefined();
    expect(report.planning).toMatchObject({ kind: "proven", stages: [{ number: 1 }, { number: 2 }] });
  });

  test("a link that the old revision does not declare is not spoken by the old sender, and not served by the old server", async () => {
    const report = await check({
      from: {
        ...packages({}),
        "crossfade.yaml": yaml(API_TO_WORKER),
        "api/order.json": order({ id: TEXT }, ["id"]),
      },
      to: {
        ...packages({ api: "2.0.0", web: "2.0.0" }),
        "crossfade.yaml": yaml(`${API_TO_WORKER}\n${WEB_TO_API}`),
        "api/order.json": order({ id: TEXT }, ["id"]),
        "api/openapi.yaml": api({ total: TEXT }),
      },
    });
    expect(pairs(report)).toEqual(["web@2.0.0 -> api@1.0.0 breaking"]);
    expect(rules(report)).toEqual(["link/not-served"]);
  });

  test("a document that was there before the link was declared is compared all the same", async () => {
    const report = await check({
      from: {
        ...packages({}),
        "crossfade.yaml": yaml(API_TO_WORKER),
        "api/order.json": order({ id: TEXT }, ["id"]),
        "api/openapi.yaml": api({ total: TEXT, tax: TEXT }),
      },
      to: {
        ...packages({ api: "2.0.0" }),
        "crossfade.yaml": yaml(`${API_TO_WORKER}\n${WEB_TO_API}`),
        "api/order.json": order({ id: TEXT }, ["id"]),
        "api/openapi.yaml": api({ total: TEXT }),
      },
    });
    expect(pairs(report)).toEqual(["web@1.0.0 -> api@2.0.0 breaking"]);
  });

  test("a contract that is named and missing is unknown, and the report says which one to add first", async () => {
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    const report = await check({
      from: { ...config, ...packages({}) },
      to: { ...config, ...packages({ api: "2.0.0" }) },
    });
    expect(pairs(report)).toEqual(["web@1.0.0 -> api@2.0.0 unknown"]);
    expect(report.notes[0]).toContain("Add api/openapi.yaml first");
  });

  test("a contract that cannot be read is unknown, with its place", async () => {
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    const report = await check({
      from: { ...config, ...packages({}), "api/openapi.yaml": api({ total: TEXT }) },
      to: { ...config, ...packages({ api: "2.0.0" }), "api/openapi.yaml": "openapi: 3.1.0\npaths: [" },
    });
    expect(pairs(report)).toEqual(["web@1.0.0 -> api@2.0.0 unknown"]);
    expect(report.problems[0]).toMatchObject({ document: "api/openapi.yaml", revision: "to" });
  });

  test("a new service must be there before the page that calls it", async () => {
    const withoutApi = {
      "crossfade.yaml": yaml(WEB_TO_API),
      ...Object.fromEntries(Object.entries(packages({})).filter(([path]) => !path.startsWith("api/"))),
    };
    const report = await check({
      from: withoutApi,
      to: {
        "crossfade.yaml": yaml(WEB_TO_API),
        ...packages({ web: "2.0.0" }),
        "api/openapi.yaml": api({ total: TEXT }),
      },
    });
    expect(pairs(report)).toContain("web@2.0.0 -> api@∅ breaking");
    if (report.planning.kind === "impossible") throw new Error("there should be an order");
    expect(report.planning.stages.map((each) => each.transitions.map(({ component }) => component))).toEqual([
      ["api"],
      ["web"],
    ]);
    expect(report.planning.stages[1]?.waitsFor).toEqual(["start api@1.0.0 > start web@2.0.0"]);
  });

  test("old clients are compared too, and old servers are not taken for alive", async () => {
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    const report = await check({
      also: [
        {
          ...config,
          ...packages({ api: "0.9.0", web: "0.9.0" }),
          "api/openapi.yaml": api({ total: TEXT, sum: TEXT }),
        },
      ],
      from: { ...config, ...packages({}), "api/openapi.yaml": api({ total: TEXT, sum: TEXT }) },
      to: {
        ...config,
        ...packages({ api: "2.0.0", web: "2.0.0" }),
        "api/openapi.yaml": api({ total: TEXT }),
      },
    });
    expect(report.components.find((each) => each.id === "web")?.older).toEqual(["0.9.0"]);
    expect(report.components.find((each) => each.id === "api")?.older).toEqual([]);
    expect(pairs(report)).toEqual(
      expect.arrayContaining(["web@0.9.0 -> api@2.0.0 breaking", "web@1.0.0 -> api@2.0.0 breaking"]),
    );
  });

  test("a client that did not change expects what was promised when it was built, not what is promised now", async () => {
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    const report = await check({
      also: [{ ...config, ...packages({}), "api/openapi.yaml": api({ total: TEXT }) }],
      from: { ...config, ...packages({ api: "1.1.0" }), "api/openapi.yaml": api({ total: TEXT }, []) },
      to: { ...config, ...packages({ api: "1.2.0" }), "api/openapi.yaml": api({}, []) },
    });
    expect(pairs(report)).toEqual(["web@1.0.0 -> api@1.2.0 breaking"]);
    expect(report.standing.map((each) => `${each.sender.version} -> ${each.receiver.version}`)).toEqual([
      "1.0.0 -> 1.1.0",
    ]);
  });

  test("a client that may have been rebuilt is held to every promise of its life, so more history never hides a break", async () => {
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    const step = (version: string, fields: Parameters<typeof api>[0]) => ({
      ...config,
      ...packages({ api: version }),
      "api/openapi.yaml": api(fields),
    });
    const versions = { from: step("1.1.0", { total: TEXT, tax: TEXT }), to: step("1.2.0", { total: TEXT }) };
    const broken = ["web@1.0.0 -> api@1.2.0 breaking"];
    expect(pairs(await check(versions))).toEqual(broken);
    expect(pairs(await check({ ...versions, also: [step("1.0.0", { total: TEXT })] }))).toEqual(broken);
  });

  test("a component without a file is a mistake, not a version that says nothing", async () => {
    const files = {
      "crossfade.yaml": yaml(WEB_TO_API),
      ...packages({}),
      "api/openapi.yaml": api({ total: TEXT }),
    };
    const without = Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith("web/")));
    await expect(check({ from: without, to: without })).rejects.toMatchObject({
      code: "CF_COMPONENT_EMPTY",
      message: expect.stringContaining("web"),
    });
  });

  test("a contract moves its owner, wherever it and what it refers to lie", async () => {
    const shared = (type: string) => ({
      "crossfade.yaml": yaml(WEB_TO_API),
      ...packages({}),
      "api/openapi.yaml": api({ total: { $ref: "../shared/total.json" } }),
      "shared/total.json": JSON.stringify({ type }),
    });
    const report = await check({ from: shared("string"), to: shared("integer") });
    expect(pairs(report)).toEqual([expect.stringMatching(/^web@1.0.0 -> api@1.0.0\+c[0-9a-f]{7} breaking$/)]);
  });

  test("a value in a store is compared with all that its schema refers to", async () => {
    const cart = (type: string, version: string) => ({
      "crossfade.yaml": yaml("  - { from: api, to: api, store: api/cart.json, retained: 1d }"),
      ...packages({ api: version }),
      "api/cart.json": JSON.stringify({ type: "object", properties: { id: { $ref: "../shared/id.json" } } }),
      "shared/id.json": JSON.stringify({ type }),
    });
    const report = await check({ from: cart("string", "1.0.0"), to: cart("integer", "2.0.0") });
    expect(pairs(report).sort()).toEqual([
      "api@1.0.0 -> api@2.0.0 breaking",
      "api@2.0.0 -> api@1.0.0 breaking",
    ]);
  });

  test("a contract that is broken in another way is another finding", async () => {
    const broken = (text: string) => ({
      from: { "crossfade.yaml": yaml(WEB_TO_API), ...packages({}), "api/openapi.yaml": api({ total: TEXT }) },
      to: { "crossfade.yaml": yaml(WEB_TO_API), ...packages({ api: "2.0.0" }), "api/openapi.yaml": text },
    });
    const [one, other] = [await check(broken("{garbage")), await check(broken("[other"))];
    expect(Object.keys(one.findings)).not.toEqual(Object.keys(other.findings));
  });

  test("a second link between the same two does not turn the first into another one", async () => {
    const second = "  - { from: web, to: api, http: api/admin.yaml }";
    const report = await check({
      from: { "crossfade.yaml": yaml(WEB_TO_API), ...packages({}), "api/openapi.yaml": api({ total: TEXT }) },
      to: {
        "crossfade.yaml": yaml(`${WEB_TO_API}\n${second}`),
        ...packages({ api: "2.0.0", web: "2.0.0" }),
        "api/openapi.yaml": api({ total: TEXT, tax: TEXT }),
        "api/admin.yaml": api({ users: TEXT }),
      },
    });
    expect(report.links).toHaveLength(2);
    expect(report.asRequested.pairs).toBe(8);
    expect(pairs(report)).toEqual(["web@2.0.0 -> api@1.0.0 breaking", "web@2.0.0 -> api@1.0.0 breaking"]);
  });

  test("of a version that --left names only its messages remain", async () => {
    const config = { "crossfade.yaml": yaml(API_TO_WORKER) };
    const versions = {
      also: [
        {
          ...config,
          ...packages({ api: "1.5.0" }),
          "api/order.json": order({ id: TEXT, kind: TEXT }, ["id"]),
        },
      ],
      from: { ...config, ...packages({}), "api/order.json": order({ id: TEXT }, ["id"]) },
      to: { ...config, ...packages({ worker: "2.0.0" }), "api/order.json": order({ id: TEXT }, ["id"]) },
    };
    const left = await check(versions, { left: [{ component: "api", label: "1.5.0" }] });
    expect(left.matrix[0]?.rows.flat().map((each) => each.sender)).toContain("1.5.0");
    await expect(check(versions, { left: [{ component: "api", label: "7" }] })).rejects.toMatchObject({
      code: "CF_LEFT_UNKNOWN",
    });
  });

  test("nothing declared is nothing checked", async () => {
    const config = {
      "crossfade.yaml": "system: shop\ncomponents:\n  api: { kind: service }\n",
      ...packages({}),
    };
    await expect(check({ from: config, to: config })).rejects.toMatchObject({ code: "CF_NO_LINKS" });
  });
});

describe("from git", () => {
  test("a client that did not change for releases is held to what was promised when it was built, and that is said", async () => {
    const root = tree({});
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: root });
    git("init", "-q", "-b", "main");
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    for (const [version, contract] of [
      ["1.0.0", api({ total: TEXT })],
      ["1.1.0", api({ total: TEXT }, [])],
      ["1.2.0", api({}, [])],
    ] as const) {
      const files = { ...config, ...packages({ api: version }), "api/openapi.yaml": contract };
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      git("add", "-A");
      git("commit", "-q", "-m", version);
      git("tag", `v${version}`);
    }
    const report = await runAnalysis(
      {
        source: { kind: "git", from: "v1.1.0", to: "HEAD", also: [], artifacts: [] },
        left: [],
        choose: [],
      },
      createSource({ cwd: root, env: process.env }),
      0,
    );
    expect(pairs(report)).toEqual(["web@1.0.0 -> api@1.2.0 breaking"]);
    expect(report.standing).toHaveLength(1);
    expect(report.notes).toEqual([
      "web 1.0.0 is the same from v1.0.0 to v1.1.0: it is held to api/openapi.yaml of both.",
    ]);
  });
});

describe("findings", () => {
  const broken = (web: string) => {
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    return {
      from: { ...config, ...packages({}), "api/openapi.yaml": api({ total: TEXT }) },
      to: {
        ...config,
        ...packages({ api: "2.0.0", web }),
        "api/openapi.yaml": api({ total: TEXT, tax: TEXT }),
      },
    };
  };

  test("a finding keeps its id when the versions are called otherwise", async () => {
    const one = await check(broken("2.0.0"));
    const other = await check(broken("3.0.0-rc.1"));
    expect(Object.keys(one.findings)).toEqual(Object.keys(other.findings));
  });

  test("a waiver takes a pair out of the count until its day, and is shown", async () => {
    const versions = broken("2.0.0");
    const [id = ""] = Object.keys((await check(versions)).findings);
    const waiver = `waivers:\n  - { finding: "${id}", reason: "the page copes", by: lead, expires: 2026-12-31 }\n`;
    const to = { ...versions.to, "crossfade.yaml": yaml(WEB_TO_API, waiver) };
    const waived = await check({ ...versions, to }, { nowMs: Date.UTC(2026, 11, 31) });
    expect(pairs(waived)).toEqual([]);
    expect(waived.waived).toHaveLength(1);
    const expired = await check({ ...versions, to }, { nowMs: Date.UTC(2027, 0, 1) });
    expect(pairs(expired)).toEqual(["web@2.0.0 -> api@1.0.0 breaking"]);
    expect(expired.expiredWaivers).toHaveLength(1);
  });

  test("a waiver that names no finding is told of, and waives nothing", async () => {
    const versions = broken("2.0.0");
    const waiver = `waivers:\n  - { finding: "00000000", reason: "none", by: lead, expires: 2026-12-31 }\n`;
    const report = await check({
      ...versions,
      to: { ...versions.to, "crossfade.yaml": yaml(WEB_TO_API, waiver) },
    });
    expect(report.notes).toEqual([expect.stringContaining("The waiver of 00000000 waives nothing here")]);
    expect(pairs(report)).toHaveLength(1);
  });

  test("the same input gives the same report, byte for byte", async () => {
    const texts = [await check(broken("2.0.0")), await check(broken("2.0.0"))].map((each) =>
      JSON.stringify(each),
    );
    expect(texts[0]).toBe(texts[1]);
  });
});

describe("moves", () => {
  const renamed = () => {
    const config = { "crossfade.yaml": yaml(WEB_TO_API) };
    return {
      from: { ...config, ...packages({}), "api/openapi.yaml": api({ total: TEXT }) },
      to: { ...config, ...packages({ api: "2.0.0", web: "2.0.0" }), "api/openapi.yaml": api({ sum: TEXT }) },
    };
  };

  test("a renamed field has no order; the cheapest way out is a bridge, told sentence by sentence", async () => {
    const { planning } = await check(renamed());
    if (planning.kind !== "impossible") throw new Error("there should be no order");
    expect(planning.ways[0]?.id).toBe("bridge api");
    expect(planning.ways[0]?.obligations.map((each) => each.sentence)).toEqual([
      expect.stringContaining(
        "api 2.0.0-bridge must answer web 1.0.0 only with what it takes (GET /cart response)",
      ),
      expect.stringContaining(
        "api 2.0.0-bridge must answer web 2.0.0 only with what it takes (GET /cart response)",
      ),
    ]);
  });

  test("a chosen bridge makes the plan", async () => {
    const { planning } = await check(renamed(), { choose: ["bridge api"] });
    expect(planning).toMatchObject({ kind: "proven", moves: ["bridge api"] });
  });

  test("a move that does not help is refused with those that do", async () => {
    await expect(check(renamed(), { choose: ["bridge moon"] })).rejects.toMatchObject({
      code: "CF_MOVE_UNKNOWN",
      hint: expect.stringContaining("bridge api"),
    });
  });
});
