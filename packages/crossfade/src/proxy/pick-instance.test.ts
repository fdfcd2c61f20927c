import { expect, test } from "vitest";
import { type Candidate, type PickRule, pickInstance } from "./pick-instance.ts";

type Named = Candidate & { readonly name: string };
const named = (name: string, more: Partial<Candidate> = {}): Named => ({
  name,
  health: "ready",
  asideUntilMs: 0,
  requests: 0,
  streams: 0,
  ...more,
});
const rule: PickRule = {
  nowMs: 1_000,
  balance: "least-in-flight",
  maxInFlight: 10,
  isChecked: true,
  turn: 0,
};
const nameOf = (picked: Named | string) => (typeof picked === "string" ? picked : picked.name);

test.each<[string, readonly Named[], string]>([
  ["nobody", [], "none"],
  ["only unready ones", [named("a", { health: "unready" })], "none"],
  ["who has the least in hand", [named("a", { requests: 2 }), named("b", { requests: 1 })], "b"],
  ["streams count too", [named("a", { streams: 5 }), named("b", { requests: 1 })], "b"],
  ["ready before unknown", [named("a", { health: "unknown" }), named("b", { requests: 9 })], "b"],
  ["unknown before nobody", [named("a", { health: "unknown" })], "a"],
  ["unknown before put aside", [named("a", { asideUntilMs: 1_001 }), named("b", { health: "unknown" })], "b"],
  ["put aside before nobody", [named("a", { asideUntilMs: 1_001 })], "a"],
  ["put aside no longer", [named("a", { asideUntilMs: 1_000 }), named("b", { requests: 1 })], "a"],
  ["all full", [named("a", { requests: 10 }), named("b", { requests: 11 })], "busy"],
  ["one full, one unready", [named("a", { requests: 10 }), named("b", { health: "unready" })], "busy"],
])("%s", (_, instances, expected) => {
  expect(nameOf(pickInstance(instances, rule))).toBe(expected);
});

test("where nobody asks instances for their health, one that has answered does not get everything", () => {
  const joined = [named("a"), named("b", { health: "unknown" })];
  const picks = [0, 1].map((turn) => nameOf(pickInstance(joined, { ...rule, isChecked: false, turn })));
  expect(picks).toEqual(["a", "b"]);
});

test("equals take turns", () => {
  const equals = [named("a"), named("b"), named("c")];
  const picks = [0, 1, 2, 3].map((turn) => nameOf(pickInstance(equals, { ...rule, turn })));
  expect(picks).toEqual(["a", "b", "c", "a"]);
});

test("round-robin takes turns whatever is in hand", () => {
  const uneven = [named("a", { requests: 9 }), named("b")];
  const picks = [0, 1, 2].map((turn) =>
    nameOf(pickInstance(uneven, { ...rule, balance: "round-robin", turn })),
  );
  expect(picks).toEqual(["a", "b", "a"]);
});

test("who has just failed is not asked again", () => {
  const [a, b] = [named("a"), named("b", { requests: 5 })];
  expect(nameOf(pickInstance([a, b], rule, a))).toBe("b");
  expect(nameOf(pickInstance([a], rule, a))).toBe("none");
});
