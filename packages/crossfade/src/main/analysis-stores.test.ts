import { describe, expect, test } from "vitest";
import { analyse, type Files } from "../../../../test/support/analysis-story.ts";
import type { Report } from "../analysis/report.ts";

/** Two folders, analysed as a user would: real files, real validator. */
const check = (from: Files, to: Files, choose: readonly string[] = []) => analyse(from, to, { choose });

/** One revision: every component of the version, one contract, whatever the links say of it. */
function shop(
  version: string,
  components: Readonly<Record<string, string>>,
  link: string,
  path: string,
  schema: object,
): Files {
  const owned = Object.entries(components).filter(([, kind]) => kind !== "external");
  const lines = Object.entries(components).map(([id, kind]) => `  ${id}: { kind: ${kind} }`);
  return {
    "crossfade.yaml": `system: shop\ncomponents:\n${lines.join("\n")}\nlinks:\n  - ${link}\n`,
    ...Object.fromEntries(owned.map(([id]) => [`${id}/package.json`, JSON.stringify({ name: id, version })])),
    [path]: JSON.stringify(schema),
  };
}

const value = (name: string, type: string, more: object = {}) => ({
  type: "object",
  properties: { [name]: { type } },
  required: [name],
  ...more,
});

/** "api@1.0.0 -> api@2.0.0 breaking" for all pairs that count. */
const pairs = (report: Report) =>
  report.atOnce
    .map(
      ({ sender, receiver, verdict }) =>
        `${sender.component}@${sender.version} -> ${receiver.component}@${receiver.version} ${verdict}`,
    )
    .sort();

const stages = ({ planning }: Report) =>
  planning.kind === "impossible"
    ? planning.conflicts.map((each) => each.kind)
    : planning.stages.map((each) => each.transitions.map(({ component }) => component));

/** The waits between components: what holds a stage back. */
const waits = ({ planning }: Report) =>
  planning.kind === "impossible"
    ? []
    : planning.plan.waits.filter((each) => each.because.length > 0).map(({ id }) => id);

const wayBack = ({ planning }: Report) =>
  planning.kind === "impossible"
    ? undefined
    : { ends: planning.plan.endOfFreeWayBack, noReturn: planning.plan.pointOfNoReturn };

const waysOut = ({ planning }: Report) =>
  planning.kind === "impossible" ? planning.ways.map(({ id }) => id) : [];

const ruleIds = (report: Report) =>
  [...new Set(Object.values(report.findings).map((each) => each.ruleId))].sort();

describe("a cache that a rolling service shares with itself", () => {
  const path = "api/cart.schema.json";
  const cache = (version: string, schema: object, more = "") =>
    shop(
      version,
      { api: "service" },
      `{ from: api, to: api, store: ${path}, retained: 24h${more} }`,
      path,
      schema,
    );
  const old = cache("1.0.0", value("total", "number"));

  test("with two shapes has no order: old and new read each other's entries; a bridge waits for the old ones", async () => {
    const renamed = cache("2.0.0", value("sum", "number"));
    const report = await check(old, renamed);
    expect(pairs(report)).toEqual(["api@1.0.0 -> api@2.0.0 breaking", "api@2.0.0 -> api@1.0.0 breaking"]);
    expect(ruleIds(report)).toEqual(["store/field-required"]);
    expect(Object.values(report.findings).map((each) => each.direction)).toEqual(["value", "value"]);
    expect(stages(report)).toEqual(["cycle"]);
    expect(waysOut(report)).toContain("bridge api");
    const bridged = await check(old, renamed, ["bridge api"]);
    expect(stages(bridged)).toEqual([["api"], ["api"]]);
    expect(waits(bridged)).toContain("gone api@1.0.0 + api->api store > deploy api@2.0.0");
  });

  test("with a new field that old entries lack cannot roll either", async () => {
    const report = await check(
      old,
      cache("2.0.0", { ...value("total", "number"), required: ["total", "tax"] }),
    );
    expect(pairs(report)).toEqual(["api@1.0.0 -> api@2.0.0 breaking"]);
    expect(stages(report)).toEqual(["cycle"]);
  });

  test("with versioned keys each version has entries of its own: one stage", async () => {
    const keyed = (type: string, key: string) => value(type, "number", { "x-key": key });
    const fine = ", unread: fine";
    const report = await check(
      cache("1.0.0", keyed("total", "cart:v1:{id}"), fine),
      cache("2.0.0", keyed("sum", "cart:v2:{id}"), fine),
    );
    expect(pairs(report)).toEqual([]);
    expect(stages(report)).toEqual([["api"]]);
    expect(wayBack(report)).toEqual({ ends: [], noReturn: [] });
  });

  test("with versioned keys, but silent about what a miss means, is not taken for safe", async () => {
    const report = await check(
      cache("1.0.0", value("total", "number", { "x-key": "cart:v1:{id}" })),
      cache("2.0.0", value("sum", "number", { "x-key": "cart:v2:{id}" })),
    );
    expect(pairs(report)).toEqual(["api@1.0.0 -> api@2.0.0 unknown", "api@2.0.0 -> api@1.0.0 unknown"]);
    expect(report.planning.kind).toBe("unproven");
    expect(Object.values(report.findings)[0]?.decides).toContain("`unread: fine`");
  });
});

test("sessions under a new key log every user out: the link says that it breaks, and the value is shown", async () => {
  const path = "api/session.schema.json";
  const sessions = (version: string, key: string) =>
    shop(
      version,
      { api: "service" },
      `{ from: api, to: api, store: ${path}, retained: 14d, unread: breaks }`,
      path,
      value("user", "string", { "x-key": key }),
    );
  const report = await check(sessions("1.0.0", "session:{id}"), sessions("2.0.0", "session:v2:{id}"));
  expect(pairs(report)).toEqual(["api@1.0.0 -> api@2.0.0 breaking", "api@2.0.0 -> api@1.0.0 breaking"]);
  expect(ruleIds(report)).toEqual(["store/value-unread"]);
  expect(Object.values(report.findings)[0]?.counterexample?.value).toMatchObject({
    user: expect.any(String),
  });
  expect(stages(report)).toEqual(["cycle"]);
});

describe("rows that stay for ever", () => {
  const path = "api/rows/order.json";
  const rows = (version: string, reader: string, status: readonly string[], more: object = {}) =>
    shop(
      version,
      { api: "service", [reader]: reader },
      `{ from: api, to: ${reader}, store: api/rows/, retained: for-ever, unread: breaks }`,
      path,
      { type: "object", properties: { status: { enum: status } }, required: ["status"], ...more },
    );

  test("a new status needs the worker that knows it first, and once the new api runs there is no way back", async () => {
    const report = await check(rows("1.0.0", "worker", ["new"]), rows("2.0.0", "worker", ["new", "split"]));
    expect(pairs(report)).toEqual(["api@2.0.0 -> worker@1.0.0 breaking"]);
    expect(stages(report)).toEqual([["worker"], ["api"]]);
    expect(waits(report)).toEqual(["gone worker@1.0.0 > deploy api@2.0.0"]);
    expect(wayBack(report)).toEqual({ ends: ["deploy api@2.0.0"], noReturn: ["deploy api@2.0.0"] });
  });

  test("a nightly job meets them as a worker does", async () => {
    const report = await check(rows("1.0.0", "job", ["new"]), rows("2.0.0", "job", ["new", "split"]));
    expect(stages(report)).toEqual([["job"], ["api"]]);
    expect(wayBack(report)?.noReturn).toEqual(["deploy api@2.0.0"]);
  });

  test("a job that requires what old rows lack meets them for ever: no order, the rows must be rewritten", async () => {
    const strict = { required: ["status", "country"] };
    const report = await check(rows("1.0.0", "job", ["new"]), rows("2.0.0", "job", ["new"], strict));
    expect(pairs(report)).toEqual(["api@1.0.0 -> job@2.0.0 breaking"]);
    expect(stages(report)).toEqual(["leftovers"]);
    expect(waysOut(report).some((each) => each.startsWith("rewrite"))).toBe(true);
  });

  test("a new kind of row that no old worker reads waits for the new worker where the link says that it matters", async () => {
    const invoice = { "api/rows/invoice.json": JSON.stringify({ type: "object" }) };
    const files = (version: string) => rows(version, "worker", ["new"]);
    const report = await check(files("1.0.0"), { ...files("2.0.0"), ...invoice });
    expect(pairs(report)).toEqual(["api@2.0.0 -> worker@1.0.0 breaking"]);
    expect(ruleIds(report)).toEqual(["store/value-unread"]);
    expect(stages(report)).toEqual([["worker"], ["api"]]);
  });
});

describe("a reader that is not there yet", () => {
  const path = "api/rows.json";
  const files = (version: string, unread: string): Files =>
    shop(
      version,
      { api: "service", worker: "worker" },
      `{ from: api, to: worker, store: ${path}, retained: 4d${unread} }`,
      path,
      value("id", "string"),
    );
  const withoutWorker = (unread: string) =>
    Object.fromEntries(
      Object.entries(files("1.0.0", unread)).filter(([name]) => !name.startsWith("worker/")),
    );

  test.each([
    ["misses nothing where unread values are fine", ", unread: fine", []],
    ["must be there first where they break", ", unread: breaks", ["api@2.0.0 -> worker@∅ breaking"]],
    ["is unknown where the link does not say", "", ["api@2.0.0 -> worker@∅ unknown"]],
  ])("%s", async (_name, unread, expected) => {
    const report = await check(withoutWorker(unread), files("2.0.0", unread));
    expect(pairs(report)).toEqual(expected);
  });

  test.each([
    ["was not meant to read them, and misses nothing", "", []],
    ["must read them where unread values break", ", unread: breaks", ["api@2.0.0 -> worker@1.0.0 breaking"]],
  ])("an old worker whose own file lacks the link %s", async (_name, unread, expected) => {
    const { [path]: _schema, "crossfade.yaml": declared = "", ...old } = files("1.0.0", unread);
    const [undeclared = ""] = declared.split("links:");
    const report = await check({ ...old, "crossfade.yaml": undeclared }, files("2.0.0", unread));
    expect(pairs(report)).toEqual(expected);
  });
});

test("a third party's old callbacks are retried for three days, and the new api must not meet them", async () => {
  const path = "api/callbacks/payment.json";
  const callback = (version: string, required: readonly string[]) =>
    shop(
      version,
      { bank: "external", api: "service" },
      `{ from: bank, to: api, events: ${path}, retained: 3d }`,
      path,
      { ...value("amount", "number"), required },
    );
  const report = await check(callback("1.0.0", ["amount"]), callback("2.0.0", ["amount", "currency"]));
  expect(pairs(report)).toEqual(["bank@current -> api@2.0.0 breaking"]);
  expect(stages(report)).toEqual([["bank"], ["api"]]);
  expect(waits(report)).toEqual(["gone bank@current + bank->api events > start api@2.0.0"]);
});

describe("a page and its iframe", () => {
  const path = "frame/messages.json";
  const windows = (version: string, required: readonly string[], more: object = {}) =>
    shop(version, { page: "web", frame: "web" }, `{ from: page, to: frame, frame: ${path} }`, path, {
      ...value("cart", "string", more),
      required,
    });

  test("an old page that stays open does not say what a new frame needs: the page first, and its tabs gone", async () => {
    const report = await check(windows("1.0.0", ["cart"]), windows("2.0.0", ["cart", "locale"]));
    expect(pairs(report)).toEqual(["page@1.0.0 -> frame@2.0.0 breaking"]);
    expect(ruleIds(report)).toEqual(["frame/field-required"]);
    expect(Object.values(report.findings)[0]?.direction).toBe("message");
    expect(stages(report)).toEqual([["page"], ["frame"]]);
    expect(waits(report)).toEqual(["end page@1.0.0 > start frame@2.0.0"]);
    expect(wayBack(report)?.noReturn).toEqual([]);
  });

  test("a schema that is not there is unknown, as a message", async () => {
    const { [path]: _gone, ...without } = windows("2.0.0", ["cart"]);
    const report = await check(windows("1.0.0", ["cart"]), without);
    expect(ruleIds(report)).toEqual(["link/contract-missing"]);
    expect(new Set(Object.values(report.findings).map((each) => each.direction))).toEqual(
      new Set(["message"]),
    );
  });
});
