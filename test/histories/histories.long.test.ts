import { afterAll, expect, test } from "vitest";
import { describeWithFixture } from "../support/require-or-skip.ts";
import { apiHistories, apiHistory, eventHistory, type History, meetingsOf, met } from "./history.ts";
import { faultsOf, judged, validator } from "./judged.ts";
import { tableOf } from "./table.ts";

const pool = validator();
afterAll(() => pool.close());

async function judgedAll(meetings: ReturnType<typeof meetingsOf>) {
  const all = [];
  for (const meeting of meetings) all.push(await judged(meeting, pool));
  return all;
}

/** Every two releases that are not neighbours, both ways. */
function leapsOf({ name, kind, releases }: History) {
  return releases.flatMap((older, index) =>
    releases
      .slice(index + 2)
      .flatMap((newer) => [met(name, kind, older, newer, "forth"), met(name, kind, newer, older, "back")]),
  );
}

describeWithFixture("event-histories", (events) => {
  describeWithFixture("openapi-histories", (apis) => {
    const histories = [eventHistory(events), ...apiHistories.map((name) => apiHistory(apis, name))];

    test("every step of every history, both ways, gives the table, and every finding in it is proved", async () => {
      const all = await judgedAll(histories.flatMap(meetingsOf));
      expect(all.flatMap(faultsOf)).toEqual([]);
      await expect(tableOf(all)).toMatchFileSnapshot("table.txt");
    });

    test.each(histories)(
      "$name: releases further apart are compared too, and every finding is proved",
      async (history) => {
        expect((await judgedAll(leapsOf(history))).flatMap(faultsOf)).toEqual([]);
      },
    );

    test.each(histories)("$name: a release that meets itself breaks nothing", ({ name, kind, releases }) => {
      for (const release of releases) {
        const { observations } = met(name, kind, release, release, "forth");
        expect(observations.filter(({ outcome }) => outcome !== "notice")).toEqual([]);
      }
    });
  });
});
