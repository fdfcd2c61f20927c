import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dated, delay, deliveryOf, NOON } from "../../../../test/support/delivery-story.ts";
import { planOf } from "../../../../test/support/plan-text.ts";
import { Story } from "../../../../test/support/story.ts";
import { planRelease } from "../planner/plan-release.ts";
import type { Forecast } from "./forecast.ts";
import { Schedule } from "./schedule.ts";

interface World {
  readonly parts: readonly { readonly client: boolean; readonly older: boolean; readonly breaks: number }[];
  readonly delays: readonly (readonly [number, number, number])[];
}

/** Small systems of clients and servers in a row, some of whose pairs break in one direction. */
const world = fc.record({
  parts: fc.array(
    fc.record({ client: fc.boolean(), older: fc.boolean(), breaks: fc.integer({ min: 0, max: 2 }) }),
    {
      minLength: 2,
      maxLength: 5,
    },
  ),
  seed: fc.integer(),
  delays: fc.array(
    fc.tuple(
      ...([0, 1, 2].map(() => fc.double({ min: 0, max: 20, noNaN: true })) as [
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
      ]),
    ),
    { minLength: 5, maxLength: 5 },
  ),
  longer: fc.nat(4),
  by: fc.double({ min: 0, max: 10, noNaN: true }),
});

function build({ parts, delays }: World, longer = -1, by = 0) {
  const story = new Story();
  for (const [index, { client, older }] of parts.entries())
    story.part(`c${index}`, client ? "web" : "service", older && client ? { older: ["-1"] } : {});
  for (const [index, { breaks }] of parts.entries()) {
    if (index === 0) continue;
    story.link(`c${index - 1} -> c${index}`);
    if (breaks === 1) story.breaks(`c${index - 1}@0 -> c${index}@1`);
    if (breaks === 2) story.breaks(`c${index - 1}@1 -> c${index}@0`);
  }
  const overlays = Object.fromEntries(
    parts.map((_, index) => {
      const sorted = [...(delays[index] ?? [1, 2, 3])].sort((one, other) => one - other) as [
        number,
        number,
        number,
      ];
      const [p50, p90, worst] = sorted.map((each) => each + (index === longer ? by : 0)) as [
        number,
        number,
        number,
      ];
      return [
        `c${index}`,
        {
          delays: [
            delay("review", p50 / 2, p90 / 2, worst / 2),
            delay("check", p50, p90, worst),
            delay("tail", p50, p90, worst),
          ],
        },
      ];
    }),
  );
  return { ...story.tell(), overlays };
}

describe("in every small world", () => {
  const allEstimates = (found: Forecast) => [
    ...Object.values(found.steps),
    found.out,
    found.through,
    ...found.promises.map((each) => each.until),
    ...found.guarantees.map((each) => each.until),
    ...found.arrivals.flatMap((each) => [each.out, each.reached]),
    ...found.departures.map((each) => each.gone),
  ];

  test("the same seed gives the same forecast; quantiles are in order; none is before the start", () => {
    fc.assert(
      fc.property(world, (each) => {
        const { overlays, ...told } = build(each);
        const found = dated(told, overlays, { seed: each.seed, runs: 60 });
        expect(dated(told, overlays, { seed: each.seed, runs: 60 })).toEqual(found);
        for (const { p50, p90, worst } of allEstimates(found)) {
          expect(p50).toBeGreaterThanOrEqual(NOON);
          expect(p90).toBeGreaterThanOrEqual(p50 ?? 0);
          expect((worst ?? 0) + 1).toBeGreaterThanOrEqual(p90 ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a longer delay never makes any date earlier", () => {
    fc.assert(
      fc.property(world, (each) => {
        const short = build(each);
        const long = build(each, each.longer % each.parts.length, each.by);
        const dice = { seed: each.seed, runs: 60 };
        const [before, after] = [dated(short, short.overlays, dice), dated(long, long.overlays, dice)].map(
          allEstimates,
        );
        expect(after?.length).toBe(before?.length);
        for (const [index, { p50, p90, worst }] of (before ?? []).entries()) {
          const late = after?.[index];
          expect((late?.p50 ?? 0) + 1).toBeGreaterThanOrEqual(p50 ?? 0);
          expect((late?.p90 ?? 0) + 1).toBeGreaterThanOrEqual(p90 ?? 0);
          expect((late?.worst ?? 0) + 1).toBeGreaterThanOrEqual(worst ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("in every run nothing happens before what it waits for, and a promise outlives all who hold it", () => {
    fc.assert(
      fc.property(world, (each) => {
        const { overlays, system, verdicts } = build(each);
        const plan = planOf(planRelease(system, verdicts));
        const dice = { seed: each.seed, runs: 40, calendars: new Map() };
        const { components } = deliveryOf(system, overlays);
        const schedule = new Schedule(plan, components, NOON, dice);
        for (const { before, after, lingerMs } of plan.waits) {
          const [one, other] = [schedule.at(before)?.at, schedule.at(after)?.at];
          expect(one && other && one.every((time, run) => time + (lingerMs ?? 0) <= (other[run] ?? 0))).toBe(
            true,
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
