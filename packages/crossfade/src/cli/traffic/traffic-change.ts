import {
  asOneChange,
  CrossfadeError,
  type Router,
  type RouterReading,
  type RouterState,
} from "@crossfade/core";
import { forTerminal } from "../../render/escape.ts";
import { type TrafficContext, trafficExit } from "./traffic-context.ts";

/** So often somebody else may be faster; then it is better to look first. */
const maxAttempts = 5;

export interface Changed {
  readonly before: RouterState;
  /** Read back after it was done. */
  readonly reading: RouterReading;
  /** What was read back and is not as desired. */
  readonly deviations: readonly string[];
}

export interface ChangeSteps {
  /** The state to come from the state that is; throws what speaks against it. */
  change(state: RouterState): RouterState;
  /** Asked before anything is done. */
  admit?(before: RouterState, after: RouterState): Promise<void>;
}

/**
 * Compare and set: read, change, apply; where somebody else was faster, the same again on what is there now. Then it is
 * read back. CF_ROUTER_STALE after `maxAttempts`.
 */
export async function changeTraffic(router: Router, { change, admit }: ChangeSteps): Promise<Changed> {
  for (let attempt = 1; ; attempt++) {
    const { state: before } = await router.read();
    const after = asOneChange(before, change(before));
    await admit?.(before, after);
    await router.plan(after);
    try {
      await router.apply(after);
    } catch (error) {
      const stale = error instanceof CrossfadeError && error.code === "CF_ROUTER_STALE";
      if (!stale || attempt === maxAttempts) throw error;
      continue;
    }
    return readBack(router, before, after);
  }
}

async function readBack(router: Router, before: RouterState, after: RouterState): Promise<Changed> {
  const differences = await router.verify(after);
  const reading = await router.read();
  const { generation } = reading.state;
  if (differences.length === 0 || generation <= after.generation)
    return { before, reading, deviations: differences };
  const other = `Somebody else has changed it meanwhile: this was generation ${after.generation}, it works by ${generation}.`;
  return { before, reading, deviations: [...differences, other] };
}

/** The exit code of a change, and what to say where it is not as desired. */
export function concludeChange({ ports, exit }: TrafficContext, deviations: readonly string[]): void {
  for (const deviation of deviations) ports.io.stderr(`✕ ${forTerminal(deviation)}\n`);
  if (deviations.length > 0) exit(trafficExit.differs);
}
