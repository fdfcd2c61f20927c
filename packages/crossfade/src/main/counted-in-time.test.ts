import type { DeployOrder } from "@crossfade/core";
import { expect, test } from "vitest";
import { countedInTime } from "./counted-in-time.ts";

const order = { action: "measure" } as DeployOrder;

test("a count that comes is the answer, and nobody is stopped", async () => {
  let stopped = false;
  const perform = async (_: DeployOrder, onUnwanted: (stop: () => void) => void) => {
    onUnwanted(() => {
      stopped = true;
    });
    return { kind: "done", left: 3 } as const;
  };
  expect(await countedInTime({ perform }, order, 20)).toEqual({ kind: "done", left: 3 });
  await new Promise((done) => setTimeout(done, 40));
  expect(stopped).toBe(false);
});

test("one that does not come is ended, and its number stays unknown", async () => {
  let stopped = false;
  const perform = (_: DeployOrder, onUnwanted: (stop: () => void) => void) => {
    onUnwanted(() => {
      stopped = true;
    });
    return new Promise<never>(() => {});
  };
  expect(await countedInTime({ perform }, order, 20)).toMatchObject({
    kind: "pending",
    why: "not counted within 0.02 s",
  });
  expect(stopped).toBe(true);
});
