import type { Kind, LivePhase, LiveVersion, ReleaseLine, RouterReading } from "@crossfade/core";
import { bucketCount, weightsOf } from "@crossfade/core";
import type { ComponentStatus, EnvironmentStatus, VersionStatus } from "../wire/views.ts";

/** A router that was asked just now. */
export interface AskedRouter {
  readonly id: string;
  readonly components: readonly string[];
  readonly answer:
    | { readonly kind: "read"; readonly reading: RouterReading; readonly readBackMs: number }
    | { readonly kind: "silent"; readonly why: string };
}

export interface StatusInput {
  readonly environment: string;
  readonly nowMs: number;
  readonly components: readonly { readonly id: string; readonly kind: Kind }[];
  readonly live: readonly LiveVersion[];
  readonly routers: readonly AskedRouter[];
  readonly releases: readonly ReleaseLine[];
}

type SeenBy = VersionStatus["seenBy"];
type Version = Omit<VersionStatus, "seenBy">;

/** Deployed or released? What is there, and who sees it: as routers were read back, never as they were told. */
export function environmentStatus(input: StatusInput): EnvironmentStatus {
  const { environment, nowMs, routers, releases } = input;
  return {
    statusSchema: 1,
    environment,
    atMs: nowMs,
    components: componentIds(input).map((component) => componentStatus(input, component)),
    routers: routers.map(({ id, answer }) =>
      answer.kind === "read"
        ? { router: id, reachable: true }
        : { router: id, reachable: false, why: answer.why },
    ),
    releases: releases
      .filter(({ phase }) => phase !== "completed" && phase !== "aborted")
      .map(({ id, phase }) => ({ id, phase })),
  };
}

/** In the order of the configuration; what is there without being in it comes last. */
function componentIds({ components, live, routers }: StatusInput): readonly string[] {
  const routed = routers.flatMap(({ answer }) =>
    answer.kind === "read" ? Object.keys(answer.reading.state.components) : [],
  );
  const ids = [...components.map(({ id }) => id), ...live.map(({ component }) => component), ...routed];
  return [...new Set(ids)];
}

function componentStatus(input: StatusInput, component: string): ComponentStatus {
  const asked = input.routers.filter(({ components }) => components.includes(component));
  const known = input.live.filter((each) => each.component === component);
  const versions = [...known.map(versionOf), ...unreported(known, asked, component)];
  return {
    component,
    versions: versions.map((version) => ({
      ...version,
      seenBy: asked.length === 0 ? unrouted(input, component, version) : routed(asked, component, version),
    })),
  };
}

function versionOf({ label, phase, deployedMs, startedMs, endpoints }: LiveVersion): Version {
  return { label, phase, deployedMs, ...(startedMs === undefined ? {} : { startedMs }), endpoints };
}

/** What a router serves although nobody has said that it was deployed: it has users, so it is shown. */
function unreported(
  known: readonly LiveVersion[],
  asked: readonly AskedRouter[],
  component: string,
): readonly Version[] {
  const found = new Map<string, Version>();
  for (const { answer } of asked) {
    if (answer.kind !== "read") continue;
    const traffic = Object.hasOwn(answer.reading.state.components, component)
      ? answer.reading.state.components[component]
      : undefined;
    for (const { label, instances, stage } of traffic?.versions ?? []) {
      if (known.some((each) => each.label === label)) continue;
      const phase: LivePhase = stage === "candidate" ? "dark" : stage === "active" ? "released" : "ended";
      found.set(label, { label, phase, endpoints: instances.map(({ url }) => url) });
    }
  }
  return [...found.values()];
}

/** Several routers have to say the same; one that is silent may do anything. */
function routed(asked: readonly AskedRouter[], component: string, { label }: Version): SeenBy {
  const seen = asked.map((router) => seenThrough(router, component, label));
  const unknown = seen.find(({ kind }) => kind === "unknown");
  const [first] = seen;
  if (unknown !== undefined || first === undefined)
    return unknown ?? { kind: "unknown", why: "no router was asked" };
  if (seen.every((each) => shareIn(each) === shareIn(first))) return first;
  const shares = asked.map(({ id }, index) => `${id} says ${percent(shareIn(seen[index] ?? first))}`);
  return { kind: "unknown", why: `its routers do not agree: ${shares.join(", ")}` };
}

function seenThrough({ id, answer }: AskedRouter, component: string, label: string): SeenBy {
  if (answer.kind === "silent") return { kind: "unknown", why: answer.why };
  const { components } = answer.reading.state;
  const traffic = Object.hasOwn(components, component) ? components[component] : undefined;
  if (traffic === undefined) return { kind: "unknown", why: `${id} knows nothing of ${component}` };
  const { readBackMs } = answer;
  const version = traffic.versions.find((each) => each.label === label);
  if (version === undefined || version.stage === "blocked") return { kind: "nobody", router: id, readBackMs };
  const weights = weightsOf(traffic.split);
  const share = (Object.hasOwn(weights, label) ? (weights[label] ?? 0) : 0) / bucketCount;
  const pinned = Object.values(traffic.userPins).filter((pin) => pin === label).length;
  if (share === 0 && pinned === 0) return { kind: "nobody", router: id, readBackMs };
  return { kind: "share", share, pinned, router: id, readBackMs };
}

const shareIn = (seen: SeenBy): number => (seen.kind === "share" ? seen.share : 0);
const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

/** What travels to people and is taken up by them in their own time. */
const carriedByPeople: readonly Kind[] = ["add-in", "extension", "mobile", "desktop"];

/** Without a router the phase is all there is to go by. */
function unrouted({ components, live }: StatusInput, component: string, { phase, label }: Version): SeenBy {
  if (phase !== "released") return { kind: "nobody" };
  const kind = components.find(({ id }) => id === component)?.kind;
  if (kind !== undefined && carriedByPeople.includes(kind))
    return { kind: "unknown", why: "people take it up in their own time, and nobody has counted them" };
  const others = live.filter(
    (each) => each.component === component && each.phase === "released" && each.label !== label,
  );
  if (others.length === 0) return { kind: "everybody" };
  return {
    kind: "unknown",
    why: `${others.map((each) => each.label).join(", ")} serves too, and no router says who gets which`,
  };
}
