import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { describeWithFixture } from "../support/require-or-skip.ts";
import { apiHistory, eventHistory, type Meeting, meetingsOf, met } from "./history.ts";
import { faultsOf, judged, validator } from "./judged.ts";
import { lineOf } from "./table.ts";

/** On a machine that does other things too; alone each takes a few seconds. */
const timeoutMs = 60_000;

/** A part of what histories.long.test.ts does with all of them: the same lines of the same table. */
const table = readFileSync(new URL("table.txt", import.meta.url), "utf8").split("\n");
const pool = validator();
afterAll(() => pool.close());

async function holds(meetings: readonly Meeting[]): Promise<void> {
  expect(meetings.length).toBeGreaterThan(0);
  for (const meeting of meetings) {
    const found = await judged(meeting, pool);
    expect(faultsOf(found)).toEqual([]);
    expect(table).toContain(lineOf(found));
  }
}

describeWithFixture("event-histories", (root) => {
  test(
    "events whose type carries a version: one finding for each, and nothing undecided",
    async () => {
      const history = eventHistory(root);
      await holds(meetingsOf(history).filter(({ pair }) => pair === "v0.3.0>v0.4.1"));
      const [, , last] = history.releases;
      const { observations } = met(
        history.name,
        history.kind,
        history.releases[1] ?? never(),
        last ?? never(),
        "forth",
      );
      expect(new Set(observations.map(({ ruleId }) => ruleId))).toEqual(new Set(["events/type-changed"]));
      expect(new Set(observations.map(({ operation }) => operation)).size).toBe(observations.length);
      expect(observations.every(({ why }) => why.includes('"specversion" is required'))).toBe(true);
    },
    timeoutMs,
  );
});

describeWithFixture("openapi-histories", (root) => {
  test(
    "an API in one file",
    async () => {
      await holds(meetingsOf(apiHistory(root, "blockfrost", 4)));
    },
    timeoutMs,
  );

  test(
    "an API in a thousand files: every reference leads somewhere",
    async () => {
      const history = apiHistory(root, "digitalocean", 2);
      const meetings = meetingsOf(history);
      await holds(meetings);
      // A reference that leads nowhere would be undecided.
      const outcomes = meetings.flatMap(({ observations }) => observations.map(({ outcome }) => outcome));
      expect(outcomes).not.toContain("unknown");
      expect(history.releases.map(({ contract }) => history.kind.summary(contract).operations)).toEqual([
        228, 247,
      ]);
    },
    timeoutMs,
  );
});

function never(): never {
  throw new Error("the fixture has fewer releases than it says");
}
