import {
  hold,
  pinUsers,
  type RouterState,
  revokePin,
  setInstance,
  setStage,
  setWeight,
  withDeclaredVersions,
} from "@crossfade/core";
import { expect, test } from "vitest";
import { liveNumber, mapsOf, mapText, readLiveNumber, type Slot } from "./map-entries.ts";
import { stateOfMaps } from "./state-of-maps.ts";

const first = withDeclaredVersions(undefined, {
  router: "edge",
  salt: "spring ~ 2026 ü",
  components: [
    {
      component: "api",
      versions: [
        { label: "1.9.4", urls: ["http://127.0.0.1:9101", "http://127.0.0.1:9103"] },
        { label: "2.0.0+g1a2b", urls: ["http://127.0.0.1:9102"] },
      ],
    },
    { component: "api-x", versions: [{ label: "1", urls: ["http://127.0.0.1:9104"] }] },
  ],
});
const fresh = { component: "api", label: "2.0.0+g1a2b" };
const old = { component: "api", label: "1.9.4" };

/** Every kind of change, one after the other. */
const changes: readonly ((state: RouterState) => RouterState)[] = [
  (state) => setWeight(state, { ...fresh, weight: 1_234 }),
  (state) => pinUsers(state, fresh, ["u-1", "ü ~%\\;#\n", "__proto__", "a/b"]),
  (state) => revokePin(revokePin(state, "api", "lost ~ pin"), "api", "a/b"),
  (state) => setInstance(state, { ...old, url: "http://127.0.0.1:9103", out: true }),
  (state) => hold(state, "api-x", 1_795_290_000_000),
  (state) => setStage(setWeight(state, { ...fresh, weight: 10_000 }), old, "draining"),
];
const states: RouterState[] = [first];
for (const change of changes) states.push(change(states.at(-1) ?? first));

const instances = (state: RouterState) => (component: string, label: string) =>
  state.components[component]?.versions.find((each) => each.label === label)?.instances ?? [];

test.each(states.map((state) => [state.generation, state] as const))(
  "change %i, written into maps, is read back from them",
  (_, state) => {
    for (const slot of [0, 1] as const) {
      const maps = mapsOf([{ state, slot }]);
      expect(stateOfMaps("edge", maps, instances(state))).toEqual({ state, slot });
    }
  },
);

test("two states in the same maps do not touch each other: `live` says which one counts", () => {
  for (const before of states)
    for (const after of states) {
      const maps = mapsOf([
        { state: before, slot: 0 },
        { state: after, slot: 1 },
      ]);
      expect(stateOfMaps("edge", maps, instances(after)).state).toEqual(after);
      const undone = new Map(maps).set("live", [["now", String(liveNumber(before.generation, 0))]]);
      // Pins are shared: they only take effect with a version's stage.
      const { state } = stateOfMaps("edge", undone, instances(before));
      for (const [id, { userPins: _, revokedPins: __, ...traffic }] of Object.entries(before.components))
        expect(state.components[id]).toMatchObject(traffic);
    }
});

test("no key and no value has a blank or a line break in it", () => {
  for (const state of states)
    for (const [, entries] of mapsOf([{ state, slot: 1 }]))
      for (const line of mapText(entries).split("\n").slice(0, -1)) expect(line).toMatch(/^[^\s#]\S* \S+$/);
});

test("what does not change is the same text, in whichever slot the change is", () => {
  const [before = first, after = first] = states;
  const texts = (slots: readonly Slot[]) =>
    mapText(mapsOf(slots.map((slot) => ({ state: slot === 0 ? before : after, slot }))).get("salts") ?? []);
  expect(texts([0, 1])).toBe(texts([1, 0]));
});

test("generation and slot are one number", () => {
  for (const generation of [1, 2, 7, 2 ** 40])
    for (const slot of [0, 1] as const)
      expect(readLiveNumber(liveNumber(generation, slot))).toEqual({ generation, slot });
});

test.each([
  ["a label with a blank", "2 0"],
  ["with a line break", "2\n0"],
  ["that ends a command", "2;shutdown"],
  ["that escapes", "2\\0"],
  ["that is quoted", "2'0"],
  ["that is two in a list", "2,0"],
])("%s is refused: it would be something else in a map", (_, label) => {
  const [api] = Object.values(first.components);
  if (api === undefined) throw new Error("no component");
  const versions = api.versions.map((each) => ({ ...each, label }));
  const state = {
    ...first,
    components: { api: { ...api, versions, split: [{ from: 0, to: 10_000, label }] } },
  };
  expect(() => mapsOf([{ state, slot: 0 }])).toThrowError(
    expect.objectContaining({ code: "CF_HAPROXY_NAME" }),
  );
});

test("maps that somebody made into no state are told as such", () => {
  const maps = new Map(mapsOf([{ state: first, slot: 0 }]));
  for (const [name, entries] of [
    ["live", []],
    ["split-api", [["0:4999", "1.9.4"]]],
    ["split-api", [["0:9999", "9.9.9"]]],
    ["versions", [["0/api@1.9.4", "0/sleeping/edge:api:1.9.4"]]],
    ["salts", [["0/api", ""]]],
  ] as const)
    expect(() => stateOfMaps("edge", new Map(maps).set(name, entries), instances(first))).toThrowError(
      expect.objectContaining({ code: "CF_ROUTER_STATE_INVALID" }),
    );
});
