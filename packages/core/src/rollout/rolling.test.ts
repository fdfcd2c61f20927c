import { describe, expect, test } from "vitest";
import { specOfStory } from "../../../../test/rollout/shop-spec.ts";
import { Story } from "../../../../test/support/story.ts";
import { desiredWeights } from "./desired-weights.ts";
import type { ReleaseEvent } from "./journal.ts";
import { noProgress, type ReleaseProgress, record } from "./progress.ts";
import type { ReleaseSpec } from "./release-spec.ts";
import { retainedUntilMs } from "./retention.ts";
import { cutIntoSets, rollingRungs, weightWithout } from "./rolling.ts";
import { stationsOf } from "./station.ts";
import { updatedSets } from "./updated-sets.ts";

const servers = (count: number) => Array.from({ length: count }, (_, index) => `s${index + 1}`);

describe("servers in sets", () => {
  test("keep their order; sizes differ by one at most, the larger first", () => {
    expect(cutIntoSets(servers(7), 3)).toEqual([
      ["s1", "s2", "s3"],
      ["s4", "s5"],
      ["s6", "s7"],
    ]);
    expect(cutIntoSets(servers(2), 4)).toEqual([["s1"], ["s2"]]);
  });

  test("give the new version as many users as servers, set by set, and then everybody", () => {
    const rung = { bakeMs: 1, timeoutMs: 2, promotion: "automatic" } as const;
    const weights = (count: number, sets: number) =>
      rollingRungs(cutIntoSets(servers(count), sets), rung).map(({ weight }) => weight);
    expect(weights(4, 4)).toEqual([2_500, 5_000, 7_500, 10_000]);
    expect(weights(5, 2)).toEqual([6_000, 10_000]);
    expect(weights(3, 3)).toEqual([3_333, 6_667, 10_000]);
  });

  test("never load one server more than another while a set is away, and take no user back for it", () => {
    for (let count = 2; count <= 12; count++)
      for (let sets = 2; sets <= count; sets++) {
        const strategy = { rungs: [], sets: cutIntoSets(servers(count), sets) };
        const rungs = rollingRungs(strategy.sets, { bakeMs: 0, timeoutMs: 0, promotion: "automatic" });
        for (let index = 1; index < sets - 1; index++) {
          const weight = weightWithout(strategy, index);
          const updated = strategy.sets.slice(0, index).flat().length;
          const old = count - updated - (strategy.sets[index]?.length ?? 0);
          // A bucket is the least that can be moved.
          expect(Math.abs(weight / updated - (10_000 - weight) / old)).toBeLessThan(1);
          expect(weight).toBeGreaterThanOrEqual(rungs[index - 1]?.weight ?? 0);
          expect(weight).toBeLessThanOrEqual(rungs[index]?.weight ?? 0);
        }
      }
  });
});

function specInSets(count: number, sets: number): ReleaseSpec {
  const spec = specOfStory(new Story().part("api", "service"), { bakeMs: 0, settings: { retainMs: 60_000 } });
  const { api } = spec.transitions;
  if (api === undefined) throw new TypeError("it moves");
  const cut = cutIntoSets(servers(count), sets);
  const rungs = rollingRungs(cut, { bakeMs: 0, timeoutMs: 60_000, promotion: "automatic" });
  return { ...spec, transitions: { api: { ...api, strategy: { rungs, sets: cut } } } };
}

/** "roll 2 of 4", "weigh 3333", "bake 5000", "verify". */
function stationsAt(spec: ReleaseSpec, id: string): readonly string[] {
  const step = spec.plan.steps.find((each) => each.id === id);
  if (step === undefined) throw new TypeError(`there is no ${id}`);
  return stationsOf(spec, step).map((station) => {
    if (station.kind === "bake") return `bake ${station.rung.weight}`;
    const { deed } = station;
    if (deed.kind === "roll") return `roll ${deed.servers} of ${deed.replaces} to ${deed.version}`;
    return deed.kind === "weigh" ? `weigh ${deed.weight}` : deed.kind;
  });
}

describe("a release in sets", () => {
  test("updates the first set in the dark, makes room for each further one, and the last when nobody is on the old version", () => {
    const spec = specInSets(4, 4);
    expect(stationsAt(spec, "deploy api@1")).toEqual(["roll s1 of 0 to 1"]);
    expect(stationsAt(spec, "start api@1")).toEqual(["verify", "pin", "weigh 2500"]);
    expect(stationsAt(spec, "end api@0")).toEqual([
      "bake 2500",
      ...["weigh 3333", "roll s2 of 0 to 1", "weigh 5000", "bake 5000"],
      ...["weigh 6667", "roll s3 of 0 to 1", "weigh 7500", "bake 7500"],
      ...["weigh 10000", "bake 10000"],
      "drain",
    ]);
    expect(stationsAt(spec, "gone api@0")).toEqual(["roll s4 of 0 to 1"]);
  });

  test("of two has all users on the first before the second leaves", () => {
    const spec = specInSets(3, 2);
    expect(stationsAt(spec, "end api@0")).toEqual(["bake 6667", "weigh 10000", "bake 10000", "drain"]);
    expect(stationsAt(spec, "gone api@0")).toEqual(["roll s3 of 0 to 1"]);
  });

  test("does not keep the last set for going back: too few servers would be left for everybody", () => {
    const spec = specInSets(4, 4);
    const gone = spec.plan.steps.find(({ id }) => id === "gone api@0");
    const beside = specOfStory(new Story().part("api", "service"), {
      bakeMs: 0,
      settings: { retainMs: 60_000 },
    });
    if (gone === undefined) throw new TypeError("it goes");
    expect(retainedUntilMs(spec, noProgress, gone)).toBeUndefined();
    expect(retainedUntilMs(beside, noProgress, gone)).toBe(60_000);
  });
});

describe("taken back", () => {
  const spec = specInSets(4, 4);
  const after = (...events: readonly ReleaseEvent[]): ReleaseProgress =>
    events.reduce(
      (progress, event, index) => record(spec, progress, { seq: index + 1, atMs: 0, actor: "engine", event }),
      noProgress,
    );
  const did = (step: string, ...stations: readonly number[]): ReleaseEvent[] => [
    { kind: "begun", step },
    ...stations.map((station): ReleaseEvent => ({ kind: "did", step, station })),
  ];
  const begun: ReleaseEvent = { kind: "start-asked", atMs: 0 };
  const first = [
    ...did("deploy api@1", 0),
    { kind: "finished", step: "deploy api@1" },
    ...did("start api@1", 0, 1, 2),
    { kind: "finished", step: "start api@1" },
  ] as const;
  const aborted: ReleaseEvent = { kind: "aborted", why: "enough" };
  const deeds = ({ undo }: ReleaseProgress) =>
    undo?.deeds.map(({ deed }) => ("version" in deed ? `${deed.kind} ${deed.version}` : deed.kind));

  test("while the first set is away: what was not updated comes back, and nobody has to be moved", () => {
    const progress = after(begun, ...did("deploy api@1"), aborted);
    expect(deeds(progress)).toEqual(["rejoin 0"]);
    expect(updatedSets(spec, progress)).toEqual([
      { component: "api", old: "0", sets: 4, done: [], underWay: 1 },
    ]);
  });

  test("in the middle of a set: users first, then the servers that can come back, then what is open", () => {
    const climbing = after(begun, ...first, ...did("end api@0"), {
      kind: "promoted",
      step: "end api@0",
      station: 0,
    });
    const rolling = record(spec, climbing, {
      seq: 99,
      atMs: 0,
      actor: "engine",
      event: { kind: "did", step: "end api@0", station: 1 },
    });
    expect(desiredWeights(spec, rolling, "api")).toEqual({ "1": 3_333, "0": 6_667 });
    const back = record(spec, rolling, { seq: 100, atMs: 0, actor: "lead", event: aborted });
    expect(deeds(back)).toEqual(["weigh 0", "rejoin 0", "drain 1"]);
    expect(updatedSets(spec, back)).toEqual([
      { component: "api", old: "0", sets: 4, done: [1], underWay: 2 },
    ]);
  });

  test("once nobody is on the old version there is nothing to take back", () => {
    const progress = after(
      begun,
      ...first,
      ...did("end api@0"),
      { kind: "finished", step: "end api@0" },
      ...did("gone api@0"),
      aborted,
    );
    expect(deeds(progress)).toEqual([]);
  });
});
