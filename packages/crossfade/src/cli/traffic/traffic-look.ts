import { type RouterReading, type RouterState, trafficOf } from "@crossfade/core";
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
  const measured = await router.measure(Math.floor(nowMs / 1_000) - lastS);
  const status = trafficStatus({ desired, reading, differences, measured, nowMs });
  if (component === undefined) return status;
  return { ...status, components: status.components.filter(({ id }) => id === component) };
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
