import { expect, test } from "vitest";
import { withDeclaredVersions } from "./declared-versions.ts";
import type { RouterState } from "./router-state.ts";
import { changeSentences, deviationSentences } from "./state-difference.ts";
import { hold, pinUsers, revokePin, setInstance, setStage, setWeight } from "./traffic-change.ts";

const first = withDeclaredVersions(undefined, {
  router: "edge",
  salt: "shop",
  components: [
    {
      component: "api",
      versions: [
        { label: "1.9.4", urls: ["http://a:1", "http://a:2"] },
        { label: "2.0.0", urls: ["http://b:1"] },
      ],
    },
  ],
});
const api = { component: "api", label: "2.0.0" };
/** As if the number had not been counted up. */
const uncounted = (state: RouterState): RouterState => ({ ...state, generation: first.generation });
const traffic = (state: RouterState) => state.components.api ?? expect.fail("no api");

test.each<[string, (state: RouterState) => RouterState, string[]]>([
  [
    "a weight",
    (state) => setWeight(state, { ...api, weight: 500 }),
    [
      "weight of api@1.9.4: 100% -> 95%",
      "weight of api@2.0.0: 0% -> 5%",
      "stage of api@2.0.0: candidate -> active",
    ],
  ],
  ["a stage", (state) => setStage(state, api, "blocked"), ["stage of api@2.0.0: candidate -> blocked"]],
  [
    "an instance",
    (state) => setInstance(state, { component: "api", label: "1.9.4", url: "http://a:2", out: true }),
    ["http://a:2 of api@1.9.4: in the balancer -> out of the balancer"],
  ],
  [
    "pinned users, whose keys are nobody's business",
    (state) => pinUsers(state, api, ["u-17", "u-18"]),
    ["stage of api@2.0.0: candidate -> active", "pins of api (2 differ): 0 users -> 2 users"],
  ],
  ["a revoked pin", (state) => revokePin(state, "api", "p-1"), ["revoked pins of api: none -> p-1"]],
  ["held requests", (state) => hold(state, "api", 5_000), ["api holds requests: no -> until 5000 ms"]],
])("a change of %s is told, and the count of changes", (_, change, sentences) => {
  const next = change(first);
  expect(changeSentences(first, next)).toEqual([...sentences, "generation: 1 -> 2"]);
  expect(deviationSentences(first, next)).toEqual(
    [...sentences, "generation: 1 -> 2"].map((each) => each.replace(" -> ", " instead of ")),
  );
});

test("nothing to tell of the same state", () => {
  expect([changeSentences(first, first), deviationSentences(first, first)]).toEqual([[], []]);
});

test("equal weights of other users are a difference", () => {
  const half = setWeight(first, { ...api, weight: 5_000 });
  const mirrored = {
    ...half,
    components: {
      api: {
        ...traffic(half),
        split: [
          { from: 0, to: 5_000, label: "1.9.4" },
          { from: 5_000, to: 10_000, label: "2.0.0" },
        ],
      },
    },
  };
  expect(deviationSentences(mirrored, half)).toEqual([
    "users of the weights of api: 0-4999 1.9.4, 5000-9999 2.0.0 instead of 0-4999 2.0.0, 5000-9999 1.9.4",
  ]);
});

test("another salt, another order and another router are differences", () => {
  const other = {
    ...first,
    router: "other",
    components: { api: { ...traffic(first), salt: "s", versions: [...traffic(first).versions].reverse() } },
  };
  expect(deviationSentences(other, first)).toEqual([
    "router: other instead of edge",
    "salt of api: s instead of shop",
    "order of api: 1.9.4, 2.0.0 instead of 2.0.0, 1.9.4",
  ]);
});

test("a component, a version and an instance may be absent", () => {
  const fewer = {
    ...first,
    components: { api: { ...traffic(first), versions: traffic(first).versions.slice(1) } },
  };
  expect(deviationSentences({ ...first, components: {} }, first)).toEqual(["api: absent instead of there"]);
  expect(deviationSentences(fewer, first)).toEqual(["api@2.0.0: absent instead of candidate"]);
});

test("a hundred sentences are enough", () => {
  const components = Object.fromEntries(
    Array.from({ length: 64 }, (_, n) => [`c${n}`, { ...traffic(first), salt: `s${n}` }]),
  );
  const long = { ...first, components };
  const changed = setStages(long);
  const sentences = changeSentences(long, changed);
  expect(sentences).toHaveLength(100);
  expect(sentences.at(-1)).toBe("and 29 more");
});

function setStages(state: RouterState): RouterState {
  const components = Object.fromEntries(
    Object.entries(state.components).map(([id, each]) => [
      id,
      {
        ...each,
        salt: "other",
        versions: each.versions.map((v) => (v.label === "2.0.0" ? { ...v, stage: "blocked" as const } : v)),
      },
    ]),
  );
  return uncounted({ ...state, components });
}
