import { expect, test } from "vitest";
import { beginTraffic, joinVersion, leaveVersion } from "./join-version.ts";
import { parseRouterState } from "./parse-router-state.ts";
import type { RouterState } from "./router-state.ts";
import { pinUsers, setStage, setWeight } from "./traffic-change.ts";

const url = "http://10.0.0.2:80";
const api = { component: "api", label: "2.0.0" };
const joining = { ...api, urls: [url] };
const state: RouterState = {
  stateSchema: 1,
  router: "edge",
  generation: 3,
  components: {
    api: {
      salt: "before",
      versions: [{ label: "1.0.0", stage: "active", instances: [{ url: "http://10.0.0.1:80" }] }],
      split: [{ from: 0, to: 10_000, label: "1.0.0" }],
      userPins: {},
      revokedPins: [],
    },
  },
};

test("a version that joins is a candidate before all others, and nobody's version changes", () => {
  const joined = joinVersion(state, joining);
  expect(joined.generation).toBe(4);
  expect(joined.components.api?.versions.map(({ label, stage }) => `${label} ${stage}`)).toEqual([
    "2.0.0 candidate",
    "1.0.0 active",
  ]);
  expect(joined.components.api?.split).toEqual(state.components.api?.split);
  expect(parseRouterState(joined)).toEqual(joined);
});

test("one that is there already changes nothing, not even the generation", () => {
  const joined = joinVersion(state, joining);
  expect(joinVersion(joined, joining)).toBe(joined);
});

test("instances follow; one that was taken out stays out", () => {
  const joined = joinVersion(state, joining);
  const traffic = joined.components.api;
  if (traffic === undefined) throw new TypeError("it has joined");
  const [version, ...others] = traffic.versions;
  if (version === undefined) throw new TypeError("it has joined");
  const out = { ...version, instances: [{ url, out: true as const }] };
  const without = { ...joined, components: { api: { ...traffic, versions: [out, ...others] } } };
  const more = joinVersion(without, { ...joining, urls: [url, "http://10.0.0.3:80"] });
  expect(more.components.api?.versions[0]?.instances).toEqual([
    { url, out: true },
    { url: "http://10.0.0.3:80" },
  ]);
});

test("other users come first in another release, but nobody changes versions because of it", () => {
  const joined = joinVersion(state, { ...joining, salt: "r1" });
  expect(joined.components.api?.salt).toBe("r1");
  const shared = setWeight(joined, { ...api, weight: 500 });
  expect(joinVersion(shared, { ...joining, salt: "r2" })).toBe(shared);
});

test("one that was closing goes on closing, unless it is tried again; one that a person has blocked may not", () => {
  const joined = joinVersion(state, joining);
  const closing = setStage(joined, api, "closing");
  expect(joinVersion(closing, joining)).toBe(closing);
  const wanted = joinVersion(closing, { ...joining, isWanted: true });
  expect(wanted.components.api?.versions[0]?.stage).toBe("candidate");
  const blocked = setStage(joined, api, "blocked");
  expect(() => joinVersion(blocked, joining)).toThrowError(
    expect.objectContaining({ code: "CF_VERSION_BLOCKED" }),
  );
});

test("the first version of a component gets everybody, and only when it is to", () => {
  const none = { ...state, components: {} };
  const joined = joinVersion(none, { ...joining, salt: "r1" });
  expect(joined.components.api?.split).toEqual([]);
  expect(parseRouterState(joined)).toEqual(joined);
  const begun = beginTraffic(joined, api);
  expect(begun.components.api?.split).toEqual([{ from: 0, to: 10_000, label: "2.0.0" }]);
  expect(parseRouterState(begun)).toEqual(begun);
});

test("a version leaves with its pins, once nobody gets it", () => {
  const joined = joinVersion(state, joining);
  const pinned = pinUsers(joined, api, ["anna"]);
  const left = leaveVersion(pinned, api);
  expect(left.components.api?.versions.map(({ label }) => label)).toEqual(["1.0.0"]);
  expect(left.components.api?.userPins).toEqual({});
  expect(leaveVersion(left, api)).toBe(left);
  expect(() => leaveVersion(setWeight(joined, { ...api, weight: 1 }), api)).toThrowError(
    expect.objectContaining({ code: "CF_VERSION_HOLDS_TRAFFIC" }),
  );
});
