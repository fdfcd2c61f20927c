import { planRelease } from "@crossfade/core";
import { expect, test } from "vitest";
import { conflictTexts, planOf, stagesText } from "../../../../test/support/plan-text.ts";
import { Story } from "../../../../test/support/story.ts";

const plan = (story: Story) => {
  const { system, verdicts } = story.tell();
  return planRelease(system, verdicts);
};

test("an unknown pair is kept apart where an order allows it, and the plan is proven", () => {
  const story = new Story()
    .part("web", "web")
    .part("api", "service")
    .link("web -> api")
    .unknown("web@1 -> api@0");
  const planning = plan(story);
  expect(planning.kind).toBe("proven");
  expect(stagesText(planOf(planning))).toBe("{api1} -> {web1}");
});

test("an unknown pair that no order keeps apart makes the plan unproven, not impossible", () => {
  const story = new Story().part("a", "service").part("b", "service").link("a -> b").unknown("a@1 -> b@1");
  const planning = plan(story);
  expect(planning.kind).toBe("unproven");
  expect(planOf(planning).unknowns).toEqual([{ link: "a -> b", sender: "1", receiver: "1" }]);
});

test("of two unknown pairs that demand opposite orders only one is given up", () => {
  const story = new Story()
    .part("web", "web")
    .part("api", "service")
    .link("web -> api")
    .unknown("web@0 -> api@1", "web@1 -> api@0");
  const planning = plan(story);
  expect(planning.kind).toBe("unproven");
  expect(planOf(planning).unknowns).toHaveLength(1);
});

test("a breaking pair wins over unknown ones", () => {
  const story = new Story()
    .part("web", "web")
    .part("api", "service")
    .link("web -> api")
    .breaks("web@1 -> api@0")
    .unknown("web@0 -> api@1");
  const planning = plan(story);
  expect(planning.kind).toBe("unproven");
  expect(stagesText(planOf(planning))).toBe("{api1} -> {web1}");
  expect(planOf(planning).unknowns).toEqual([{ link: "web -> api", sender: "0", receiver: "1" }]);
});

test("the fewest unknown pairs are given up: one that stands against two", () => {
  const story = new Story()
    .part("web", "web")
    .part("api", "service")
    .part("job", "job")
    .link("web -> api")
    .link("web -> job")
    .link("job -> api")
    .unknown("web@0 -> api@1", "web@0 -> job@1", "job@0 -> api@1", "web@1 -> api@0");
  expect(planOf(plan(story)).unknowns).toEqual([{ link: "web -> api", sender: "1", receiver: "0" }]);
});

test("what was never analysed is unknown, not compatible", () => {
  const { system } = new Story().part("a", "service").part("b", "service").link("a -> b").tell();
  expect(planRelease(system, new Map()).kind).toBe("unproven");
});

test("unknown pairs that stand since before the release are no reason for doubt", () => {
  const story = new Story()
    .part("web", "web", { versions: ["0"], older: ["-1"] })
    .part("api", "service")
    .link("web -> api")
    .unknown("web@-1 -> api@0");
  expect(plan(story).kind).toBe("proven");
});

test("a waiver takes a pair out of the reckoning", () => {
  const story = new Story()
    .part("a", "service")
    .part("b", "service")
    .link("a -> b")
    .breaks("a@1 -> b@1")
    .accept("a@1 -> b@1");
  expect(plan(story).kind).toBe("proven");
});

test("a free way back that rests on an unknown pair says so", () => {
  const story = new Story()
    .part("web", "web")
    .part("api", "service")
    .link("web -> api")
    .unknown("web@1 -> api@0");
  const { wayBack, wayBackUnknowns } = planOf(plan(story));
  expect(wayBack["start web@1"]).toBe("free");
  expect(wayBackUnknowns["start web@1"]).toEqual([{ link: "web -> api", sender: "1", receiver: "0" }]);
});

test("a new service must be there before anyone calls it", () => {
  const story = new Story()
    .part("web", "web")
    .part("search", "service", { versions: ["∅", "1"] })
    .link("web -> search")
    .breaks("web@1 -> search@∅");
  expect(stagesText(planOf(plan(story)))).toBe("{search1} -> {web1}");
});

test("an old service goes only after its last caller", () => {
  const story = new Story()
    .part("web", "web")
    .part("search", "service", { versions: ["0", "∅"] })
    .link("web -> search")
    .breaks("web@0 -> search@∅");
  expect(stagesText(planOf(plan(story)))).toBe("{web1} -> {search∅}");
});

test("two new services that each need the other cannot come one by one, but on one switch they can", () => {
  const story = () =>
    new Story()
      .part("a", "service", { versions: ["∅", "1"], dark: "none" })
      .part("b", "service", { versions: ["∅", "1"], dark: "none" })
      .link("a -> b")
      .link("b -> a")
      .breaks("a@1 -> b@∅", "b@1 -> a@∅");
  expect(conflictTexts(plan(story()))).toEqual(["cycle: b@1 -> a@∅, a@1 -> b@∅"]);
  expect(stagesText(planOf(plan(story().group(["a", "b"]))))).toBe("{a1, b1}");
});

test("a third party's moment can be observed, not ordered", () => {
  const story = new Story()
    .part("bank", "external", { ours: false })
    .part("api", "service")
    .link("bank -> api")
    .breaks("bank@1 -> api@0");
  expect(conflictTexts(plan(story))).toEqual(["not-ours: bank@1 -> api@0"]);
});

test("values written back unchanged outlive every finite time", () => {
  const story = (carries: boolean) =>
    new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { medium: "store", lasts: 2, carries })
      .breaks("api@0 -> worker@1");
  expect(plan(story(false)).kind).toBe("proven");
  expect(conflictTexts(plan(story(true)))).toEqual(["leftovers: api@0 -> worker@1"]);
});
