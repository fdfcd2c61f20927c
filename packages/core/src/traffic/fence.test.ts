import { expect, test } from "vitest";
import { supersedes } from "./fence.ts";
import type { RouterState } from "./router-state.ts";

const state = (generation: number, salt = "s"): RouterState => ({
  stateSchema: 1,
  router: "edge",
  generation,
  components: { api: { salt, versions: [], split: [], userPins: {}, revokedPins: [] } },
});

test("the first state and every newer one are taken", () => {
  expect([
    supersedes(undefined, state(7)),
    supersedes(state(7), state(8)),
    supersedes(state(7), state(20)),
  ]).toEqual([true, true, true]);
});

test("the very same state is no change, in whatever order its keys are written", () => {
  const { components, ...rest } = state(7);
  expect(supersedes(state(7), { components, ...rest })).toBe(false);
});

test.each([
  ["an older state", state(6)],
  ["an older state that says the same", { ...state(7), generation: 6 }],
  ["another state of the same generation", state(7, "other")],
])("%s is refused", (_, offered) => {
  expect(() => supersedes(state(7), offered)).toThrowError(
    expect.objectContaining({
      code: "CF_ROUTER_STALE",
      details: { router: "edge", generation: 7, offered: offered.generation },
    }),
  );
});

test("a state of another router is refused, however new", () => {
  expect(() => supersedes(state(7), { ...state(8), router: "staging" })).toThrowError(
    expect.objectContaining({ code: "CF_ROUTER_STATE_INVALID" }),
  );
});
