import { planRelease } from "@crossfade/core";
import { expect, test } from "vitest";
import { Story } from "../../../../test/support/story.ts";
import { whyNotBeside } from "./beside.ts";

function why(story: Story): string | undefined {
  const { system, verdicts } = story.tell();
  const planning = planRelease(system, verdicts);
  if (planning.kind === "impossible") throw new Error("there is no plan");
  return whyNotBeside(planning.plan, "worker");
}

test("versions that overlap may be at work side by side", () => {
  expect(why(new Story().part("worker", "worker"))).toBeUndefined();
});

test("where one ends in the moment in which the next starts, none of it is moved before the rest", () => {
  expect(why(new Story().part("worker", "worker", { forward: "cut" }))).toBe(
    "worker 0 ends in the moment in which 1 starts.",
  );
});

test("where the old one has to end first, there is nothing to share", () => {
  expect(why(new Story().part("worker", "worker", { forward: "gap" }))).toBe(
    "worker 0 has to end before 1 starts.",
  );
});
