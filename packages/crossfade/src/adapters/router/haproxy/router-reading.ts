import type { DrainTarget, InstanceReading, RouterReading, RouterState } from "@crossfade/core";
import type { RunningProcess, ServerReading } from "./running-process.ts";

/** What must not go on: all that is open on a version that is blocked now, and the streams of one that closes. */
export function leaving({ state, servers }: RunningProcess, next: RouterState): readonly ServerReading[] {
  const stageOf = (of: RouterState, { component, label }: ServerReading) =>
    of.components[component]?.versions.find((version) => version.label === label)?.stage;
  return servers.filter((server) => {
    const stage = stageOf(next, server);
    if (stage === stageOf(state, server)) return false;
    return stage === "blocked" || (stage === "closing" && server.isStreams);
  });
}

export function nameOf({ backend, server }: ServerReading): string {
  return `${backend}/${server}`;
}

export function targeted(
  servers: readonly ServerReading[],
  { component, label, instance }: DrainTarget,
): readonly ServerReading[] {
  return servers.filter(
    (each) =>
      each.component === component &&
      each.label === label &&
      (instance === undefined || each.url === instance),
  );
}

export function openOn(servers: readonly ServerReading[], streams: boolean): number {
  return servers.filter(({ isStreams }) => isStreams === streams).reduce((sum, { open }) => sum + open, 0);
}

export function readingOf({ state, servers, sinceMs }: RunningProcess): RouterReading {
  const versions = Object.entries(state.components).flatMap(([component, traffic]) =>
    traffic.versions.map(({ label, stage }) => {
      const own = servers.filter((each) => each.component === component && each.label === label);
      const isClosed = stage === "closing" && own.every(({ open }) => open === 0);
      const instances = own.filter(({ isStreams }) => !isStreams).map((each) => instanceReading(each, own));
      return { component, label, stage: isClosed ? ("closed" as const) : stage, instances };
    }),
  );
  return { state, versions, runningSinceMs: sinceMs };
}

function instanceReading(server: ServerReading, all: readonly ServerReading[]): InstanceReading {
  const { url, out, open, check, checkText } = server;
  const streams = all.filter((each) => each.isStreams && each.url === url);
  const health = check === "" ? "unknown" : check.endsWith("OK") ? "ready" : "unready";
  return {
    url,
    out,
    health,
    ...(health === "unready" ? { whyUnready: checkText === "" ? check : checkText } : {}),
    requests: open,
    streams: openOn(streams, true),
  };
}
