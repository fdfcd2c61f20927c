import { expect, test } from "vitest";
import type { LiveVersion } from "../environment/facts.ts";
import { servedUnknown, withLiveVersions } from "./live-on-router.ts";
import { rehearsalUser } from "./rehearsal-user.ts";
import type { RouterState } from "./router-state.ts";
import { weightsOf } from "./split.ts";
import { pinUsers, setStage, setWeight } from "./traffic-change.ts";

const empty: RouterState = { stateSchema: 1, router: "edge", generation: 1, components: {} };
const version = (label: string, phase: LiveVersion["phase"], port: number): LiveVersion => ({
  component: "api",
  label,
  phase,
  endpoints: [`http://127.0.0.1:${port}`],
  deployedMs: 0,
});
const one = version("1.0.0", "released", 9101);
const two = version("2.0.0", "dark", 9201);
const weights = (state: RouterState) => weightsOf(state.components.api?.split ?? []);

test("what had users before Crossfade came has all of them; what is dark has none", () => {
  const state = withLiveVersions(empty, ["api"], [one, two]);
  expect(weights(state)).toEqual({ "1.0.0": 10_000 });
  expect(state.components.api?.versions.map(({ label, stage }) => [label, stage])).toEqual([
    ["2.0.0", "candidate"],
    ["1.0.0", "active"],
  ]);
});

test("nobody's version changes because another one is known", () => {
  const before = setWeight(withLiveVersions(empty, ["api"], [one, two]), {
    component: "api",
    label: "2.0.0",
    weight: 500,
  });
  const after = withLiveVersions(before, ["api"], [one, two, version("3.0.0", "released", 9301)]);
  expect(weights(after)).toEqual({ "1.0.0": 9_500, "2.0.0": 500 });
});

test("what is known already changes nothing, not even the generation", () => {
  const state = withLiveVersions(empty, ["api"], [one]);
  expect(withLiveVersions(state, ["api"], [one])).toBe(state);
});

test("a version that came up elsewhere is asked there", () => {
  const moved = withLiveVersions(
    withLiveVersions(empty, ["api"], [one]),
    ["api"],
    [version("1.0.0", "released", 9102)],
  );
  expect(moved.components.api?.versions[0]?.instances).toEqual([{ url: "http://127.0.0.1:9102" }]);
});

test("what is of another router, has no address, or was blocked by a person stays out", () => {
  expect(withLiveVersions(empty, ["web"], [one])).toBe(empty);
  expect(withLiveVersions(empty, ["api"], [{ ...one, endpoints: [] }])).toBe(empty);
  const blocked = setStage(
    withLiveVersions(empty, ["api"], [one, two]),
    { component: "api", label: "2.0.0" },
    "blocked",
  );
  expect(withLiveVersions(blocked, ["api"], [one, two])).toBe(blocked);
});

test("a router that served before anybody told of it tells who has users", () => {
  const state = setWeight(withLiveVersions(empty, ["api"], [one, two]), {
    component: "api",
    label: "2.0.0",
    weight: 500,
  });
  const started = (label: string) => ({ kind: "started", component: "api", label });
  expect(servedUnknown(state, ["api"], [])).toEqual([
    { kind: "deployed", component: "api", label: "1.0.0", endpoints: ["http://127.0.0.1:9101"] },
    started("1.0.0"),
    { kind: "deployed", component: "api", label: "2.0.0", endpoints: ["http://127.0.0.1:9201"] },
    started("2.0.0"),
  ]);
  const dark = version("1.0.0", "dark", 9101);
  expect(servedUnknown(state, ["api"], [dark, two])).toEqual([started("1.0.0"), started("2.0.0")]);
});

test("a version that is known as dark and gets users by somebody's hand is dark no more", () => {
  const known = withLiveVersions(empty, ["api"], [one, two]);
  const state = setWeight(known, { component: "api", label: "2.0.0", weight: 500 });
  expect(servedUnknown(state, ["api"], [one, two])).toEqual([
    { kind: "started", component: "api", label: "2.0.0" },
  ]);
});

test("a version that had ended and gets users by somebody's hand has not ended any more", () => {
  const ended = version("2.0.0", "ended", 9201);
  const known = withLiveVersions(empty, ["api"], [one, ended]);
  expect(servedUnknown(known, ["api"], [one, ended])).toEqual([]);
  const state = setWeight(known, { component: "api", label: "2.0.0", weight: 500 });
  expect(servedUnknown(state, ["api"], [one, ended])).toEqual([
    { kind: "started", component: "api", label: "2.0.0" },
  ]);
});

test("users who are pinned by hand have it, too; the one of a rehearsal is nobody", () => {
  const known = withLiveVersions(empty, ["api"], [one, two]);
  const pinned = (user: string) => pinUsers(known, { component: "api", label: "2.0.0" }, [user]);
  expect(servedUnknown(pinned("u-17"), ["api"], [one, two])).toEqual([
    { kind: "started", component: "api", label: "2.0.0" },
  ]);
  expect(servedUnknown(pinned(rehearsalUser("r1")), ["api"], [one, two])).toEqual([]);
});

test("where the engine has told who has users, a router does not contradict it", () => {
  const state = withLiveVersions(empty, ["api"], [one, two]);
  expect(servedUnknown(state, ["api"], [one, two])).toEqual([]);
  expect(servedUnknown(state, ["api"], [version("2.0.0", "released", 9201)])).toEqual([]);
  expect(servedUnknown(state, ["web"], [])).toEqual([]);
});
