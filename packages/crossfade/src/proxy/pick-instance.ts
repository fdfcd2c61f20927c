export interface Candidate {
  readonly health: "ready" | "unready" | "unknown";
  /** Refused a connection a moment ago: until then others come first. */
  readonly asideUntilMs: number;
  readonly requests: number;
  readonly streams: number;
}

export interface PickRule {
  readonly nowMs: number;
  readonly balance: "least-in-flight" | "round-robin";
  readonly maxInFlight: number;
  /** Instances are asked for their health. Where nobody asks, one that has answered is no better than one that has not. */
  readonly isChecked: boolean;
  /** Where to begin; goes on by one with each request, so that equals take turns. */
  readonly turn: number;
}

/**
 * The instance that gets the next request: ready ones first, then those that nobody has asked yet, then those that refused
 * a connection a moment ago; never an unready one. "busy": those that could have too much in hand.
 */
export function pickInstance<T extends Candidate>(
  instances: readonly T[],
  rule: PickRule,
  except?: T,
): T | "none" | "busy" {
  let best: T | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  let isBusy = false;
  for (let step = 0; step < instances.length; step++) {
    const instance = instances[(rule.turn + step) % instances.length] as T;
    if (instance === except || instance.health === "unready") continue;
    if (instance.requests >= rule.maxInFlight) {
      isBusy = true;
      continue;
    }
    const rank = rankOf(instance, rule);
    const isBetter =
      rank < bestRank ||
      (rank === bestRank && rule.balance === "least-in-flight" && load(instance) < load(best as T));
    if (isBetter) {
      best = instance;
      bestRank = rank;
    }
  }
  return best ?? (isBusy ? "busy" : "none");
}

function rankOf(instance: Candidate, { nowMs, isChecked }: PickRule): number {
  return (instance.asideUntilMs > nowMs ? 2 : 0) + (isChecked && instance.health !== "ready" ? 1 : 0);
}

function load(instance: Candidate): number {
  return instance.requests + instance.streams;
}
