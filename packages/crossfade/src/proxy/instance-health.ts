export interface InstanceHealth {
  readonly state: "ready" | "unready" | "unknown";
  /** Results of the same kind in a row. */
  readonly streak: number;
  readonly wasOk: boolean;
  /** ms of the wall clock; when it became ready. */
  readonly readySinceMs?: number;
  readonly why?: string;
}

export const unknownHealth: InstanceHealth = { state: "unknown", streak: 0, wasOk: false };

/** What is thought of an instance after one more result: it changes only after `needed` of the same kind in a row. */
export function healthAfter(
  health: InstanceHealth,
  result: { readonly isOk: boolean; readonly why?: string; readonly atMs: number },
  needed: number,
): InstanceHealth {
  const streak = health.streak > 0 && health.wasOk === result.isOk ? health.streak + 1 : 1;
  const since = health.readySinceMs === undefined ? {} : { readySinceMs: health.readySinceMs };
  if (result.isOk) {
    if (streak < needed && health.state !== "ready") return { ...health, streak, wasOk: true };
    const readySinceMs = health.state === "ready" ? (health.readySinceMs ?? result.atMs) : result.atMs;
    return { state: "ready", streak, wasOk: true, readySinceMs };
  }
  const why = result.why === undefined ? {} : { why: result.why };
  if (streak < needed && health.state !== "unready")
    return { state: health.state, streak, wasOk: false, ...since, ...why };
  return { state: "unready", streak, wasOk: false, ...why };
}
