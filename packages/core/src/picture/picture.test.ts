import { lanesOf, layOut, matrixOf, planLayout, stageRows } from "@crossfade/core";
import { expect, test } from "vitest";
import { planOf } from "../../../../test/support/plan-text.ts";
import { Story } from "../../../../test/support/story.ts";

function shop() {
  const { system, verdicts } = new Story()
    .part("web", "web", { older: ["-1"] })
    .part("api", "service")
    .link("web -> api")
    .breaks("web@1 -> api@0", "web@-1 -> api@0")
    .tell();
  const layout = layOut(system, verdicts);
  const chains = new Map(system.components.map((each) => [each.id, each.chain]));
  return { layout, verdicts, chains, plan: planOf(planLayout(layout)) };
}

test("the matrix says of each pair what it is and when it meets", () => {
  const { layout, verdicts } = shop();
  const [matrix] = matrixOf(layout, verdicts);
  const text = matrix?.rows
    .flat()
    .map(
      (each) => `${each.sender} -> ${each.receiver}: ${each.verdict}, ${each.asRequested}, ${each.asPlanned}`,
    );
  expect(text).toEqual([
    "-1 -> 0: breaking, standing, standing",
    "-1 -> 1: compatible, possible, possible",
    "0 -> 0: compatible, standing, standing",
    "0 -> 1: compatible, possible, possible",
    "1 -> 0: breaking, possible, apart",
    "1 -> 1: compatible, possible, possible",
  ]);
});

test("the stages say who moves, what they wait for and where the free way back ends", () => {
  const { plan, chains } = shop();
  expect(stageRows(plan, chains)).toEqual([
    {
      number: 1,
      transitions: [{ component: "api", from: "0", to: "1" }],
      tasks: [],
      wayBack: "free",
      wayBackUnknowns: 0,
      endsFree: [],
      endsAll: [],
      stops: [],
      waitsFor: [],
    },
    {
      number: 2,
      transitions: [{ component: "web", from: "0", to: "1" }],
      tasks: [],
      wayBack: "costs",
      wayBackUnknowns: 0,
      endsFree: ["start web@1"],
      endsAll: [],
      stops: [],
      waitsFor: ["end api@0 > start web@1"],
    },
  ]);
});

test("the lanes show old and new side by side, dark and draining", () => {
  const { plan, chains } = shop();
  expect(lanesOf(plan, chains)).toEqual([
    {
      component: "web",
      spans: [
        { version: "0", phase: "live", from: 1, to: 2 },
        { version: "1", phase: "dark", from: 1, to: 2 },
        { version: "1", phase: "live", from: 2, to: 2 },
      ],
    },
    {
      component: "api",
      spans: [
        { version: "0", phase: "live", from: 1, to: 1 },
        { version: "0", phase: "draining", from: 1, to: 1 },
        { version: "1", phase: "dark", from: 1, to: 1 },
        { version: "1", phase: "live", from: 1, to: 2 },
      ],
    },
  ]);
});

test("a component that stops says when, and until when it is down", () => {
  const { system, verdicts } = new Story()
    .part("api", "service", { forward: "gap" })
    .part("worker", "worker")
    .link("api -> worker", { lasts: 4 })
    .breaks("api@0 -> worker@1", "api@1 -> worker@0")
    .tell();
  const layout = layOut(system, verdicts);
  const chains = new Map(system.components.map((each) => [each.id, each.chain]));
  const rows = stageRows(planOf(planLayout(layout)), chains);
  expect(rows.map((each) => each.stops)).toEqual([[{ component: "api", from: "0", to: "1" }], []]);
});

test("a pinned server waits for its last client, and that is told", () => {
  const { system, verdicts } = new Story()
    .part("web", "web")
    .part("api", "service")
    .link("web -> api", { pinned: { "0": "0", "1": "1" } })
    .breaks("web@0 -> api@1", "web@1 -> api@0")
    .tell();
  const layout = layOut(system, verdicts);
  const chains = new Map(system.components.map((each) => [each.id, each.chain]));
  const rows = stageRows(planOf(planLayout(layout)), chains);
  expect(rows.flatMap((each) => each.waitsFor)).toContain("end web@0 > end api@0");
});
