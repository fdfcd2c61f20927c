import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Wait } from "@crossfade/core";
import { afterAll, expect, onTestFinished, test } from "vitest";
import type { Report } from "../../../packages/crossfade/src/analysis/report.ts";
import { requireOrSkip } from "../../support/require-or-skip.ts";
import { Child } from "./child.ts";
import { everyPairTalks } from "./conscience.ts";
import { Database } from "./database.ts";
import { type Choice, walk } from "./release-walk.ts";
import { builtFiles, reportOf, type Shop, shop } from "./shop.ts";

afterAll(async () => {
  await Database.stopIdle();
  const left = Child.running();
  await Child.stopAll();
  expect(left, "processes that nobody has ended").toEqual([]);
});

interface Lie {
  readonly name: string;
  readonly file: string;
  /** Each with what stands there instead. */
  readonly texts: readonly (readonly [text: string, other: string])[];
  /** The pair at which matrix and wire must disagree, and how. */
  readonly pair: string;
}

/** A copy of the shop in which some texts of one file are others. */
function altered({ file, texts }: Lie): Shop {
  const root = mkdtempSync(join(tmpdir(), "crossfade-altered-shop-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(shop.root, root, { recursive: true });
  symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(root, "node_modules"));
  let content = readFileSync(join(root, file), "utf8");
  for (const [text, other] of texts) {
    expect(content).toContain(text);
    content = content.replaceAll(text, other);
  }
  writeFileSync(join(root, file), content);
  return { root };
}

/** Lies of a contract, and programs that do something else than their contract says. */
const lies: readonly Lie[] = [
  {
    name: "a contract that forgets a field which the server requires",
    file: "v2/api/openapi.yaml",
    texts: [["required: [to, locale]", "required: [to]"]],
    pair: "outlook->api http: 1.0.0 → 2.0.0: said to fit",
  },
  {
    name: "a server that does not require what its contract does",
    file: "v2/api/routes.mjs",
    texts: [['required(body, "locale", isString)', '"en"']],
    pair: "outlook->api http: 1.0.0 → 2.0.0: said to break, and worked",
  },
  {
    name: "a server that answers less than its contract says",
    file: "v2/api/shop.mjs",
    texts: [["{ ...value, total: value.totalCents }", "value"]],
    pair: "chrome->api http: 1.4.0 → 2.0.0: said to fit",
  },
  {
    name: "a page that gets along with the old name",
    file: `v2/web/dist/${builtFiles(join(shop.root, "v2")).get("src/cart.js")}`,
    texts: [['need(answer, "totalCents", Number.isInteger)', "answer.totalCents ?? answer.total"]],
    pair: "web->api http: 2.0.0 → 1.0.0: said to break, and worked",
  },
  {
    name: "a worker that needs what nobody has promised",
    file: "v1/worker/packing.mjs",
    texts: [['field(message, "amount", Number.isInteger)', 'field(message, "weight", Number.isInteger)']],
    pair: "api->worker events orders: 1.0.0 → 1.0.0: said to fit",
  },
  {
    name: "a worker that takes old messages",
    file: "v2/worker/packing.mjs",
    texts: [['field(message, "currency", (value) => value === "EUR" || value === "USD")', '"EUR"']],
    pair: "api->worker events orders: 1.0.0 → 2.0.0: said to break, and worked",
  },
  {
    name: "a new shape under the old key",
    file: "v2/api/cart-cache.mjs",
    texts: [["cart:v2:", "cart:v1:"]],
    pair: "api->api store: 1.0.0 → 2.0.0: said to fit",
  },
  {
    name: "a job that wants more of a row than its schema says",
    file: "v2/nightly/main.mjs",
    texts: [['currency !== "EUR" && currency !== "USD"', 'currency !== "USD"']],
    pair: "api->nightly store: 1.0.0 → 2.0.0: said to fit",
  },
  {
    name: "a query beside the contract",
    file: "v1/shared/database.mjs",
    texts: [
      [
        "client.query(texts.get(name), values)",
        'client.query(texts.get(name).replace("total_cents, gift", "total, gift"), values)',
      ],
    ],
    pair: "api->db sql: 1.0.0 → 1.0.0: said to fit",
  },
  {
    name: "an upload that deletes, said to keep",
    file: "run/upload.mjs",
    texts: [
      ["import { cpSync }", "import { cpSync, rmSync }"],
      ["  cpSync(", '  rmSync(join(host, "assets"), { recursive: true, force: true });\n  cpSync('],
    ],
    pair: "web->assets assets: 1.0.0 → 2.0.0: said to fit",
  },
  {
    name: "an upload that keeps, not said to",
    file: "v2/crossfade.yaml",
    texts: [[", keepsEarlier: true", ""]],
    pair: "web->assets assets: 1.0.0 → 2.0.0: said to break, and worked",
  },
  {
    name: "a frame that is less strict than its schema",
    file: "v2/checkout-frame/frame.js",
    texts: [['message.currency !== "EUR" && message.currency !== "USD"', "false"]],
    pair: "web->checkout-frame frame: 1.0.0 → 2.0.0: said to break, and worked",
  },
  {
    name: "a frame that answers something else",
    file: "v2/checkout-frame/frame.js",
    texts: [['type: "paid"', 'type: "done"']],
    pair: "checkout-frame->web frame: 2.0.0 → 1.0.0: said to fit",
  },
  {
    name: "a host that serves flags which are not in the file",
    file: "run/flag-file.mjs",
    texts: [
      ["const flags = {};", 'const flags = { "gift-notes": { enabled: true, rollout_percentage: 100 } };'],
    ],
    pair: "web->flags flags: 1.0.0 → 2.0.0: said to break, and worked",
  },
];

test.each(lies)("$name is found out", async (lie) => {
  const copy = altered(lie);
  const link = lie.pair.slice(0, lie.pair.indexOf(":"));
  const spoken = await everyPairTalks(copy, reportOf(copy), { only: link });
  const disagreements = spoken.flatMap((each) => each.disagreement ?? []);
  expect(
    disagreements.filter((each) => each.startsWith(lie.pair)),
    disagreements.join("\n"),
  ).toHaveLength(1);
});

const seeds = [1, 2, 3, 4, 5, 6];

test.each(seeds)(
  "whichever order the plan leaves open, every pair in contact talks: seed %i",
  async (seed) => {
    const walked = await walk(shop, reportOf(shop), anyOf(seed));
    expect(walked.failures).toEqual([]);
  },
);

/** A step that may happen, drawn with a linear congruential generator. */
function anyOf(seed: number): Choice {
  let state = seed;
  return (ready) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ready[Math.floor((state / 2 ** 32) * ready.length)];
  };
}

const whole = reportOf(shop);
const plan = whole.planning.kind === "impossible" ? undefined : whole.planning.plan;

/** The waits that a meeting forces, but for those that follow from others. */
const forced = (plan?.waits ?? []).filter(
  (wait) => wait.because.length > 0 && !neededFor(wait.after, without(wait)).has(wait.before),
);

test("the plan waits for something", () => {
  expect(forced.length).toBeGreaterThanOrEqual(10);
});

test.each(forced)("without the wait $id the plan breaks on the wire", async (wait) => {
  const waits = without(wait);
  const needed = neededFor(wait.after, waits);
  const report = { ...whole, planning: { ...whole.planning, plan: { ...plan, waits } } } as Report;
  const walked = await walk(shop, report, (ready) => {
    const hasty = ready.find(({ id }) => needed.has(id)) ?? ready.find(({ id }) => id !== wait.before);
    return hasty ?? ready[0];
  });
  expect(walked.failures).not.toEqual([]);
});

function without(dropped: Wait): readonly Wait[] {
  return (plan?.waits ?? []).filter((each) => each !== dropped);
}

/** A step, and all that has to happen before it. */
function neededFor(id: string, waits: readonly Wait[]): ReadonlySet<string> {
  const needed = new Set([id]);
  for (const step of needed)
    for (const { before } of waits.filter(({ after }) => after === step)) needed.add(before);
  return needed;
}

/** Where a PostgreSQL server is: PGlite has one session for all, a server has one for each connection. */
const server = process.env.DATABASE_URL;

test("on a PostgreSQL server it is the same", async (context) => {
  requireOrSkip(context, server !== undefined, "no DATABASE_URL names a server");
  const report = reportOf(shop);
  const spoken = await everyPairTalks(shop, report, { server });
  expect(spoken.flatMap((each) => each.disagreement ?? [])).toEqual([]);
  const walked = await walk(shop, report, ([first]) => first, server);
  expect(walked.failures).toEqual([]);
});
