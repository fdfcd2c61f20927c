import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tree } from "../../support/tree.ts";
import { Child } from "./child.ts";
import { openPage } from "./clients.ts";
import { everyPairTalks } from "./conscience.ts";
import { Database } from "./database.ts";
import { walk } from "./release-walk.ts";
import { reportOf, shop } from "./shop.ts";

const timeoutMs = 300_000;
Database.prepare(shop);
const report = reportOf(shop);

afterAll(async () => {
  await Database.stopIdle();
  const left = Child.running();
  await Child.stopAll();
  expect(left, "processes that nobody has ended").toEqual([]);
});

test("the release in one deployment is refused for at least six different reasons, each with its value", () => {
  const findings = report.atOnce
    .flatMap((pair) => pair.findings.flatMap((id) => report.findings[id] ?? []))
    .filter(({ outcome }) => outcome === "breaking");
  for (const { id, counterexample } of findings) expect(counterexample, id).toBeDefined();
  expect(new Set(findings.map(({ ruleId }) => ruleId)).size).toBeGreaterThanOrEqual(6);
});

test("the plan is a sequence that is proven without any move, and nothing is unknown", () => {
  expect(report.planning).toMatchObject({ kind: "proven", moves: [], unknowns: [] });
  expect(report.planning.kind === "proven" && report.planning.stages.length).toBeGreaterThanOrEqual(4);
});

test(
  "each pair that the matrix calls compatible works on the wire, each that it calls breaking fails on it",
  async () => {
    const spoken = await everyPairTalks(shop, report);
    const count = (verdict: string) => spoken.filter((each) => each.verdict === verdict).length;
    console.log(
      `${spoken.length} pairs talked: ${count("compatible")} fit, ${count("breaking")} break, ${count("unknown")} unknown`,
    );
    expect(spoken.flatMap((each) => each.disagreement ?? [])).toEqual([]);
    expect(spoken.filter((each) => each.verdict === "unknown")).toEqual([]);
  },
  timeoutMs,
);

test(
  "while the plan is carried out, every pair in contact talks",
  async () => {
    const walked = await walk(shop, report, ([first]) => first);
    expect(walked.failures).toEqual([]);
    const planned = (contact: string) =>
      report.matrix
        .flatMap(({ rows }) => rows.flat())
        .filter((cell) => cell.asPlanned === contact)
        .map((cell) => `${cell.link}: ${cell.sender} → ${cell.receiver}`);
    const may = [...planned("possible"), ...planned("standing")];
    console.log(
      `${walked.states} steps, ${walked.talks} talks, ${walked.met.size} of ${may.length} pairs that may meet`,
    );
    expect([...walked.met].filter((pair) => !may.includes(pair))).toEqual([]);
    expect(planned("apart").length).toBeGreaterThan(0);
  },
  timeoutMs,
);

test(
  "the whole shop of a version starts by itself, and ends when it is told to",
  async () => {
    const database = await Database.empty(shop);
    const env = { PORT: "0", DATABASE_URL: database.url };
    const started = await Child.serving(join(shop.root, "start.mjs"), env, ["v1"]);
    const page = await (await fetch(started.url)).text();
    expect(page).toContain('src="/assets/main-');
    expect((await fetch(`${started.url}/checkout-frame/`)).status).toBe(200);
    const opened = await openPage(shop, "1.0.0", { flags: started.url, assets: started.url });
    expect(opened.features).toEqual({ "gift-notes": true, "dark-mode": true });
    const cart = await opened.cart();
    await cart.put("mine", "mug", 2);
    expect(await cart.read("mine")).toMatchObject({ total: 2400 });
    await started.stop();
    await database.close();
  },
  timeoutMs,
);

test.each(["v1", "v2"])("the built page of %s is what its sources make", (version) => {
  const out = tree({});
  const script = join(shop.root, "run/build-page.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, join(shop.root, version), out]);
  expect([status, String(stderr)]).toEqual([0, ""]);
  expect(filesIn(out)).toEqual(filesIn(join(shop.root, version, "web/dist")));
});

function filesIn(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    files
      .map((each) => join(each.parentPath, each.name))
      .map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]),
  );
}
