import {
  CrossfadeError,
  type InstanceReading,
  type RouterReading,
  type RouterState,
  setInstance,
  trafficOf,
  type VersionName,
  weightsOf,
} from "@crossfade/core";
import { forTerminal } from "../../render/escape.ts";
import { handText } from "../../render/traffic/versions-text.ts";
import type { DrainOrder } from "./drain-order.ts";
import { drainWithProgress, nameOf, tellCut } from "./drain-progress.ts";
import { changeTraffic, concludeChange } from "./traffic-change.ts";
import { namedVersion, printJson, type TrafficContext, trafficExit } from "./traffic-context.ts";
import type { OpenRouter } from "./traffic-ports.ts";

const pollMs = 200;

interface InstancesOrder extends DrainOrder {
  /** A set leaves, and comes back, together. */
  readonly urls: readonly string[];
}

/** Takes instances out, and has what they have in hand end. CF_INSTANCE_LAST, CF_INSTANCE_UNKNOWN. */
export async function drainInstances(
  context: TrafficContext,
  open: OpenRouter,
  { name, flags, urls, withinMs }: InstancesOrder,
): Promise<void> {
  const { router } = open;
  const { deviations, version } = await move(router, { name, urls, out: true });
  const targets = urls.map((instance) => ({ ...version, instance }));
  for (const url of urls) say(context, version, { url }, "out of the balancer");
  ifStopped(context, version, "what is out stays out of the balancer");
  for (const target of targets) await tellCut(context, router, target);
  await Promise.all(targets.map((target) => drainWithProgress(context, router, target, withinMs)));
  const reading = await router.read();
  const left = instancesOf(reading, version, urls);
  const { generation } = reading.state;
  if (flags.json === true)
    printJson(context, { router: open.id, ...version, instances: left, generation, deviations });
  else for (const each of left) tell(context, version, each, `out, ${handText(each.requests, each.streams)}`);
  if (left.some(({ requests, streams, out }) => !out || requests + streams > 0))
    context.exit(trafficExit.differs);
  concludeChange(context, deviations);
}

/** Lets them come back, and waits until the router finds all of them ready. */
export async function rejoinInstances(
  context: TrafficContext,
  open: OpenRouter,
  { name, flags, urls, withinMs }: InstancesOrder,
): Promise<void> {
  const { router } = open;
  const { deviations, version } = await move(router, { name, urls, out: false });
  ifStopped(context, version, "what is back is used as soon as it is ready");
  let reading = await router.read();
  const back = () => instancesOf(reading, version, urls);
  for (const each of back())
    if (!isReady(each)) say(context, version, each, `waited for: ${healthText(each)}`);
  for (let at = 0; at < withinMs && !back().every(isReady); at += pollMs) {
    await context.ports.wait(pollMs);
    reading = await router.read();
  }
  const { generation } = reading.state;
  if (flags.json === true)
    printJson(context, { router: open.id, ...version, instances: back(), generation, deviations });
  else for (const each of back()) tell(context, version, each, `back and ${healthText(each)}`);
  if (!back().every(isReady)) context.exit(trafficExit.differs);
  concludeChange(context, deviations);
}

async function move(
  router: OpenRouter["router"],
  { name, urls, out }: { readonly name: string; readonly urls: readonly string[]; readonly out: boolean },
): Promise<{ readonly deviations: readonly string[]; readonly version: VersionName }> {
  const reading = await router.read();
  const version = namedVersion(name, reading.state);
  const { deviations } = await changeTraffic(router, {
    change: (state) => {
      const after = urls.reduce((next, url) => setInstance(next, { ...version, url, out }), state);
      if (out) refuseLast(reading, after, { ...version, urls });
      return after;
    },
  });
  return { deviations, version };
}

/** The state knows who is in the balancer; only the reading knows who of them answers. */
function refuseLast(
  reading: RouterReading,
  after: RouterState,
  { component, label, urls }: VersionName & { readonly urls: readonly string[] },
): void {
  const weight = weightsOf(trafficOf(after, component).split)[label] ?? 0;
  const others = instancesOf(reading, { component, label }).filter(({ url }) => !urls.includes(url));
  if (weight === 0 || others.some(({ out, health }) => !out && health !== "unready")) return;
  throw new CrossfadeError("CF_INSTANCE_LAST", { component, label, url: urls.join(", ") });
}

function instancesOf(
  { versions }: RouterReading,
  { component, label }: VersionName,
  urls?: readonly string[],
): readonly InstanceReading[] {
  const version = versions.find((each) => each.component === component && each.label === label);
  return (version?.instances ?? []).filter(({ url }) => urls === undefined || urls.includes(url));
}

function isReady({ health, out }: InstanceReading): boolean {
  return health === "ready" && !out;
}

function healthText({ health, whyUnready }: InstanceReading): string {
  if (health === "ready") return "ready";
  if (health === "unknown") return "not known to be ready: nobody has asked it yet";
  return `not ready${whyUnready === undefined ? "" : `: ${whyUnready}`}`;
}

function tell(
  { ports }: TrafficContext,
  version: VersionName,
  { url }: Pick<InstanceReading, "url">,
  what: string,
): void {
  ports.io.stdout(`${forTerminal(`${nameOf({ ...version, instance: url })} is ${what}`)}\n`);
}

/** On the way, and no part of the answer. */
function say(
  { ports }: TrafficContext,
  version: VersionName,
  { url }: Pick<InstanceReading, "url">,
  what: string,
): void {
  ports.io.stderr(`${forTerminal(`${nameOf({ ...version, instance: url })} is ${what}`)}\n`);
}

function ifStopped(context: TrafficContext, version: VersionName, then: string): void {
  context.ifStopped({
    exitCode: trafficExit.interrupted,
    say: `Nobody waits any more; of ${nameOf(version)}, ${then}.`,
  });
}
