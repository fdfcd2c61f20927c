import type { ReleaseSpec, RouterReading, RouterState } from "@crossfade/core";
import { expect, test } from "vitest";
import { countedMoves } from "./counted-moves.ts";

const spec = {
  plan: { steps: [{ id: "end api@2", kind: "end", component: "api", version: "2" }] },
} as unknown as ReleaseSpec;
const state: RouterState = {
  stateSchema: 1,
  router: "edge",
  generation: 7,
  components: {
    api: {
      salt: "s",
      versions: [],
      split: [
        { label: "2", from: 0, to: 2_500 },
        { label: "1", from: 2_500, to: 10_000 },
      ],
      userPins: { anna: "2", boris: "1" },
      revokedPins: [],
    },
  },
} as unknown as RouterState;
const instance = (requests: number, streams: number) =>
  ({ url: "", out: false, health: "ready", requests, streams }) as const;
const reading: RouterReading = {
  state,
  runningSinceMs: 0,
  versions: [
    { component: "api", label: "2", stage: "active", instances: [instance(2, 5), instance(1, 7)] },
    { component: "api", label: "1", stage: "active", instances: [instance(9, 9)] },
  ],
};
const edge = { id: "edge", components: ["api"] };

test("whoever is moved by going back is counted where they are", async () => {
  const [said] = await countedMoves(spec, [{ ...edge, read: async () => reading }]);
  expect(said).toBe("api@2 has 25 % of the users at edge: 1 pinned, 3 requests in hand, 12 open streams.");
});

test("a router that does not answer leaves it unknown, and one that routes something else is not asked", async () => {
  const silent = { ...edge, read: () => Promise.reject(new Error("away")) };
  const other = { id: "pages", components: ["web"], read: () => Promise.reject(new Error("not asked")) };
  expect(await countedMoves(spec, [silent, other])).toEqual([
    "How many users api@2 has at edge is not known: it does not answer.",
  ]);
});
