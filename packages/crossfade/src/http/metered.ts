import type { ControlStore, Effect, Outcome, PerformContext, Performer } from "@crossfade/core";
import type { ControlMetrics } from "./metrics.ts";

/** The same store; how long each of its answers takes is counted. */
export function meteredStore(
  store: ControlStore,
  metrics: ControlMetrics,
  elapsedMs: () => number,
): ControlStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function" || typeof name !== "string") return value;
      return (...given: readonly unknown[]) => {
        const beganMs = elapsedMs();
        const answer: unknown = value.apply(target, given);
        if (answer instanceof Promise) {
          const count = () => metrics.stored(name, (elapsedMs() - beganMs) / 1_000);
          answer.then(count, count);
        }
        return answer;
      };
    },
  });
}

/** The same performer; what came of its effects, what gates said, and how often a lease was lost is counted. */
export function meteredPerformer(performer: Performer, metrics: ControlMetrics): Performer {
  return {
    async perform(effect: Effect, context: PerformContext): Promise<Outcome> {
      const kind = "deed" in effect ? effect.deed.kind : effect.kind;
      const isOurs = async () => {
        const ours = await context.isOurs();
        if (!ours) metrics.leaseLost();
        return ours;
      };
      try {
        const outcome = await performer.perform(effect, { ...context, isOurs });
        metrics.effect(kind, outcome.kind);
        if (outcome.kind === "judged")
          for (const { name, result } of outcome.gates) metrics.gate(name, result);
        return outcome;
      } catch (error) {
        metrics.effect(kind, "failed");
        throw error;
      }
    },
  };
}
