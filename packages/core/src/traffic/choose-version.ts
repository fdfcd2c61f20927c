import type { ComponentTraffic } from "./router-state.ts";
import { versionOf } from "./router-state.ts";
import type { Segment } from "./split.ts";

/** What one request asks for. Pins come in already checked for signature, audience, expiry and revocation. */
export interface VersionAsk {
  readonly userKey: string;
  readonly bucket: number;
  /** The version that a tester's pin names. */
  readonly tester?: string;
  /** The version that the page, or whatever calls, was made for. */
  readonly affinity?: string;
  /** A page is loaded: it gets what is current, whatever the page before it was. */
  readonly document?: boolean;
}

export type ChosenBy =
  | { readonly kind: "tester-pin" }
  | { readonly kind: "affinity-pin" }
  | { readonly kind: "user-pin" }
  | { readonly kind: "bucket"; readonly bucket: number; readonly segment: Segment };

export interface Choice {
  readonly label: string;
  readonly by: ChosenBy;
  /** A pin was shown, but its version may not be reached by it. */
  readonly refusedPin?: string;
}

/**
 * Which version answers, and why. A tester's pin reaches every version that is not blocked; an affinity pin only what is
 * active or draining; a user's pin what is active; the rest goes by bucket. Undefined: no version has the bucket.
 */
export function chooseVersion(traffic: ComponentTraffic, ask: VersionAsk): Choice | undefined {
  const { tester, affinity } = ask;
  if (tester !== undefined && isReached(traffic, tester, testerStages))
    return { label: tester, by: { kind: "tester-pin" } };
  if (affinity !== undefined && ask.document !== true && isReached(traffic, affinity, affinityStages))
    return { label: affinity, by: { kind: "affinity-pin" } };
  const refusedPin = tester ?? (ask.document === true ? undefined : affinity);
  const refused = refusedPin === undefined ? {} : { refusedPin };
  const user = Object.hasOwn(traffic.userPins, ask.userKey) ? traffic.userPins[ask.userKey] : undefined;
  if (user !== undefined && isReached(traffic, user, userStages))
    return { label: user, by: { kind: "user-pin" }, ...refused };
  const segment = traffic.split.find(({ from, to }) => from <= ask.bucket && ask.bucket < to);
  if (segment === undefined) return undefined;
  return { label: segment.label, by: { kind: "bucket", bucket: ask.bucket, segment }, ...refused };
}

const testerStages: ReadonlySet<string> = new Set(["candidate", "active", "draining"]);
const affinityStages: ReadonlySet<string> = new Set(["active", "draining"]);
const userStages: ReadonlySet<string> = new Set(["active"]);

function isReached(traffic: ComponentTraffic, label: string, stages: ReadonlySet<string>): boolean {
  const version = versionOf(traffic, label);
  return version !== undefined && stages.has(version.stage);
}
