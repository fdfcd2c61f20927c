import { describe, expect, test } from "vitest";
import { analyse, type Files, pairsOf, ruleIdsOf, system } from "../../../../test/support/analysis-story.ts";

const text = { type: "string" };
const body = (schema: unknown) => ({
  responses: { 200: { description: "", content: { "application/json": { schema } } } },
});
const cart = (fields: Readonly<Record<string, unknown>>) => ({
  type: "object",
  required: Object.keys(fields),
  properties: fields,
});
const api = (paths: object) => JSON.stringify({ openapi: "3.1.0", info: { title: "", version: "1" }, paths });

interface Shop {
  readonly paths: object;
  /** Of web; undefined: no list. */
  readonly uses?: string;
  readonly link?: string;
}

function shop(version: string, { paths, uses, link }: Shop): Files {
  const own = uses === undefined ? "" : ", uses: web/uses.yaml";
  return {
    ...system(version, { api: "kind: service", web: "kind: web" }, [
      link ?? `{ from: web, to: api, http: api/openapi.json${own} }`,
    ]),
    "api/openapi.json": api(paths),
    ...(uses === undefined ? {} : { "web/uses.yaml": uses }),
  };
}

const oldPaths = {
  "/cart": { get: body(cart({ total: { type: "number" }, note: text })) },
  "/old": { get: body(text) },
};
const newPaths = { "/cart": { get: body(cart({ total: { type: "number" }, note: { type: "null" } })) } };
const readsTotal = "operations:\n  GET /cart: { reads: [/total] }\n";

describe("a client that lists what it uses", () => {
  test("does not mind what becomes of the rest", async () => {
    const whole = await analyse(shop("1.0.0", { paths: oldPaths }), shop("2.0.0", { paths: newPaths }));
    expect(ruleIdsOf(whole)).toEqual(["http/endpoint-missing", "http/response-type"]);
    const narrow = await analyse(
      shop("1.0.0", { paths: oldPaths, uses: readsTotal }),
      shop("2.0.0", { paths: newPaths, uses: readsTotal }),
    );
    expect(narrow.findings).toEqual({});
    expect(narrow.planning.kind).toBe("proven");
    expect(narrow.links[0]).toMatchObject({
      summary: "1 of 2 operations",
      reading: { narrowed: [{ list: "web/uses.yaml", versions: ["1.0.0", "2.0.0"] }] },
    });
  });

  test("minds what becomes of a field that it reads, with a value and the contract's own line", async () => {
    const uses = "operations:\n  GET /cart: { reads: [/total, /note] }\n";
    const report = await analyse(
      shop("1.0.0", { paths: oldPaths, uses }),
      shop("2.0.0", { paths: newPaths, uses }),
    );
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> api@2.0.0 breaking", "web@2.0.0 -> api@1.0.0 breaking"]);
    const [finding] = Object.values(report.findings).filter((each) => each.outcome === "breaking");
    expect(finding).toMatchObject({
      ruleId: "http/response-type",
      place: { document: "api/openapi.json", line: 1 },
      counterexample: { at: "/note" },
    });
    expect([finding?.place.pointer, finding?.other?.pointer]).toContain(
      "/paths/~1cart/get/responses/200/content/application~1json/schema/properties/note",
    );
  });

  test("has no list yet in an older version: that one is held to all of its contract", async () => {
    const report = await analyse(
      shop("1.0.0", { paths: oldPaths }),
      shop("2.0.0", { paths: newPaths, uses: readsTotal }),
    );
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> api@2.0.0 breaking"]);
    expect(report.links[0]?.reading).toMatchObject({
      narrowed: [{ list: "web/uses.yaml", versions: ["2.0.0"] }],
    });
  });

  test("is another version where only its list changed, wherever it lies", async () => {
    const link = "{ from: web, to: api, http: api/openapi.json, uses: lists/web.yaml }";
    const at = (version: string, list: string): Files => ({
      ...shop(version, { paths: oldPaths, link }),
      "web/package.json": JSON.stringify({ name: "web", version: "1.0.0" }),
      "lists/web.yaml": list,
    });
    const report = await analyse(at("1.0.0", readsTotal), at("2.0.0", "operations: { GET /old: {} }"));
    expect(report.components.find(({ id }) => id === "web")?.chain).toEqual([
      "1.0.0",
      expect.stringMatching(/^1\.0\.0\+c/),
    ]);
  });

  test("with a list that is wrong is unknown, with the place in the list", async () => {
    const uses = "operations:\n  GET /cart:\n    reads: [/totl]\n";
    const report = await analyse(
      shop("1.0.0", { paths: oldPaths, uses }),
      shop("2.0.0", { paths: newPaths, uses }),
    );
    expect(new Set(pairsOf(report).map((each) => each.split(" ").at(-1)))).toEqual(new Set(["unknown"]));
    expect(report.problems[0]).toMatchObject({ document: "web/uses.yaml", line: 3, column: 13 });
    expect(report.problems[0]?.message).toMatch(/has no "totl" .*`total`/);
  });

  test("with a list that is named and missing is unknown", async () => {
    const link = "{ from: web, to: api, http: api/openapi.json, uses: web/uses.yaml }";
    const report = await analyse(
      shop("1.0.0", { paths: oldPaths, link }),
      shop("2.0.0", { paths: newPaths, link }),
    );
    expect(ruleIdsOf(report)).toEqual(["link/contract-unreadable"]);
    expect(report.problems[0]).toMatchObject({ document: "web/uses.yaml" });
  });

  test("fits a server with the very same contract, whatever is in it", async () => {
    const odd = { "/cart": { get: body({ $dynamicRef: "#x", properties: { total: text } }) } };
    const report = await analyse(
      shop("1.0.0", { paths: odd, uses: readsTotal }),
      shop("2.0.0", { paths: odd, uses: `# another\n${readsTotal}` }),
    );
    expect(report.findings).toEqual({});
  });
});

test("each sender of a link has a list of its own", async () => {
  const uses = "uses: { web: web/uses.yaml }";
  const both = (version: string, paths: object): Files => ({
    ...system(version, { api: "kind: service", web: "kind: web", chrome: "kind: extension" }, [
      `{ from: [web, chrome], to: api, http: api/openapi.json, ${uses} }`,
    ]),
    "api/openapi.json": api(paths),
    "web/uses.yaml": readsTotal,
  });
  const report = await analyse(both("1.0.0", oldPaths), both("2.0.0", newPaths));
  expect(new Set(report.atOnce.map(({ link }) => link))).toEqual(new Set(["chrome->api http"]));
});
