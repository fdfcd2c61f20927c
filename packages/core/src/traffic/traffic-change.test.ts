import { describe, expect, test } from "vitest";
import type { CrossfadeError } from "../error/crossfade-error.ts";
import { withDeclaredVersions } from "./declared-versions.ts";
import { parseRouterState } from "./parse-router-state.ts";
import type { RouterState } from "./router-state.ts";
import { weightsOf } from "./split.ts";
import { hold, pinUsers, revokePin, setInstance, setStage, setWeight, unpinUsers } from "./traffic-change.ts";

const declared = (...labels: string[]) => ({
  router: "edge",
  salt: "r1",
  components: [
    {
      component: "api",
      versions: labels.map((label, index) => ({ label, urls: [`http://127.0.0.1:${9001 + index}`] })),
    },
  ],
});
const two = withDeclaredVersions(undefined, declared("1.0.0", "2.0.0"));
const three = withDeclaredVersions(undefined, declared("1.0.0", "2.0.0", "3.0.0"));
const weights = (state: RouterState) => weightsOf(state.components.api?.split ?? []);
const stage = (state: RouterState, label: string) =>
  state.components.api?.versions.find((version) => version.label === label)?.stage;
const toApi = (label: string, weight: number, rest?: string) => ({
  component: "api",
  label,
  weight,
  ...(rest === undefined ? {} : { rest }),
});
const code = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as CrossfadeError).code;
  }
  return "none";
};

describe("a weight", () => {
  test("of a canary comes from whoever holds the traffic, and starts the version", () => {
    const canary = setWeight(two, toApi("2.0.0", 1_000));
    expect(weights(canary)).toEqual({ "2.0.0": 1_000, "1.0.0": 9_000 });
    expect(stage(two, "2.0.0")).toBe("candidate");
    expect(stage(canary, "2.0.0")).toBe("active");
    expect(canary.generation).toBe(two.generation + 1);
  });

  test("of 100 % takes everything back at once, whoever holds it", () => {
    const mixed = setWeight(setWeight(three, toApi("2.0.0", 3_000)), toApi("3.0.0", 1_000));
    expect(weights(mixed)).toEqual({ "3.0.0": 1_000, "2.0.0": 2_700, "1.0.0": 6_300 });
    expect(weights(setWeight(mixed, toApi("1.0.0", 10_000)))).toEqual({ "1.0.0": 10_000 });
  });

  test("of the only holder goes to the one other version that users may meet", () => {
    const all = setWeight(two, toApi("2.0.0", 10_000));
    expect(weights(setWeight(all, toApi("2.0.0", 4_000)))).toEqual({ "2.0.0": 4_000, "1.0.0": 6_000 });
    expect(code(() => setWeight(two, toApi("1.0.0", 5_000)))).toBe("CF_WEIGHT_NOBODY");
  });

  test("with more than two holders needs the name of who gains or loses, and moves nobody else", () => {
    const mixed = setWeight(setWeight(three, toApi("2.0.0", 3_000)), toApi("3.0.0", 1_000));
    expect(code(() => setWeight(mixed, toApi("3.0.0", 2_000)))).toBe("CF_WEIGHT_REST");
    const more = setWeight(mixed, toApi("3.0.0", 2_000, "1.0.0"));
    expect(weights(more)).toEqual({ "3.0.0": 2_000, "2.0.0": 2_700, "1.0.0": 5_300 });
    expect(code(() => setWeight(mixed, toApi("3.0.0", 8_000, "1.0.0")))).toBe("CF_WEIGHT_TOO_MUCH");
  });

  test("of a version that nobody knows, or that is blocked, is refused", () => {
    expect(code(() => setWeight(two, toApi("2.0", 1_000)))).toBe("CF_VERSION_UNKNOWN");
    expect(code(() => setWeight(two, { component: "apo", label: "2.0.0", weight: 1 }))).toBe(
      "CF_COMPONENT_UNROUTED",
    );
    const blocked = setStage(two, { component: "api", label: "2.0.0" }, "blocked");
    expect(code(() => setWeight(blocked, toApi("2.0.0", 1_000)))).toBe("CF_VERSION_BLOCKED");
  });
});

const candidate = { component: "api", label: "2.0.0" };

test("a pinned user starts a version; who leaves takes the pins along", () => {
  const pinned = pinUsers(two, candidate, ["u-17", "__proto__"]);
  expect(stage(pinned, "2.0.0")).toBe("active");
  expect(Object.keys(pinned.components.api?.userPins ?? {})).toEqual(["u-17", "__proto__"]);
  expect(unpinUsers(pinned, "api", ["u-17"]).components.api?.userPins).not.toHaveProperty("u-17");
  expect(setStage(pinned, candidate, "draining").components.api?.userPins).toEqual({});
});

test("a version that has users can neither drain nor be blocked", () => {
  const canary = setWeight(two, toApi("2.0.0", 1));
  expect(code(() => setStage(canary, candidate, "draining"))).toBe("CF_VERSION_HOLDS_TRAFFIC");
  expect(code(() => setStage(canary, candidate, "blocked"))).toBe("CF_VERSION_HOLDS_TRAFFIC");
});

test("the last instance of a version with users stays in the balancer", () => {
  const url = "http://127.0.0.1:9001";
  const last = { component: "api", label: "1.0.0", url, out: true };
  expect(code(() => setInstance(two, last))).toBe("CF_INSTANCE_LAST");
  const dark = setInstance(two, { ...candidate, url: "http://127.0.0.1:9002", out: true });
  expect(dark.components.api?.versions[0]?.instances).toEqual([{ url: "http://127.0.0.1:9002", out: true }]);
  expect(code(() => setInstance(two, { ...last, url: "http://127.0.0.1:1" }))).toBe("CF_INSTANCE_UNKNOWN");
});

test("a revoked pin is kept once, and requests are held until somebody lets them go", () => {
  const revoked = revokePin(revokePin(two, "api", "p1"), "api", "p1");
  expect(revoked.components.api?.revokedPins).toEqual(["p1"]);
  expect(hold(hold(two, "api", 5), "api", undefined).components.api).not.toHaveProperty("heldUntilMs");
});

describe("the declared versions", () => {
  test("give everything to the oldest at first", () => {
    expect(weights(three)).toEqual({ "1.0.0": 10_000 });
    expect(three.components.api?.versions.map(({ label }) => label)).toEqual(["3.0.0", "2.0.0", "1.0.0"]);
  });

  test("read again change nothing", () => {
    expect(withDeclaredVersions(two, declared("1.0.0", "2.0.0"))).toBe(two);
  });

  test("join as candidates without moving a user", () => {
    const canary = setWeight(two, toApi("2.0.0", 1_000));
    const joined = withDeclaredVersions(canary, declared("1.0.0", "2.0.0", "3.0.0"));
    expect(joined.components.api?.split).toEqual(canary.components.api?.split);
    expect(stage(joined, "3.0.0")).toBe("candidate");
  });

  test("that are gone stay for as long as users get them", () => {
    const left = withDeclaredVersions(three, declared("2.0.0", "3.0.0"));
    expect(weights(left)).toEqual({ "1.0.0": 10_000 });
    expect(withDeclaredVersions(three, declared("1.0.0")).components.api?.versions).toHaveLength(1);
  });
});

describe("a state that is read", () => {
  test("is what was written", () => {
    const state = pinUsers(setWeight(three, toApi("2.0.0", 2_500)), candidate, ["u-17"]);
    expect(parseRouterState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  const api = two.components.api;
  test.each([
    ["nothing", null],
    ["another schema", { ...two, stateSchema: 2 }],
    ["a gap", { ...two, components: { api: { ...api, split: [{ from: 1, to: 10_000, label: "1.0.0" }] } } }],
    [
      "a short split",
      { ...two, components: { api: { ...api, split: [{ from: 0, to: 9_999, label: "1.0.0" }] } } },
    ],
    [
      "users of a candidate",
      { ...two, components: { api: { ...api, split: [{ from: 0, to: 10_000, label: "2.0.0" }] } } },
    ],
    [
      "a URL with a path",
      {
        ...two,
        components: {
          api: {
            ...api,
            versions: [{ label: "1.0.0", stage: "active", instances: [{ url: "http://127.0.0.1:1/x" }] }],
          },
        },
      },
    ],
  ])("is refused with %s", (_, value) => {
    expect(code(() => parseRouterState(value))).toBe("CF_ROUTER_STATE_INVALID");
  });
});
