import {
  type RouterReading,
  type RouterState,
  setStage,
  trafficOf,
  type VersionName,
  versionTraffic,
} from "@crossfade/core";
import { forTerminal } from "../../render/escape.ts";
import { handText } from "../../render/traffic/versions-text.ts";
import type { DrainFlags, DrainOrder } from "./drain-order.ts";
import { drainWithProgress, nameOf, openAt, tellCut } from "./drain-progress.ts";
import { changeTraffic } from "./traffic-change.ts";
import { namedVersion, printJson, type TrafficContext, trafficExit } from "./traffic-context.ts";
import type { OpenRouter } from "./traffic-ports.ts";

/** draining: nobody new · closing: what is open is told to go · closed: nothing is open any more, as it was read back. */
export async function drainVersion(
  context: TrafficContext,
  open: OpenRouter,
  { name, flags, withinMs }: DrainOrder,
): Promise<void> {
  const { router } = open;
  const { state } = await router.read();
  const version = namedVersion(name, state);
  const { stage } = versionTraffic(state, version);
  const said = context.ports.io.stderr;
  // A dark version goes straight on: while it were draining, pages that ask for it would reach it for the first time.
  const drains = stage === "active" || (stage === "candidate" && flags.keepOpen === true);
  const deviations: string[] = [];
  if (drains) {
    deviations.push(...(await to("draining")));
    said(`${forTerminal(`${nameOf(version)} takes nobody new${letGo(state, version)}`)}\n`);
  }
  if (flags.keepOpen !== true && stage !== "blocked") {
    await tellCut(context, router, version);
    deviations.push(...(await to("closing")));
    context.ifStopped({
      exitCode: trafficExit.interrupted,
      say: `Nobody waits any more; ${nameOf(version)} goes on closing. \`trafficctl versions ${version.component}\` shows it.`,
    });
    await drainWithProgress(context, router, version, withinMs);
  }
  conclude(context, open, { version, flags, reading: await router.read(), deviations });

  async function to(wanted: "draining" | "closing"): Promise<readonly string[]> {
    return (await changeTraffic(router, { change: (now) => setStage(now, version, wanted) })).deviations;
  }
}

/** Users that were pinned to it have to go elsewhere, too. */
function letGo(state: RouterState, { component, label }: VersionName): string {
  const pinned = Object.values(trafficOf(state, component).userPins).filter((each) => each === label).length;
  if (pinned === 0) return "";
  return `; ${pinned} pinned ${pinned === 1 ? "user goes" : "users go"} by bucket again`;
}

interface Drained {
  readonly version: VersionName;
  readonly flags: DrainFlags;
  readonly reading: RouterReading;
  readonly deviations: readonly string[];
}

function conclude(context: TrafficContext, { id }: OpenRouter, drained: Drained): void {
  const { version, flags, reading } = drained;
  const left = openAt(reading, version);
  const stage =
    reading.versions.find((each) => each.component === version.component && each.label === version.label)
      ?.stage ?? versionTraffic(reading.state, version).stage;
  const ended = flags.keepOpen === true ? stage === "draining" : left.requests + left.streams === 0;
  const reached = flags.keepOpen === true ? ended : ended && (stage === "closed" || stage === "blocked");
  if (flags.json === true)
    printJson(context, {
      router: id,
      ...version,
      stage,
      ...left,
      generation: reading.state.generation,
      deviations: drained.deviations,
    });
  else
    context.ports.io.stdout(
      `${forTerminal(`${nameOf(version)} is ${stage}, ${handText(left.requests, left.streams)}`)}\n`,
    );
  if (!reached) context.exit(trafficExit.differs);
}
