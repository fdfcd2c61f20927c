import type { Effect, Outcome, PerformContext } from "@crossfade/core";
import { expect, test } from "vitest";
import { createFakeControlStore } from "../store/fake-control-store.ts";
import { meteredPerformer, meteredStore } from "./metered.ts";
import { ControlMetrics } from "./metrics.ts";

const weigh = {
  id: "e",
  kind: "deed",
  step: "start api@1",
  station: 0,
  deed: { kind: "weigh", component: "api", version: "1", weight: 100 },
} as const satisfies Effect;

test("what came of effects, what gates said and whose lease was lost is counted", async () => {
  const metrics = new ControlMetrics();
  const gates = [{ name: "errors", result: "wait", reason: "not yet" }] as const;
  const outcomes: (Outcome | Error)[] = [{ kind: "done" }, { kind: "judged", gates }, new Error("away")];
  const performer = meteredPerformer(
    {
      async perform(_, { isOurs }) {
        await isOurs();
        const outcome = outcomes.shift();
        if (outcome === undefined || outcome instanceof Error) throw outcome;
        return outcome;
      },
    },
    metrics,
  );
  const ours = [true, true, false];
  const context = { isOurs: async () => ours.shift() ?? true } as unknown as PerformContext;
  await performer.perform(weigh, context);
  await performer.perform(weigh, context);
  await expect(performer.perform(weigh, context)).rejects.toThrow("away");
  const { text } = await metrics.page([]);
  expect(text).toContain('crossfade_effects_total{kind="weigh",outcome="done"} 1');
  expect(text).toContain('crossfade_effects_total{kind="weigh",outcome="failed"} 1');
  expect(text).toContain('crossfade_gate_results_total{gate="errors",result="wait"} 1');
  expect(text).toContain("crossfade_lease_losses_total 1");
});

test("how long the store takes is counted for each of its calls, and the store stays the same", async () => {
  const metrics = new ControlMetrics();
  let nowMs = 0;
  const store = meteredStore(
    createFakeControlStore(() => 0),
    metrics,
    () => (nowMs += 30),
  );
  await store.record("production", "ci", [{ kind: "started", component: "api", label: "1" }]);
  expect(await store.facts("production")).toHaveLength(1);
  const { text } = await metrics.page([]);
  expect(text).toContain('crossfade_store_seconds_sum{call="facts"} 0.03');
  expect(text).toContain('crossfade_store_seconds_count{call="record"} 1');
});
