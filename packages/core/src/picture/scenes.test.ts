import {
  ABSENT,
  type Layout,
  layOut,
  matrixOf,
  planLayout,
  requestedScenes,
  type Scene,
  type SceneMoment,
  type System,
  scenesOf,
  type VerdictTable,
} from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { Story } from "../../../../test/support/story.ts";
import { randomWorld } from "../../../../test/truth/worlds/random.ts";
import { threeVersionWorlds } from "../../../../test/truth/worlds/three-versions.ts";

const momentText = (moment: SceneMoment) => (moment.kind === "stage" ? `stage ${moment.stage}` : moment.kind);

/** A picture as text: who is there, then who meets whom. */
function textOf({ moment, versions, contacts }: Scene): string {
  const there = versions.map(
    ({ component, version, phase, leaving }) =>
      `${component}@${version} ${leaving && phase === "live" ? "leaving" : phase}`,
  );
  const met = contacts.map(({ link, sender, receiver, verdict, standing, accepted }) => {
    const asides = `${standing ? ", already" : ""}${accepted ? ", accepted" : ""}`;
    return `  ${link}: ${sender} -> ${receiver} ${verdict}${asides}`;
  });
  return [`${momentText(moment)}: ${there.join(", ")}`, ...met].join("\n");
}

function scenes({ system, verdicts }: { system: System; verdicts: VerdictTable }) {
  const layout = layOut(system, verdicts);
  const planning = planLayout(layout);
  return {
    requested: requestedScenes(layout, verdicts),
    planned: planning.kind === "impossible" ? [] : scenesOf(layout, planning.plan, verdicts),
  };
}

const page = (all: readonly Scene[]) => `\n${all.map(textOf).join("\n")}\n`;

describe("a page and its server", () => {
  const shop = new Story()
    .part("web", "web", { older: ["-1"] })
    .part("api", "service")
    .link("web -> api")
    .breaks("web@1 -> api@0", "web@-1 -> api@0")
    .tell();

  test("each stage shows old and new of what moves in it, and the page's old version until the end", () => {
    expect(page(scenes(shop).planned)).toMatchInlineSnapshot(`
      "
      before: web@-1 live, web@0 live, api@0 live
        web -> api: -1 -> 0 breaking, already
        web -> api: 0 -> 0 compatible, already
      stage 1: web@-1 leaving, web@0 live, web@1 dark, api@0 leaving, api@1 live
        web -> api: -1 -> 0 breaking, already
        web -> api: -1 -> 1 compatible
        web -> api: 0 -> 0 compatible, already
        web -> api: 0 -> 1 compatible
      stage 2: web@-1 leaving, web@0 leaving, web@1 live, api@0 draining, api@1 live
        web -> api: -1 -> 1 compatible
        web -> api: 0 -> 1 compatible
        web -> api: 1 -> 1 compatible
      after: web@1 live, api@1 live
        web -> api: 1 -> 1 compatible
      "
    `);
  });

  test("all at once, everybody can meet everybody", () => {
    expect(page(scenes(shop).requested)).toMatchInlineSnapshot(`
      "
      before: web@-1 live, web@0 live, api@0 live
        web -> api: -1 -> 0 breaking, already
        web -> api: 0 -> 0 compatible, already
      at-once: web@-1 leaving, web@0 leaving, web@1 live, api@0 leaving, api@1 live
        web -> api: -1 -> 0 breaking, already
        web -> api: -1 -> 1 compatible
        web -> api: 0 -> 0 compatible, already
        web -> api: 0 -> 1 compatible
        web -> api: 1 -> 0 breaking
        web -> api: 1 -> 1 compatible
      after: web@1 live, api@1 live
        web -> api: 1 -> 1 compatible
      "
    `);
  });
});

test("what a version wrote is still there when its last process is gone", () => {
  const story = new Story()
    .part("api", "service", { versions: ["1"] })
    .part("worker", "worker")
    .link("api -> worker", { lasts: 4, left: ["0"] })
    .breaks("api@0 -> worker@1")
    .tell();
  expect(page(scenes(story).planned)).toMatchInlineSnapshot(`
    "
    before: api@1 live, worker@0 live, api@0 left
      api -> worker: 1 -> 0 compatible, already
      api -> worker: 0 -> 0 compatible, already
    stage 1: api@1 live, worker@0 leaving, worker@1 live, api@0 left
      api -> worker: 1 -> 0 compatible, already
      api -> worker: 1 -> 1 compatible
      api -> worker: 0 -> 0 compatible, already
    after: api@1 live, worker@1 live
      api -> worker: 1 -> 1 compatible
    "
  `);
});

test("a dark server is shown from the first stage in which it may be deployed", () => {
  const story = new Story()
    .part("db", "schema")
    .part("api", "service")
    .part("web", "web")
    .link("web -> api")
    .link("api -> db", { medium: "schema" })
    .breaks("web@1 -> api@0", "api@1 -> db@0")
    .tell();
  expect(page(scenes(story).planned)).toMatchInlineSnapshot(`
    "
    before: db@0 live, api@0 live, web@0 live
      web -> api: 0 -> 0 compatible, already
      api -> db: 0 -> 0 compatible, already
    stage 1: db@0 leaving, db@1 live, api@0 live, api@1 dark, web@0 live, web@1 dark
      web -> api: 0 -> 0 compatible, already
      api -> db: 0 -> 0 compatible, already
      api -> db: 0 -> 1 compatible
      api -> db: 1 -> 1 compatible
    stage 2: db@1 live, api@0 leaving, api@1 live, web@0 live, web@1 dark
      web -> api: 0 -> 0 compatible, already
      web -> api: 0 -> 1 compatible
      api -> db: 0 -> 1 compatible
      api -> db: 1 -> 1 compatible
    stage 3: db@1 live, api@0 draining, api@1 live, web@0 leaving, web@1 live
      web -> api: 0 -> 1 compatible
      web -> api: 1 -> 1 compatible
      api -> db: 0 -> 1 compatible
      api -> db: 1 -> 1 compatible
    after: db@1 live, api@1 live, web@1 live
      web -> api: 1 -> 1 compatible
      api -> db: 1 -> 1 compatible
    "
  `);
});

test("an impossible release has no planned scenes, and a release of nothing has a before and an after", () => {
  const crossed = new Story()
    .part("web", "web")
    .part("api", "service")
    .link("web -> api")
    .breaks("web@1 -> api@0", "web@0 -> api@1")
    .tell();
  expect(scenes(crossed).planned).toEqual([]);
  expect(scenes(crossed).requested.map(({ contacts }) => contacts.length)).toEqual([1, 4, 1]);
  const still = new Story()
    .part("web", "web", { versions: ["0"] })
    .part("api", "service", { versions: ["0"] })
    .link("web -> api")
    .tell();
  expect(scenes(still).planned.map(({ moment }) => momentText(moment))).toEqual(["before", "after"]);
});

const key = (pair: { link: string; sender: string; receiver: string }) =>
  JSON.stringify([pair.link, pair.sender, pair.receiver]);

/** A component that is not there yet, or no more, does not miss itself: the planner does not count that, nor does the analysis. */
const missesItself = ({ links }: System, { link, receiver }: { link: string; receiver: string }) =>
  receiver === ABSENT && links.some((each) => each.id === link && each.sender === each.receiver);

/** What is wrong between the scenes of a world and its matrix. */
function disagreements({ system, verdicts }: { system: System; verdicts: VerdictTable }): string[] {
  const layout = layOut(system, verdicts);
  const planning = planLayout(layout);
  const cells = matrixOf(layout, verdicts).flatMap((each) => each.rows.flat());
  const union = (all: readonly Scene[]) => [...new Set(all.flatMap((each) => each.contacts.map(key)))].sort();
  const met = (contact: "asRequested" | "asPlanned") =>
    [...new Set(cells.filter((each) => each[contact] !== "apart").map(key))].sort();
  const wrong: string[] = [];
  const requested = requestedScenes(layout, verdicts);
  if (union(requested).join() !== met("asRequested").join())
    wrong.push("as requested, not those of the matrix");
  if (union(requested.slice(1, 2)).join() !== met("asRequested").join())
    wrong.push("at once, not all of them");
  if (planning.kind === "impossible") return wrong;
  const planned = scenesOf(layout, planning.plan, verdicts);
  if (union(planned).join() !== met("asPlanned").join())
    wrong.push(`as planned ${union(planned).join()} but the matrix ${met("asPlanned").join()}`);
  for (const { moment, contacts } of planned)
    for (const each of contacts)
      if (each.verdict === "breaking" && !each.standing && !each.accepted && !missesItself(system, each))
        wrong.push(`${momentText(moment)} shows a break that the plan avoids: ${key(each)}`);
  return wrong;
}

/** For each stage the pairs in contact in some state of some run, by walking all states; undefined where there are too many. */
function walked({ timeline, spans, solution }: Layout): ReadonlyMap<number, readonly string[]> | undefined {
  if (solution.kind !== "order") return undefined;
  const nodes = [...new Set(timeline.moments.map((_, index) => timeline.same(index)))];
  if (nodes.length > 16) return undefined;
  const before = new Map(nodes.map((node): [number, number[]] => [node, []]));
  for (const { from, to } of solution.arcs) before.get(timeline.same(to))?.push(timeline.same(from));
  const level = new Map<number, number>();
  const starts = new Set(
    timeline.moments.flatMap((each, at) => (each.kind === "start" ? timeline.same(at) : [])),
  );
  const levelOf = (node: number): number => {
    const known = level.get(node);
    if (known !== undefined) return known;
    const own = Math.max(0, ...(before.get(node) ?? []).map(levelOf)) + (starts.has(node) ? 1 : 0);
    level.set(node, own);
    return own;
  };
  const met = new Map<number, Set<string>>();
  const seen = new Set<string>();
  const open: (readonly number[])[] = [[]];
  for (let state = open.pop(); state; state = open.pop()) {
    const done = new Set(state);
    const has = (bound: number) => bound === -1 || (bound >= 0 && done.has(timeline.same(bound)));
    const stage = Math.max(1, ...state.filter((node) => starts.has(node)).map(levelOf));
    const pairs = met.get(stage) ?? new Set();
    met.set(stage, pairs);
    for (const { link, senders, receivers } of spans)
      for (const sender of senders.filter((each) => each.version !== ABSENT))
        for (const receiver of receivers) {
          const pin = link.affinity?.get(sender.version);
          if (pin !== undefined && pin !== receiver.version) continue;
          if (has(sender.from) && has(receiver.from) && !has(sender.through) && !has(receiver.to))
            pairs.add(key({ link: link.id, sender: sender.version, receiver: receiver.version }));
        }
    for (const node of nodes) {
      if (done.has(node) || !(before.get(node) ?? []).every((each) => done.has(each))) continue;
      const next = [...state, node].sort((one, other) => one - other);
      if (seen.has(next.join())) continue;
      seen.add(next.join());
      open.push(next);
    }
    if (seen.size > 600) return undefined;
  }
  return new Map([...met].map(([stage, pairs]) => [stage, [...pairs].sort()]));
}

test("each stage shows exactly the pairs that some run brings together in it", () => {
  let compared = 0;
  for (let seed = 0; seed < 400; seed++) {
    const { system, verdicts } = randomWorld(seed);
    const layout = layOut(system, verdicts);
    const planning = planLayout(layout);
    const truth = planning.kind === "impossible" ? undefined : walked(layout);
    if (planning.kind === "impossible" || !truth) continue;
    for (const { moment, contacts } of scenesOf(layout, planning.plan, verdicts)) {
      if (moment.kind !== "stage") continue;
      const shown = [...new Set(contacts.map(key))].sort();
      expect(shown, `seed ${seed}, stage ${moment.stage}`).toEqual(truth.get(moment.stage) ?? []);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(150);
});

describe("over all scenes the pairs are those of the matrix, and no plan shows a break that it avoids", () => {
  test("on a sample of worlds of three versions", () => {
    let worlds = 0;
    for (const world of threeVersionWorlds())
      if (++worlds % 12 === 0) expect(disagreements(world), world.name).toEqual([]);
  });

  test("on random worlds", () => {
    for (let seed = 0; seed < 800; seed++)
      expect(disagreements(randomWorld(seed)), `seed ${seed}`).toEqual([]);
  });
});
