import { expect, test } from "vitest";
import type { LiveVersion } from "../environment/facts.ts";
import { withLiveVersions } from "./live-on-router.ts";
import type { RouterState } from "./router-state.ts";
import { weightsOf } from "./split.ts";
import { setStage, setWeight } from "./traffic-change.ts";

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
