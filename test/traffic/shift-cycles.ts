import { type Router, type RouterState, setWeight } from "@crossfade/core";
import type { Origin } from "./origin.ts";

export interface ShiftCycles {
  readonly router: Router;
  readonly component: string;
  readonly old: Origin;
  readonly fresh: Origin;
  readonly cycles: number;
  /** How long traffic flows after each change. */
  readonly holdMs: number;
}

/** One change of everything from one version to the other. */
export interface Shift {
  readonly to: string;
  /** From the call to its return, the new weights read back. */
  readonly tookMs: number;
  /** From the return to the start of the last request on the side that was left; 0: none started after it. */
  readonly lateMs: number;
  /** From the call to that start. */
  readonly lateAfterCallMs: number;
}

/** Moves everything there and back, under whatever load there is, and finds out who was late. */
export async function shiftCycles({
  router,
  component,
  old,
  fresh,
  cycles,
  holdMs,
}: ShiftCycles): Promise<Shift[]> {
  const shifts: Shift[] = [];
  for (let cycle = 0; cycle < cycles; cycle++)
    for (const [to, from] of [
      [fresh, old],
      [old, fresh],
    ] as const)
      shifts.push(await shift({ router, component, to, from, holdMs }));
  return shifts;
}

async function shift({
  router,
  component,
  to,
  from,
  holdMs,
}: Pick<ShiftCycles, "router" | "component" | "holdMs"> & { to: Origin; from: Origin }): Promise<Shift> {
  const { state } = await router.read();
  const wanted: RouterState = setWeight(state, { component, label: to.label, weight: 10_000 });
  const calledMs = nowMs();
  await router.apply(wanted);
  const returnedMs = nowMs();
  const wrong = await router.verify(wanted);
  if (wrong.length > 0) throw new Error(wrong.join(" "));
  await new Promise((done) => setTimeout(done, holdMs));
  const { lastMs } = await from.seen();
  return {
    to: to.label,
    tookMs: returnedMs - calledMs,
    lateMs: Math.max(0, lastMs - returnedMs),
    lateAfterCallMs: Math.max(0, lastMs - calledMs),
  };
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The value at or below which a share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
