import { expect, test } from "vitest";
import { describeWithFixture } from "../support/require-or-skip.ts";
import { campaign, exchangeKinds, messageCampaign, schemaKinds } from "./campaign.ts";
import { specifications } from "./specification.ts";
import { alarmsIn, countsOf, isMissed, storyOf, tableOf } from "./table.ts";

const perKind = Number(process.env.MUTATIONS ?? 30);
const seed = Number(process.env.MUTATION_SEED ?? process.hrtime.bigint() % 1_000_003n);

describeWithFixture("event-histories", (events) => {
  describeWithFixture("openapi-histories", (apis) => {
    test(`what breaks is found, what does not is left alone (MUTATION_SEED=${seed})`, () => {
      const trials = [
        ...specifications.flatMap((name) => campaign(apis, [name], perKind, seed)),
        ...messageCampaign(events, perKind, seed),
      ];
      process.stdout.write(`${tableOf(trials)}\n`);
      expect(trials.filter(isMissed).map(storyOf)).toEqual([]);
      expect(alarmsIn(trials).map(storyOf)).toEqual([]);
      const { breaking, found } = countsOf(trials);
      expect(found / breaking).toBeGreaterThanOrEqual(0.99);
      // A kind of which nothing is known anywhere would say nothing.
      const known = new Set(trials.filter(({ label }) => label !== "open").map(({ kind }) => kind));
      const names = [...schemaKinds, ...exchangeKinds].map(({ name }) => name);
      expect(names.filter((name) => !known.has(name))).toEqual([]);
    });
  });
});
