import {
  bucketOf,
  type Choice,
  type ComponentTraffic,
  chooseVersion,
  type RouterReading,
  type RouterState,
  trafficOf,
} from "@crossfade/core";
import { isServed } from "./traffic-status.ts";

export interface Asked {
  readonly userKey: string;
  /** The version that the page was made for, by component. */
  readonly affinity: Readonly<Record<string, string>>;
}

/** What one user gets of one component. */
export interface Given {
  readonly component: string;
  readonly bucket: number;
  /** Undefined: no version has this user. */
  readonly choice?: Choice;
  /** The refused pin's version is in this stage; undefined: the router does not know it. */
  readonly refusedStage?: string;
  /** It is chosen and cannot answer: none of its instances is ready. */
  readonly unready: boolean;
  readonly heldUntilMs?: number;
}

/** What a user gets of a component, or of all of them. CF_COMPONENT_UNROUTED for one that is not there. */
export function whoGetsWhat(reading: RouterReading, asked: Asked, component?: string): readonly Given[] {
  const { state } = reading;
  const ids = component === undefined ? Object.keys(state.components) : [component];
  return ids.map((id) => givenOf(id, trafficOf(state, id), asked, reading));
}

function givenOf(
  component: string,
  traffic: ComponentTraffic,
  { userKey, affinity }: Asked,
  reading: RouterReading,
): Given {
  const bucket = bucketOf(traffic.salt, userKey);
  const pinned = Object.hasOwn(affinity, component) ? affinity[component] : undefined;
  const choice = chooseVersion(traffic, {
    userKey,
    bucket,
    ...(pinned === undefined ? {} : { affinity: pinned }),
  });
  const read = reading.versions.find((each) => each.component === component && each.label === choice?.label);
  const refused = traffic.versions.find(({ label }) => label === choice?.refusedPin);
  return {
    component,
    bucket,
    ...(choice === undefined ? {} : { choice }),
    ...(refused === undefined ? {} : { refusedStage: refused.stage }),
    unready: choice !== undefined && !isServed(read?.instances ?? []),
    ...(traffic.heldUntilMs === undefined ? {} : { heldUntilMs: traffic.heldUntilMs }),
  };
}

/**
 * Label by component of what the header x-cf-version says, "api@2.0.0" or several of these with commas, or of "2.0.0" for
 * the one component that is asked about. Undefined: it is neither.
 */
export function affinityOf(
  text: string,
  state: RouterState,
  component?: string,
): Readonly<Record<string, string>> | undefined {
  const entries = text.split(",").map((each): readonly [string, string] | undefined => {
    const entry = each.trim();
    const at = entry.indexOf("@");
    const id = entry.slice(0, Math.max(at, 0));
    if (at > 0 && at < entry.length - 1 && Object.hasOwn(state.components, id))
      return [id, entry.slice(at + 1)];
    return component === undefined || entry === "" ? undefined : [component, entry];
  });
  return entries.every((each) => each !== undefined) ? Object.fromEntries(entries) : undefined;
}
