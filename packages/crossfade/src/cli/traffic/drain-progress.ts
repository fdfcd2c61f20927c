import type { DrainTarget, Router, RouterReading } from "@crossfade/core";
import { forTerminal } from "../../render/escape.ts";
import { handText } from "../../render/traffic/versions-text.ts";
import type { TrafficContext } from "./traffic-context.ts";

const progressMs = 1_000;

export interface StillOpen {
  readonly requests: number;
  readonly streams: number;
}

/** Has the router end what is open there, and says every second what is left, where that has changed. */
export async function drainWithProgress(
  { ports }: TrafficContext,
  router: Router,
  target: DrainTarget,
  withinMs: number,
): Promise<void> {
  let said = "";
  const say = async () => {
    const open = openAt(await router.read(), target);
    const line = `${nameOf(target)}: ${handText(open.requests, open.streams)}`;
    const isIdle = said === "" && open.requests + open.streams === 0;
    if (line !== said && !isIdle) ports.io.stderr(`${forTerminal(line)}\n`);
    if (!isIdle) said = line;
  };
  await say();
  let over = false;
  const drained = router.drain(target, withinMs).finally(() => {
    over = true;
  });
  const told = async () => {
    for (let at = 0; at < withinMs && !over; at += progressMs) {
      await ports.wait(progressMs, drained);
      if (!over) await say();
    }
  };
  await Promise.all([drained, told()]);
}

/** Before streams are ended: on this router they are cut, and whoever ends them should know. */
export async function tellCut({ ports }: TrafficContext, router: Router, target: DrainTarget): Promise<void> {
  if (router.capabilities.politeEnd || openAt(await router.read(), target).streams === 0) return;
  const which = `WebSockets and event streams of ${nameOf(target)} are cut`;
  ports.io.stderr(`${forTerminal(`This router cannot tell streams to come again: ${which}.`)}\n`);
}

/** What a version, or one of its instances, has in hand. */
export function openAt({ versions }: RouterReading, { component, label, instance }: DrainTarget): StillOpen {
  const version = versions.find((each) => each.component === component && each.label === label);
  const instances = (version?.instances ?? []).filter(
    ({ url }) => instance === undefined || url === instance,
  );
  return {
    requests: instances.reduce((sum, each) => sum + each.requests, 0),
    streams: instances.reduce((sum, each) => sum + each.streams, 0),
  };
}

export function nameOf({ component, label, instance }: DrainTarget): string {
  return `${component} ${label}${instance === undefined ? "" : ` at ${instance}`}`;
}
