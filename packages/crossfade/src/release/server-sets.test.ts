import {
  ABSENT,
  everyCapability,
  type LiveVersion,
  type Plan,
  planRelease,
  progressOf,
  type ReleaseEvent,
  type ReleaseProgress,
  type ReleaseSpec,
  stationsOf,
} from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { basisOf } from "../../../../test/rollout/shop-spec.ts";
import { Story } from "../../../../test/support/story.ts";
import { parseConfig } from "../config/parse-config.ts";
import { releaseView } from "./release-view.ts";
import { serverSets } from "./server-sets.ts";
import { strategyBack } from "./servers-back.ts";
import { type SpecInput, specOf } from "./spec-of-plan.ts";
import { wayBackOf } from "./way-back.ts";

const story = () => new Story().part("api", "service", { versions: ["1", "2"] });
const urls = (...numbers: readonly number[]) => numbers.map((number) => `http://10.0.0.${number}:80`);
const liveOf = (label: string, ...numbers: readonly number[]): LiveVersion => ({
  component: "api",
  label,
  phase: "released",
  endpoints: urls(...numbers),
  deployedMs: 0,
});

function planOf(told: Story): Plan {
  const { system, verdicts } = told.tell();
  const planning = planRelease(system, verdicts);
  if (planning.kind === "impossible") throw new Error("there is no plan");
  return planning.plan;
}

function specFor(change: Partial<SpecInput> = {}, strategy = "{ rolling: { sets: 2 } }"): ReleaseSpec {
  const file = `system: shop
components: { api: { kind: service } }
routers: { edge: { kind: embedded } }
environments: { production: { strategy: ${strategy}, retain: 1h } }`;
  const parsed = parseConfig(file, { file: "crossfade.yaml", nowMs: 0 });
  const [environment] = parsed.ok ? parsed.config.environments : [];
  if (environment === undefined) throw new Error(JSON.stringify(parsed));
  return specOf({
    id: "r1",
    plan: planOf(story()),
    environment,
    calendars: [],
    components: [{ id: "api", kind: "service" }],
    routers: [
      { id: "edge", components: ["api"], capabilities: { ...everyCapability, movesInstances: true } },
    ],
    attempts: {},
    live: [liveOf("1", 1, 2, 3, 4)],
    digests: {},
    by: "ada",
    nowMs: 0,
    ...change,
  });
}

describe("a release in sets", () => {
  test("has the servers that run the old version now, in the order in which they were told", () => {
    const { strategy } = specFor().transitions.api ?? {};
    expect(strategy?.sets).toEqual([urls(1, 2), urls(3, 4)]);
    expect(strategy?.rungs).toMatchObject([{ weight: 5_000 }, { weight: 10_000 }]);
  });

  test("of a component that nobody has yet is a deployment like any other", () => {
    const first = planOf(new Story().part("api", "service", { versions: [ABSENT, "2"] }));
    expect(specFor({ plan: first, live: [] }).transitions.api?.strategy.sets).toBeUndefined();
  });

  test.each<[string, Partial<SpecInput>, RegExp]>([
    ["nobody knows where it runs", { live: [] }, /nobody said where 1 runs/],
    ["there are more sets than servers", { live: [liveOf("1", 1)] }, /1 runs on 1 server\b/],
    ["a server is told to run both", { live: [liveOf("1", 1, 2), liveOf("2", 2)] }, /told to run 2 too/],
    [
      "its router takes new instances with a reload",
      { routers: [{ id: "edge", components: ["api"], capabilities: everyCapability }] },
      /^The servers of api cannot be updated in 2 sets: the router edge learns of other servers by a reload only\. Run the new version on servers of its own\.$/,
    ],
    [
      "users get two versions one after the other",
      {
        plan: planOf(new Story().part("api", "service", { versions: ["1", "1.5", "2"] })),
        live: [liveOf("1", 1, 2)],
      },
      /gives its users 2 versions one after the other \(1\.5, 2\)/,
    ],
  ])("is refused when %s", (_, change, why) => {
    expect(() => specFor(change)).toThrow(why);
  });

  test("is refused where the old version has to be away before the new one comes", () => {
    const plan = planOf(story());
    const wait = { ...plan.waits[0], id: "w", before: "gone api@1", after: "deploy api@2" };
    const apart = { ...plan, waits: [...plan.waits, wait] } as Plan;
    const moving = { component: "api", plan: apart, live: [liveOf("1", 1, 2)] };
    expect(() => serverSets(moving, 2)).toThrow(/needs 1 to be away before 2 comes/);
  });
});

describe("going back", () => {
  const spec = specFor();
  const step = (id: string, ...stations: readonly number[]): ReleaseEvent[] => [
    { kind: "begun", step: id },
    ...stations.map((station): ReleaseEvent => ({ kind: "did", step: id, station })),
  ];
  const finished = (id: string): ReleaseEvent => ({ kind: "finished", step: id });
  const after = (...events: readonly ReleaseEvent[]): ReleaseProgress =>
    progressOf(
      spec,
      [{ kind: "start-asked", atMs: 0 } as const, ...events].map((event, index) => ({
        seq: index + 1,
        atMs: 0,
        actor: "engine",
        event,
      })),
    );
  const halfWay = [
    ...step("deploy api@2", 0),
    finished("deploy api@2"),
    ...step("start api@2"),
    finished("start api@2"),
    ...step("end api@1"),
  ];
  const aborted: readonly ReleaseEvent[] = [
    { kind: "aborted", why: "enough" },
    { kind: "ended", how: "aborted" },
  ];
  const wayBack = (progress: ReleaseProgress, live: readonly LiveVersion[]) =>
    wayBackOf({ spec, progress, basis: basisOf(story()), live, id: "back", by: "lead", nowMs: 0 });

  test("after an abort half-way, the old version gets its servers back", () => {
    const { view, draft } = wayBack(after(...halfWay, ...aborted), [liveOf("1", 3, 4), liveOf("2", 1, 2)]);
    expect(view).toMatchObject({
      kind: "free",
      order: [{ step: "gone api@2" }],
      costs: ["api@1 is deployed again on 2 servers."],
    });
    expect(draft?.spec.transitions.api?.strategy.sets).toEqual([urls(1, 2)]);
  });

  test("servers whose update was stopped half-way come back too; those of others stay theirs", () => {
    const stopped = after(...step("deploy api@2"), ...aborted);
    const back = wayBack(stopped, [liveOf("1", 3, 4)]);
    expect(back.draft?.spec.transitions.api?.strategy.sets).toEqual([urls(1, 2)]);
    const taken = wayBack(stopped, [liveOf("1", 3, 4), liveOf("3", 1)]);
    expect(taken.draft?.spec.transitions.api?.strategy.sets).toEqual([urls(2)]);
    expect(wayBack(stopped, [liveOf("1", 1, 2, 3, 4)]).draft).toBeUndefined();
  });

  test("where no server was updated yet, nobody is told to end the new version", () => {
    const stopped = after({ kind: "begun", step: "deploy api@2" }, ...aborted);
    const gone = { id: "gone api@2", kind: "gone", component: "api", version: "2" } as const;
    const plan: Plan = { ...spec.plan, from: { api: "2" }, to: { api: "1" }, steps: [gone] };
    const { api } = spec.transitions;
    if (api === undefined) throw new Error("api is released");
    const ask = { spec, progress: stopped, basis: basisOf(story()), id: "back", by: "lead", nowMs: 0 };
    const back = (live: readonly LiveVersion[]) => {
      const strategy = strategyBack({ ...ask, live }, plan, api);
      return stationsOf({ ...spec, plan, transitions: { api: { ...api, strategy } } }, gone);
    };
    expect(back([liveOf("1", 1, 2, 3, 4)])).toEqual([]);
    expect(back([liveOf("1", 3, 4)])).toMatchObject([{ deed: { kind: "roll", servers: urls(1, 2) } }]);
  });

  test("from a release that is complete goes set by set", () => {
    const done = after(...halfWay, finished("end api@1"), ...step("gone api@1", 0), finished("gone api@1"));
    const { view, draft } = wayBack(done, [liveOf("2", 1, 2, 3, 4)]);
    expect(view.costs).toEqual(["api@1 is deployed again on 4 servers, in 2 sets."]);
    expect(draft?.spec.transitions.api?.strategy).toMatchObject({
      sets: [urls(1, 2), urls(3, 4)],
      rungs: [{ weight: 5_000, unwatched: true }, { weight: 10_000 }],
    });
  });

  test("before the last set has changed, the servers that still run the old version are the first set", () => {
    const { draft } = wayBack(after(...halfWay, finished("end api@1"), ...aborted), [
      liveOf("1", 3, 4),
      liveOf("2", 1, 2),
    ]);
    expect(draft?.spec.transitions.api?.strategy.sets).toEqual([urls(3, 4), urls(1, 2)]);
  });

  test("is said with how few servers the old version has, before and after", () => {
    const view = (progress: ReleaseProgress) => releaseView({ spec, progress, nowMs: 0, createdMs: 0 });
    expect(view(after(...halfWay)).wayBack.abort).toBe(
      "Free, at once: users are back on api@1. api@1 has 1 of 2 sets of servers left.",
    );
    const { wayBack: ways, next } = view(after(...halfWay, ...aborted));
    expect(ways.abort).toBe(
      "It is taken back: enough. api@1 was left with 1 of 2 sets of servers; `crossfade release rollback r1 --dry-run` shows how the others come back to it.",
    );
    expect(next).toEqual([
      {
        command: "crossfade release rollback r1 --dry-run",
        why: "shows how the servers that were updated come back to api@1",
      },
    ]);
  });
});
