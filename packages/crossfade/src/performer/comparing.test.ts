import { defaultComparison, type MeasuredTraffic } from "@crossfade/core";
import { expect, test } from "vitest";
import { PerformedRelease } from "../../../../test/support/performed-release.ts";
import { FakeEvidenceStore } from "../store/fake-evidence-store.ts";
import { compare } from "./comparing.ts";
import type { Work } from "./performing.ts";

const compared = { component: "api", candidate: "2.0.0", baseline: "1.0.0" };
/** Enough answers of the old version to know how fast it is. */
const latencies = [{ component: "api", label: "1.0.0", route: "", requests: 500, bins: [] }];

interface Told {
  readonly weight: number;
  readonly usersSinceS: number;
  readonly toS: number;
}

/** What a release has learnt after each look at two routers. */
async function learntOf(...looks: readonly (readonly [Told, Told])[]) {
  const release = new PerformedRelease({}, ["edge", "edge2"]);
  const { routers } = release.environment();
  const evidence = new FakeEvidenceStore();
  const learnt = [];
  for (const told of looks) {
    const work = { context: { spec: release.spec, nowMs: 0 }, evidence } as unknown as Work;
    const read = routers.map((router, index) => {
      const { weight, usersSinceS, toS } = told[index] as Told;
      const measured: MeasuredTraffic = {
        fromS: 0,
        toS,
        usersSinceS: { api: usersSinceS },
        seconds: [],
        latencies,
        pairs: [],
      };
      const weights = { "2.0.0": weight, "1.0.0": 10_000 - weight };
      return { kind: "read", router, generation: 1, weights, measured, runningSinceMs: 0 } as const;
    });
    learnt.push(await compare(work, compared, { read, options: defaultComparison, sinceMs: 0 }));
  }
  return learnt;
}

const at = (weight: number, usersSinceS: number, toS: number): Told => ({ weight, usersSinceS, toS });

test("the seconds around a change of weights are mixed ones: a router may tell the first answers a second late", async () => {
  const [first, second] = await learntOf(
    [at(500, 10, 20), at(500, 10, 20)],
    [at(2_500, 31, 40), at(2_500, 33, 40)],
  );
  expect(first?.periods).toEqual([{ sinceS: 10, candidateShare: 0.05, mixedFromS: 8 }]);
  expect(second?.periods.at(-1)).toEqual({ sinceS: 33, candidateShare: 0.25, mixedFromS: 29 });
});

test("what routers count while their weights differ waits until it is known since when they agree", async () => {
  const [, differing, agreed] = await learntOf(
    [at(500, 10, 20), at(500, 10, 20)],
    [at(2_500, 31, 40), at(500, 10, 40)],
    [at(2_500, 31, 50), at(2_500, 45, 50)],
  );
  expect(differing?.comparison?.throughS).toBe(20);
  expect(agreed?.comparison?.throughS).toBe(50);
  expect(agreed?.periods.at(-1)).toMatchObject({ sinceS: 45, mixedFromS: 29 });
});
