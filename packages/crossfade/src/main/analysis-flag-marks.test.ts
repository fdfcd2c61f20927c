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

type Mark = string | { key: string; accepted?: string } | undefined;

const parts = { web: "kind: web", api: "kind: service" };

/** An OpenAPI document: a cart, the old way to pay where it is still there, and the new one behind its flag. */
const payments = (ways: { old?: boolean; gift?: Mark | true }) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "", version: "1" },
    paths: {
      "/cart": { get: { responses: { 200: { description: "" } } } },
      ...(ways.old ? { "/pay": { post: { responses: { 204: { description: "" } } } } } : {}),
      ...(ways.gift
        ? {
            "/gift": {
              post: {
                ...(ways.gift === true ? {} : { "x-crossfade-flag": ways.gift }),
                responses: { 204: { description: "" } },
              },
            },
          }
        : {}),
    },
  });

const shop = (version: string, document: string): Files => ({
  ...system(version, parts, ["{ from: web, to: api, http: api/openapi.json }"]),
  "api/openapi.json": document,
});

describe("a page that pays in a new way, while the server drops the old one", () => {
  const before = shop("1.0.0", payments({ old: true }));
  const after = (gift: Mark | true) => shop("2.0.0", payments({ gift }));
  const always = { key: "gifts", accepted: "always" };

  test("without a flag no order helps, and none is offered", async () => {
    const report = await analyse(before, after(true));
    expect(stagesOf(report)).toEqual(["cycle"]);
    if (report.planning.kind !== "impossible") throw new Error("there should be no order");
    expect(report.planning.ways.map((each) => each.id)).not.toContain("flag web");
  });

  test("behind its flag the new page goes out first, off, and is turned on last", async () => {
    const open = await analyse(before, after(always));
    if (open.planning.kind !== "impossible") throw new Error("there should be no order without a move");
    const way = open.planning.ways.find((each) => each.id === "flag web");
    expect(way?.kind).toBe("proven");
    expect(way?.obligations).toEqual([]);
    const report = await analyse(before, after(always), { choose: ["flag web"] });
    expect(report.planning.kind).toBe("proven");
    expect(stagesOf(report)).toEqual([["web"], ["api"], ["web"]]);
    expect(waitsOf(report)).toEqual(["end api@1.0.0 > start web@2.0.0", "end web@1.0.0 > start api@2.0.0"]);
    if (report.planning.kind === "impossible") throw new Error("there should be an order");
    expect(report.planning.plan.steps.map((each) => each.id)).not.toContain("deploy web@2.0.0");
  });

  test("the finding says which flag holds it back", async () => {
    const report = await analyse(before, after(always));
    const [finding] = Object.values(report.findings).filter((each) => each.operation === "POST /gift");
    expect(finding?.why).toContain("sent only while the flag gifts is on");
    expect(finding?.fixes[0]).toContain("Deploy it with the flag gifts off");
    const old = Object.values(report.findings).find((each) => each.operation === "POST /pay");
    expect(old?.why).not.toContain("flag");
  });

  test("whether the server takes it while its own copy of the flag is off has to be said", async () => {
    const report = await analyse(before, after("gifts"));
    expect(pairsOf(report)).toContain("web@2.0.0 -> api@2.0.0 unknown");
    const doubt = Object.values(report.findings).find((each) => each.outcome === "unknown");
    expect(doubt?.decides).toContain("accepted: always");
    expect(doubt?.why).toContain("the flag gifts");
  });

  test("two copies of one flag that must agree have no order", async () => {
    const report = await analyse(before, after({ key: "gifts", accepted: "while-on" }));
    expect(pairsOf(report)).toContain("web@2.0.0 -> api@2.0.0 breaking");
    expect(stagesOf(report)).toContain("target");
  });

  test("a flag that the version before had may be on already: no release turns it off", async () => {
    const open = await analyse(
      shop("1.0.0", payments({ old: true, gift: always })),
      shop("2.0.0", payments({ gift: always })),
    );
    expect(pairsOf(open)).toEqual(["web@1.0.0 -> api@2.0.0 breaking"]);
    expect(stagesOf(open)).toEqual([["web"], ["api"]]);
  });
});

describe("what an answer holds only while a flag is on", () => {
  const answering = (fields: Readonly<Record<string, object>>, required: readonly string[]) =>
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
                  "application/json": { schema: { type: "object", required, properties: fields } },
                },
              },
            },
          },
        },
      },
    });
  const text = { type: "string" };
  const status = (values: readonly string[], mark?: object) => ({
    type: "string",
    enum: values,
    ...(mark ? { "x-crossfade-flag": mark } : {}),
  });

  test("a field that is put behind a flag may be missing: pages that need it break", async () => {
    const report = await analyse(
      shop("1.0.0", answering({ total: text }, ["total"])),
      shop(
        "2.0.0",
        answering({ total: { ...text, "x-crossfade-flag": { key: "totals", accepted: "always" } } }, [
          "total",
        ]),
      ),
    );
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> api@2.0.0 breaking"]);
    expect(ruleIdsOf(report)).toEqual(["http/response-field-required"]);
  });

  test("a value that is sent only while a flag is on breaks old pages, and says so", async () => {
    const mark = { key: "reviews", values: ["REVIEW"], accepted: "always" };
    const report = await analyse(
      shop("1.0.0", answering({ status: status(["OPEN", "PAID"]) }, ["status"])),
      shop("2.0.0", answering({ status: status(["OPEN", "PAID", "REVIEW"], mark) }, ["status"])),
    );
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> api@2.0.0 breaking"]);
    const [finding] = Object.values(report.findings);
    expect(finding?.counterexample?.value).toEqual({ status: "REVIEW" });
    expect(finding?.why).toContain("sent only while the flag reviews is on");
  });

  test("a mark that means nothing where it stands is a problem, and the pair unknown", async () => {
    const report = await analyse(
      shop("1.0.0", answering({ total: text }, [])),
      shop(
        "2.0.0",
        JSON.stringify({ ...JSON.parse(answering({ total: text }, [])), "x-crossfade-flag": "x" }),
      ),
    );
    expect(report.problems.map((each) => each.message).join()).toContain("means nothing here");
    expect(pairsOf(report)).toContain("web@1.0.0 -> api@2.0.0 unknown");
  });
});

describe("messages on a queue", () => {
  const links = ["{ from: api, to: worker, events: api/events/, queue: orders, retained: 4d }"];
  const order = (required: readonly string[], mark?: object) => ({
    type: "object",
    required,
    properties: {
      kind: {
        type: "string",
        enum: mark ? ["CARD", "GIFT"] : ["CARD"],
        ...(mark ? { "x-crossfade-flag": mark } : {}),
      },
      name: { type: "string" },
      email: { type: "string" },
    },
  });
  const release = (version: string, schema: object): Files => ({
    ...system(version, { api: "kind: service", worker: "kind: worker" }, links),
    "api/events/order.json": JSON.stringify(schema),
  });

  test("a producer that keeps the new value off until the old consumer is gone needs no bridge", async () => {
    const mark = { key: "gifts", values: ["GIFT"], accepted: "always" };
    const before = release("1.0.0", order(["kind"]));
    const after = release("2.0.0", order(["kind", "email"], mark));
    const open = await analyse(before, after);
    expect(stagesOf(open)).toEqual(["cycle"]);
    const report = await analyse(before, after, { choose: ["flag api"] });
    expect(report.planning.kind).toBe("proven");
    expect(stagesOf(report)).toEqual([["api"], ["worker"], ["api"]]);
  });
});

describe("a flag that needs a service", () => {
  const always = { key: "gifts", accepted: "always" };
  const release = (version: string, document: string, file: string): Files => ({
    ...system(
      version,
      { ...parts, billing: "kind: service", flags: "kind: flags, file: flags/features.yaml" },
      ["{ from: web, to: api, http: api/openapi.json }", "{ from: api, to: flags, flags: api/flags.json }"],
    ),
    "api/openapi.json": document,
    "api/flags.json": JSON.stringify({ reads: {} }),
    "billing/version.txt": version,
    "flags/features.yaml": file,
  });
  const needs = 'features:\n  gifts: { enabled: false, needs: { services: { billing: ">=2" } } }\n';
  const before = release("1.0.0", payments({ old: true }), needs);
  const after = release("2.0.0", payments({ gift: always }), needs);

  test("is turned on after the service is there, and the plan says what for", async () => {
    const report = await analyse(before, after, { choose: ["flag web"] });
    expect(report.planning.kind).toBe("proven");
    expect(waitsOf(report)).toEqual([
      "end api@1.0.0 > start web@2.0.0",
      "end billing@1.0.0 > start web@2.0.0",
      "end web@1.0.0 > start api@2.0.0",
    ]);
    if (report.planning.kind === "impossible") throw new Error("there should be an order");
    expect(report.planning.behindFlags.map((each) => each.sentence)).toEqual([
      "web 2.0.0 is behind flag gifts: deploy it off, turn on after api 1.0.0 is gone and billing 1.0.0 is gone",
    ]);
    expect(Object.values(report.findings).map((each) => each.why)).toContain(
      "the flag gifts needs billing >=2",
    );
  });

  test("is no reason to order anything while nobody turns it", async () => {
    expect(pairsOf(await analyse(before, after)).filter((each) => each.includes("billing"))).toEqual([]);
  });
});
