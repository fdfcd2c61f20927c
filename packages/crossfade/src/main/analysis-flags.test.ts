import { describe, expect, test } from "vitest";
import {
  analyse,
  type Files,
  pairsOf,
  ruleIdsOf,
  stagesOf,
  system,
  waitsOf,
} from "../../../../test/support/analysis-story.ts";

const KEY = "new-checkout";

const reading = (fallback: boolean | undefined) =>
  JSON.stringify({ reads: fallback === undefined ? {} : { [KEY]: { type: "boolean", default: fallback } } });

/** The plain flag file, the flag on for a share of the users, or without it. */
const flagFile = (share: number | undefined) =>
  share === undefined
    ? "features: {}\n"
    : `features:\n  ${KEY}:\n    enabled: ${share > 0}\n    rollout_percentage: ${share}\n`;

const parts = {
  web: "kind: web",
  api: "kind: service",
  flags: "kind: flags, file: flags/features.yaml",
};

describe("removing a flag that page and server read", () => {
  const links = [
    "{ from: web, to: api, flags: web/flags.json, served: api/served-flags.json }",
    "{ from: web, to: flags, flags: web/flags.json }",
    "{ from: api, to: flags, flags: api/flags.json }",
  ];
  const release = (version: string, has: boolean): Files => ({
    ...system(version, parts, links),
    "web/flags.json": reading(has ? false : undefined),
    "api/flags.json": reading(has ? false : undefined),
    "api/served-flags.json": JSON.stringify({ serves: has ? { [KEY]: { type: "boolean" } } : {} }),
    "flags/features.yaml": flagFile(has ? 100 : undefined),
  });

  test("the client goes first, then the server, then the flag", async () => {
    const report = await analyse(release("1.0.0", true), release("2.0.0", false));
    expect(pairsOf(report)).toEqual([
      "api@1.0.0 -> flags@2.0.0 breaking",
      "web@1.0.0 -> api@2.0.0 breaking",
      "web@1.0.0 -> flags@2.0.0 breaking",
    ]);
    expect(ruleIdsOf(report)).toEqual(["flags/key-missing"]);
    expect(report.planning.kind).toBe("proven");
    expect(stagesOf(report)).toEqual([["web"], ["api"], ["flags"]]);
    expect(waitsOf(report)).toEqual([
      "end web@1.0.0 > deploy api@2.0.0",
      "end web@1.0.0 > start flags@2.0.0",
      "gone api@1.0.0 > start flags@2.0.0",
    ]);
    if (report.planning.kind === "impossible") throw new Error("there should be an order");
    expect(report.planning.plan.pointOfNoReturn).toEqual([]);
  });

  test("bringing it back is the same in reverse", async () => {
    const report = await analyse(release("1.0.0", false), release("2.0.0", true));
    expect(stagesOf(report)).toEqual([["flags"], ["api"], ["web"]]);
  });
});

describe("a flag that the page alone reads", () => {
  const links = ["{ from: web, to: flags, flags: web/flags.json }"];
  const release = (version: string, reads: boolean | undefined, share: number | undefined): Files => ({
    ...system(version, { web: parts.web, flags: parts.flags }, links),
    "web/flags.json": reading(reads),
    "flags/features.yaml": flagFile(share),
  });

  test("switching it is no break: that is what it is for", async () => {
    const report = await analyse(release("1.0.0", false, 0), release("2.0.0", false, 100));
    expect(pairsOf(report)).toEqual([]);
    expect(stagesOf(report)).toEqual([["flags", "web"]]);
  });

  test("once the code's own default is the final value, the flag may go at any time", async () => {
    const report = await analyse(release("1.0.0", true, 100), release("2.0.0", undefined, undefined));
    expect(pairsOf(report)).toEqual([]);
  });

  test("an open page that was built while the flag was off loses the feature all the same", async () => {
    const report = await analyse(release("1.0.0", false, 100), release("2.0.0", undefined, undefined), {
      also: [release("0.9.0", false, 0)],
    });
    expect(pairsOf(report)).toEqual([
      "web@0.9.0 -> flags@2.0.0 breaking",
      "web@1.0.0 -> flags@2.0.0 breaking",
    ]);
    expect(waitsOf(report)).toEqual([
      "end web@0.9.0 > start flags@2.0.0",
      "end web@1.0.0 > start flags@2.0.0",
    ]);
  });

  test("a page that did not change while other flags came and went is held to what it was served each time", async () => {
    const from = release("1.0.0", false, 0);
    const before = (key: string, share: number): Files => ({
      ...from,
      "flags/features.yaml": `${flagFile(share)}  ${key}: { enabled: true }\n`,
    });
    const to = release("2.0.0", undefined, undefined);
    expect(pairsOf(await analyse(from, to, { also: [before("other", 0)] }))).toEqual([]);
    const loses = await analyse(from, to, { also: [before("other", 0), before("more", 100)] });
    expect(pairsOf(loses)).toEqual(["web@1.0.0 -> flags@2.0.0 breaking"]);
    expect(Object.values(loses.findings).map((each) => each.outcome)).toEqual(["breaking"]);
  });

  test("of a page that was built before there was a flag file it is not known what it was served", async () => {
    const from = release("1.0.0", false, 0);
    const { "flags/features.yaml": _, ...without } = from;
    const report = await analyse(from, release("2.0.0", undefined, undefined), { also: [without] });
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> flags@2.0.0 unknown"]);
    const [finding] = Object.values(report.findings).filter((each) => each.outcome === "unknown");
    expect(finding?.decides).toContain("`missing: fine`");
  });

  test("pages that read the same and were served otherwise have findings of their own", async () => {
    const { "flags/features.yaml": _, ...unserved } = release("0.8.0", false, undefined);
    const report = await analyse(release("1.0.0", false, 0), release("2.0.0", undefined, undefined), {
      also: [release("0.9.0", false, 100), unserved],
    });
    expect(pairsOf(report)).toEqual([
      "web@0.8.0 -> flags@2.0.0 unknown",
      "web@0.9.0 -> flags@2.0.0 breaking",
    ]);
    for (const { verdict, findings } of report.atOnce)
      expect(findings.map((id) => report.findings[id]?.outcome)).toEqual([verdict]);
  });

  test("a new page that goes on reading what was deleted has no order to help it", async () => {
    const report = await analyse(release("1.0.0", false, 100), release("2.0.0", false, undefined));
    expect(pairsOf(report)).toContain("web@2.0.0 -> flags@2.0.0 breaking");
    expect(stagesOf(report)).toContain("target");
  });

  test("where no list says what the page reads, it reads every flag of the file, off in its code", async () => {
    const unlisted = (version: string, share: number | undefined): Files => ({
      ...system(version, { web: parts.web, flags: parts.flags }, [
        "{ from: web, to: flags, flags: flags/features.yaml }",
      ]),
      "flags/features.yaml": flagFile(share),
    });
    const report = await analyse(unlisted("1.0.0", 100), unlisted("2.0.0", undefined));
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> flags@2.0.0 breaking"]);
    expect(stagesOf(report)).toEqual([["web"], ["flags"]]);
  });

  test("a page with the same files does not move because the flag file that stands for its reading did", async () => {
    const unlisted = (share: number | undefined): Files => ({
      ...system("1.0.0", { web: parts.web, flags: parts.flags }, [
        "{ from: web, to: flags, flags: flags/features.yaml }",
      ]),
      "flags/features.yaml": flagFile(share),
      "flags/version.txt": String(share),
    });
    const report = await analyse(unlisted(100), unlisted(undefined));
    expect(report.components.find(({ id }) => id === "web")?.chain).toEqual(["1.0.0"]);
    expect(report.planning.kind).toBe("impossible");
  });

  test.each([
    ["it reads none of them", {}, []],
    ["it says that it is fine", { [KEY]: { type: "boolean", default: false, missing: "fine" } }, []],
    [
      "it does not say so",
      { [KEY]: { type: "boolean", default: false } },
      ["web@1.0.0 -> api@2.0.0 breaking"],
    ],
  ])("an api that no longer serves any flags hurts no page where %s", async (_, reads, broken) => {
    const release = (version: string, links: readonly string[], more: Files): Files => ({
      ...system(version, { web: parts.web, api: parts.api, admin: parts.web }, [
        "{ from: admin, to: admin, store: admin/state.json, retained: 1d, unread: fine }",
        ...links,
      ]),
      "admin/state.json": "true",
      ...more,
    });
    const report = await analyse(
      release("1.0.0", ["{ from: web, to: api, flags: web/flags.json, served: api/flags.json }"], {
        "web/flags.json": JSON.stringify({ reads }),
        "api/flags.json": JSON.stringify({ serves: { [KEY]: { type: "boolean" } } }),
      }),
      release("2.0.0", [], {}),
    );
    expect(pairsOf(report)).toEqual(broken);
  });
});

describe("five tiers", () => {
  /** An operation whose answer holds these fields. */
  const answers = (...fields: readonly string[]) =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "", version: "1" },
      paths: {
        "/cart": {
          get: {
            responses: {
              200: {
                description: "",
                content: {
                  "application/json": {
                    schema: {
                      type: "object",
                      required: fields,
                      properties: Object.fromEntries(fields.map((each) => [each, { type: "string" }])),
                    },
                  },
                },
              },
            },
          },
        },
      },
    });
  const links = [
    "{ from: api, to: db, sql: api/queries.sql }",
    "{ from: [web, flags], to: api, http: api/answers.json }",
    "{ from: web, to: assets, assets: web/chunks.json }",
    "{ from: web, to: flags, flags: web/flags.json }",
  ];
  const release = (version: string, chunk: string, ...fields: readonly string[]): Files => ({
    ...system(
      version,
      {
        ...parts,
        db: "kind: schema, migrations: db/migrations",
        assets: "kind: assets, assets: assets/files, keepsEarlier: true",
      },
      links,
    ),
    "db/migrations/1.sql": "CREATE TABLE carts (id int PRIMARY KEY, total text);",
    ...(fields.length > 1 ? { "db/migrations/2.sql": "ALTER TABLE carts ADD COLUMN tax text;" } : {}),
    "api/queries.sql": `SELECT ${fields.join(", ")} FROM carts WHERE id = $1;`,
    "api/answers.json": answers(...fields),
    "web/chunks.json": JSON.stringify([`/${chunk}`]),
    [`assets/files/${chunk}`]: "",
    "web/flags.json": reading(fields.length > 1 ? false : undefined),
    "flags/features.yaml": flagFile(fields.length > 1 ? 100 : undefined),
  });

  test("database and assets, then the server, then the flags, then the client", async () => {
    const report = await analyse(
      release("1.0.0", "cart-BX3k9aZq.js", "total"),
      release("2.0.0", "cart-C7fQ2mLp.js", "total", "tax"),
    );
    expect(pairsOf(report)).toEqual([
      "api@2.0.0 -> db@1.0.0 breaking",
      "flags@2.0.0 -> api@1.0.0 breaking",
      "web@2.0.0 -> api@1.0.0 breaking",
      "web@2.0.0 -> assets@1.0.0 breaking",
      "web@2.0.0 -> flags@1.0.0 breaking",
    ]);
    expect(stagesOf(report)).toEqual([["assets", "db"], ["api"], ["flags"], ["web"]]);
  });
});
