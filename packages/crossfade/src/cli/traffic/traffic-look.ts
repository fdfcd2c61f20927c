import {
  CrossfadeError,
  type MeasuredTraffic,
  type Router,
  type RouterReading,
  type RouterState,
  trafficOf,
} from "@crossfade/core";
import { type TrafficStatus, trafficStatus } from "../../analysis/traffic/traffic-status.ts";
import type { OpenRouter } from "./traffic-ports.ts";

/** Somebody may change it between two looks; so often both are taken anew. */
const maxLooks = 3;

export interface Look {
  readonly lastS: number;
  readonly nowMs: number;
  readonly component?: string;
}

/** Desired, read back and measured, as of one generation where that can be had. CF_COMPONENT_UNROUTED. */
export async function lookAt(open: OpenRouter, { lastS, nowMs, component }: Look): Promise<TrafficStatus> {
  const { router } = open;
  const { desired, reading } = await sameGeneration(open);
  if (component !== undefined) trafficOf(reading.state, component);
  const differences = desired === undefined ? [] : await router.verify(desired);
  const counted = await countedBy(router, Math.floor(nowMs / 1_000) - lastS);
  const status = trafficStatus({ desired, reading, differences, ...counted, nowMs });
  if (component === undefined) return status;
  return { ...status, components: status.components.filter(({ id }) => id === component) };
}

/** Who counts may be away while the router works: then what is desired and what it does can be told all the same. */
async function countedBy(
  router: Router,
  sinceS: number,
): Promise<{ readonly measured: MeasuredTraffic | undefined; readonly unmeasured?: string }> {
  try {
    return { measured: await router.measure(sinceS) };
  } catch (error) {
    if (!(error instanceof CrossfadeError) || error.code !== "CF_COLLECTOR_UNREACHABLE") throw error;
    return { measured: undefined, unmeasured: `${error.message} ${error.hint}` };
  }
}

async function sameGeneration(
  open: OpenRouter,
): Promise<{ readonly desired: RouterState | undefined; readonly reading: RouterReading }> {
  for (let look = 1; ; look++) {
    const desired = await open.desired();
    const reading = await open.router.read();
    if (desired === undefined || desired.generation === reading.state.generation || look === maxLooks)
      return { desired, reading };
  }
}
