import { once } from "node:events";
import { renameSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { flagAsker } from "../support/flag-asked.ts";
import { FlagRoom } from "../support/flag-room.ts";

/** N60, with the very file of the need. */
const plain = `features:
  new-checkout:
    enabled: false
    description: "New checkout flow with one-page payment"
    rollout_percentage: 0
  dark-mode:
    enabled: true
    description: "Dark mode toggle for all users"
    rollout_percentage: 100
`;

let flags: FlagRoom;
beforeEach(() => {
  flags = new FlagRoom(plain);
  flags.source.watch();
});
afterEach(() => flags.close());

/** Resolves when the next state of the file is served. */
function changed(): Promise<unknown> {
  const told = new EventTarget();
  flags.source.onChange(() => told.dispatchEvent(new Event("change")));
  return once(told, "change");
}

test("the plain file works as it is, and what is saved takes effect within a second, without deploying", async () => {
  const { value } = await flagAsker(flags);
  expect([await value("new-checkout"), await value("dark-mode")]).toEqual([false, true]);

  const opened = plain.replace("enabled: false", "enabled: true").replace("percentage: 0", "percentage: 100");
  const seen = changed();
  const savedMs = performance.now();
  // As editors and git save: another file in its place.
  writeFileSync(`${flags.path}.new`, opened);
  renameSync(`${flags.path}.new`, flags.path);
  await seen;
  expect(performance.now() - savedMs).toBeLessThan(1_000);
  expect(await value("new-checkout")).toBe(true);
});

test("a mistake in it changes nothing, and says where it is", async () => {
  const { value } = await flagAsker(flags);
  flags.write(plain.replace("percentage: 100", "percentage: 1000"));
  expect(() => flags.source.change({ by: "ada", why: "" }, (text) => text)).toThrow(/flags\.yaml:9:\d+ /);
  expect(await value("dark-mode")).toBe(true);
});
