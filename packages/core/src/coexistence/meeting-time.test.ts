import { expect, test } from "vitest";
import { Story } from "../../../../test/support/story.ts";
import { layOut } from "../planner/layout.ts";
import { meetingTimes } from "./meeting-time.ts";

/** "start web@2 .. end api@1" for each pair. */
function told(story: Story): Record<string, string> {
  const { system, verdicts } = story.tell();
  const words = (all: readonly { kind: string; component: string; version: string }[]) =>
    all.map(({ kind, component, version }) => `${kind} ${component}@${version}`).join(" & ");
  return Object.fromEntries(
    meetingTimes(layOut(system, verdicts)).map(({ sender, receiver, from, until }) => [
      `${sender} -> ${receiver}`,
      `${words(from)} .. ${words(until)}`,
    ]),
  );
}

test("a pair meets from the later of two beginnings until the earlier of two ends", () => {
  const story = new Story()
    .part("web", "web", { versions: ["1", "2"] })
    .part("api", "service", { versions: ["1", "2"] })
    .link("web -> api");
  expect(told(story)).toEqual({
    "1 -> 1": " .. end web@1 & end api@1",
    "1 -> 2": "start api@2 .. end web@1",
    "2 -> 1": "start web@2 .. end api@1",
    "2 -> 2": "start web@2 & start api@2 .. ",
  });
});

test("what a queue holds is read until it is empty, and by who is dark too", () => {
  const story = new Story()
    .part("api", "service", { versions: ["1", "2"] })
    .part("worker", "worker", { versions: ["1", "2"] })
    .link("api -> worker", { medium: "queue", lasts: 4 })
    .breaks("api@1 -> worker@2");
  expect(told(story)).toMatchObject({
    "1 -> 2": "deploy worker@2 .. empty api@1",
    // Nobody waits for these leftovers: their end is told all the same.
    "2 -> 1": "deploy api@2 .. gone worker@1",
    "1 -> 1": " .. empty api@1 & gone worker@1",
  });
});

test("what stays for ever is met for good", () => {
  const story = new Story()
    .part("api", "service", { versions: ["1", "2"] })
    .link("api -> api", { medium: "store", lasts: "for-ever" });
  expect(told(story)).toMatchObject({ "1 -> 2": "deploy api@2 .. " });
});
