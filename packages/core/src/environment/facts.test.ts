import { describe, expect, test } from "vitest";
import { type Fact, type FactEntry, isKnownFact, liveVersions } from "./facts.ts";

const api = { component: "api", label: "2" };
const deployed = (...endpoints: string[]): Fact => ({ kind: "deployed", ...api, endpoints });
const fact = (kind: "started" | "ended" | "gone"): Fact => ({ kind, ...api });
/** One a minute. */
const told = (...facts: Fact[]): FactEntry[] =>
  facts.map((each, index) => ({ seq: index + 1, atMs: index * 60_000, actor: "ci", fact: each }));
const live = (...facts: Fact[]) => liveVersions(told(...facts));

describe("a version of an environment", () => {
  test("is dark once it is deployed, and released once users may meet it", () => {
    expect(live(deployed("http://a"))).toMatchObject([
      { phase: "dark", deployedMs: 0, endpoints: ["http://a"] },
    ]);
    expect(live(deployed("http://a"), fact("started"))).toMatchObject([
      { phase: "released", deployedMs: 0, startedMs: 60_000, endpoints: ["http://a"] },
    ]);
  });

  test("that has ended runs on until it is gone, and then is not there", () => {
    expect(live(deployed(), fact("started"), fact("ended"))).toMatchObject([
      { phase: "ended", endedMs: 120_000 },
    ]);
    expect(live(deployed(), fact("started"), fact("ended"), fact("gone"))).toEqual([]);
  });

  test("that users get again has not ended any more", () => {
    const [again] = live(deployed(), fact("started"), fact("ended"), fact("started"));
    expect(again).toMatchObject({ phase: "released", startedMs: 180_000 });
    expect(again?.endedMs).toBeUndefined();
  });

  test("that moves to other addresses stays what it was", () => {
    expect(live(deployed("http://a"), fact("started"), deployed("http://b"))).toMatchObject([
      { phase: "released", endpoints: ["http://b"] },
    ]);
  });

  test("that serves although nobody said that it was deployed is there all the same", () => {
    expect(live(fact("started"))).toMatchObject([{ phase: "released", endpoints: [] }]);
  });
});

test("versions stand in the order in which they came", () => {
  const other: Fact = { kind: "deployed", component: "api", label: "1", endpoints: [] };
  const later: Fact = { kind: "started", component: "api", label: "1" };
  expect(live(other, deployed(), later).map(({ label }) => label)).toEqual(["1", "2"]);
});

test.each([
  ["the same addresses again", [deployed("http://a")], deployed("http://a"), true],
  ["other addresses", [deployed("http://a")], deployed("http://b"), false],
  ["that it serves, which it does", [deployed(), fact("started")], fact("started"), true],
  ["that it serves, which it does not yet", [deployed()], fact("started"), false],
  ["that it has ended, while it serves", [deployed(), fact("started")], fact("ended"), false],
  ["that it has ended, which it has", [deployed(), fact("started"), fact("ended")], fact("ended"), true],
  ["that it has ended, before it began", [deployed()], fact("ended"), false],
  ["that it is gone, which it is", [], fact("gone"), true],
  ["that it is gone, which it is not", [deployed()], fact("gone"), false],
])("told %s, an environment knows whether that is news", (_, before, next, isKnown) => {
  expect(isKnownFact(live(...before), next)).toBe(isKnown);
});
