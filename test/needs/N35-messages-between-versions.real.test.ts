import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/** N35. Messages of newer code before older workers, and the reverse; versions of events; what still waits in the queue. */

interface Report {
  readonly notes: readonly string[];
  readonly atOnce: readonly {
    readonly sender: { readonly component: string; readonly version: string };
    readonly receiver: { readonly component: string; readonly version: string };
    readonly verdict: string;
    readonly asPlanned: string;
    readonly findings: readonly string[];
  }[];
  readonly findings: Readonly<
    Record<
      string,
      {
        readonly ruleId: string;
        readonly outcome: string;
        readonly counterexample?: { readonly value: unknown };
      }
    >
  >;
  readonly planning: {
    readonly kind: string;
    readonly stages: readonly { readonly transitions: readonly { readonly component: string }[] }[];
    readonly plan: {
      readonly waits: readonly {
        readonly id: string;
        readonly kind: string;
        readonly because: readonly string[];
      }[];
      readonly wayBack: Readonly<Record<string, string>>;
    };
  };
}

/** A shop whose api puts messages of these types into a queue that a worker reads. */
function shop(
  version: string,
  events: Readonly<Record<string, object>>,
  link = "retained: 4d",
  files: Readonly<Record<string, string>> = {},
) {
  return tree({
    "crossfade.yaml": `system: shop
components: { api: { kind: service }, worker: { kind: worker } }
links:
  - { from: api, to: worker, events: api/events/, queue: orders, ${link} }
`,
    "api/package.json": JSON.stringify({ name: "api", version }),
    "worker/package.json": JSON.stringify({ name: "worker", version }),
    ...Object.fromEntries(
      Object.entries(events).map(([name, schema]) => [`api/events/${name}.json`, JSON.stringify(schema)]),
    ),
    ...files,
  });
}

const order = (properties: Readonly<Record<string, object>>, ...required: readonly string[]) => ({
  type: "object",
  properties: { id: { type: "string" }, ...properties },
  required: ["id", ...required],
});

function check(from: string, to: string, ...args: readonly string[]) {
  const [node = "", ...rest] = program();
  const all = [...rest, "check", "--json", "--from-dir", from, "--to-dir", to, ...args];
  const { stdout, stderr, status } = spawnSync(node, all, { encoding: "utf8" });
  expect(stderr).toBe("");
  const report = JSON.parse(stdout) as Report;
  const pairs = report.atOnce.map(({ sender, receiver, verdict, asPlanned, findings: [id = ""] }) => ({
    pair: `${sender.component} ${sender.version} -> ${receiver.component} ${receiver.version}`,
    verdict,
    asPlanned,
    rule: report.findings[id]?.ruleId,
    value: report.findings[id]?.counterexample?.value,
  }));
  const { kind, stages, plan } = report.planning;
  return {
    status,
    report,
    pairs,
    kind,
    stages: stages.map(({ transitions }) => transitions.map(({ component }) => component).join(", ")),
    waits: plan.waits.filter(({ because }) => because.length > 0).map((each) => `${each.kind}: ${each.id}`),
    wayBack: plan.wayBack,
  };
}

test("newer code before older workers: the workers go first, and going back costs once the new message may wait", () => {
  const old = shop("1.0.0", { order: order({ pay: { enum: ["card"] } }, "pay") });
  const fresh = shop("2.0.0", { order: order({ pay: { enum: ["card", "invoice"] } }, "pay") });
  const { status, pairs, kind, stages, waits, wayBack } = check(old, fresh);
  expect(status).toBe(1);
  expect(pairs).toEqual([
    {
      pair: "api 2.0.0 -> worker 1.0.0",
      verdict: "breaking",
      asPlanned: "apart",
      rule: "events/enum",
      value: { id: expect.any(String), pay: "invoice" },
    },
  ]);
  expect([kind, stages]).toEqual(["proven", ["worker", "api"]]);
  expect(waits).toEqual(["gone: gone worker@1.0.0 > deploy api@2.0.0"]);
  expect(wayBack).toMatchObject({ "start worker@2.0.0": "free", "start api@2.0.0": "costs" });
});

test("older messages before newer workers: the producers go first, and what still waits in the queue is read before", () => {
  const old = shop("1.0.0", { order: order({}) });
  const fresh = shop("2.0.0", { order: order({ currency: { type: "string" } }, "currency") });
  const { pairs, kind, stages, waits } = check(old, fresh);
  expect(pairs).toEqual([
    {
      pair: "api 1.0.0 -> worker 2.0.0",
      verdict: "breaking",
      asPlanned: "apart",
      rule: "events/field-required",
      value: { id: expect.any(String) },
    },
  ]);
  expect([kind, stages]).toEqual(["proven", ["api", "worker"]]);
  expect(waits).toEqual(["empty: gone api@1.0.0 + api->worker events orders > deploy worker@2.0.0"]);
});

test("what an earlier version left is still there as long as the queue keeps it, dead letters included", () => {
  const older = shop("1.0.0", { order: order({}) }, "retained: 14d");
  const old = shop("1.1.0", { order: order({ total: { type: "number" } }, "total") }, "retained: 14d");
  const fresh = shop("2.0.0", { order: order({ total: { type: "number" } }, "total") }, "retained: 14d");
  // Nobody says when 1.0.0 ended: what is assumed is told.
  const assumed = check(old, fresh, "--also-dir", older);
  expect([assumed.status, assumed.pairs]).toEqual([0, []]);
  expect(assumed.report.notes.join(" ")).toMatch(/api 1\.0\.0 .*longer than 14 days.*--left api@1\.0\.0/);

  const { status, pairs, kind, waits } = check(old, fresh, "--also-dir", older, "--left", "api@1.0.0");
  expect(status).toBe(1);
  expect(pairs).toEqual([
    {
      pair: "api 1.0.0 -> worker 2.0.0",
      verdict: "breaking",
      asPlanned: "apart",
      rule: "events/field-required",
      value: { id: expect.any(String) },
    },
  ]);
  expect(kind).toBe("proven");
  expect(waits).toEqual([expect.stringMatching(/^empty: .*api@1\.0\.0.* > deploy worker@2\.0\.0$/)]);
});

describe("versions of an event", () => {
  const version = (number: number, field: string) =>
    order(
      { type: { const: "placed" }, version: { const: number }, [field]: { type: "string" } },
      "type",
      "version",
      field,
    );
  const first = { "placed.v1": version(1, "total") };
  const both = { ...first, "placed.v2": version(2, "sum") };

  test("live side by side: consumers that know both first, then the second may be sent, then the first may go", () => {
    const expanded = check(shop("1.0.0", first), shop("2.0.0", both));
    expect(expanded.pairs).toMatchObject([
      { pair: "api 2.0.0 -> worker 1.0.0", rule: "events/type-changed" },
    ]);
    expect(expanded.pairs[0]?.value).toMatchObject({ type: "placed", version: 2 });
    expect(expanded.stages).toEqual(["worker", "api"]);
    const contracted = check(shop("2.0.0", both), shop("3.0.0", { "placed.v2": version(2, "sum") }));
    expect(contracted.pairs).toMatchObject([{ pair: "api 2.0.0 -> worker 3.0.0", value: { version: 1 } }]);
    expect(contracted.stages).toEqual(["api", "worker"]);
  });

  test("may be sent under any file name; a third one is found with its value", () => {
    const renamed = check(shop("1.0.0", both), shop("1.1.0", { ...first, placed: version(2, "sum") }));
    expect([renamed.status, renamed.pairs]).toEqual([0, []]);
    const third = check(shop("1.0.0", both), shop("2.0.0", { ...both, "placed.v3": version(3, "sum") }));
    expect(third.pairs).toMatchObject([
      { pair: "api 2.0.0 -> worker 1.0.0", verdict: "breaking", value: { type: "placed", version: 3 } },
    ]);
  });
});

describe("a tolerant consumer", () => {
  test("takes a message with more fields than it knows", () => {
    const { status, pairs } = check(
      shop("1.0.0", { order: order({}) }),
      shop("2.0.0", { order: order({ note: { type: "string" } }) }),
    );
    expect([status, pairs]).toEqual([0, []]);
  });

  test("with a branch for values that it does not list says so; without that word it goes first", () => {
    const pays = (...names: string[]) => ({ order: order({ pay: { enum: names } }, "pay") });
    const [old, fresh] = [pays("card", "cash"), pays("card", "cash", "invoice")];
    const open = "retained: 4d, reading: { receiver: open-enum }";
    expect(check(shop("1.0.0", old), shop("2.0.0", fresh)).status).toBe(1);
    expect(check(shop("1.0.0", old, open), shop("2.0.0", fresh, open)).status).toBe(0);
  });

  test("that skips types it does not know says so; without that word the new type waits for it", () => {
    const events = { order: order({}) };
    const more = { ...events, refund: order({ sum: { type: "number" } }) };
    const strict = check(shop("1.0.0", events), shop("2.0.0", more));
    expect(strict.pairs).toMatchObject([{ pair: "api 2.0.0 -> worker 1.0.0", rule: "events/type-unknown" }]);
    expect(strict.stages).toEqual(["worker", "api"]);
    const skips = check(
      shop("1.0.0", events, "retained: 4d, unread: fine"),
      shop("2.0.0", more, "retained: 4d, unread: fine"),
    );
    expect([skips.status, skips.pairs]).toEqual([0, []]);
    expect(Object.values(skips.report.findings)).toMatchObject([
      { ruleId: "events/type-unknown", outcome: "notice" },
    ]);
  });
});

test("a description that is not compared is never safe once it changed", () => {
  const at = (version: string, field: string) =>
    shop(version, {}, undefined, { "api/events/order.proto": `message Order { string ${field} = 1; }` });
  const { status, pairs, kind } = check(at("1.0.0", "total"), at("2.0.0", "sum"));
  expect([status, kind]).toEqual([3, "unproven"]);
  expect(pairs.map(({ verdict, rule }) => `${verdict} ${rule}`)).toEqual([
    "unknown events/not-modelled",
    "unknown events/not-modelled",
  ]);
  expect(check(at("1.0.0", "total"), at("2.0.0", "total")).status).toBe(0);
});
