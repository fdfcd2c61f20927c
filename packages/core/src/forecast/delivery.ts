import type { Back, Dark } from "../model/component.ts";
import type { Linger } from "../model/link.ts";
import type { VersionLabel } from "../model/version.ts";
import type { StepId } from "../planner/plan.ts";
import type { Delay } from "./delay.ts";

/** How one component travels: what a plan does not say and a forecast needs. */
export interface ComponentDelivery {
  readonly id: string;
  /** The id of its channel. */
  readonly channel: string;
  /** Earlier versions that are still alive. */
  readonly older: readonly VersionLabel[];
  /** Versions whose population never ends by itself. */
  readonly endless: readonly VersionLabel[];
  /** False: a third party, whose moments nobody here can date. */
  readonly ours: boolean;
  /** Its population leaves a version in its own time. */
  readonly tail: boolean;
  readonly dark: Dark;
  readonly back: Back;
  readonly delays: readonly Delay[];
  /** For going back. */
  readonly delaysBack: readonly Delay[];
  /** A version is promised to be served at least this long after its successor is available. */
  readonly supportMs?: number;
}

/** What one component promises to another, and how long what was sent over it stays readable. */
export interface LinkDelivery {
  readonly id: string;
  readonly sender: string;
  readonly receiver: string;
  /** `for-ever` too where the receiver may pass values on in the shape it read. */
  readonly linger: Linger;
  /** Sender versions of which only what they wrote is left. */
  readonly left: readonly VersionLabel[];
  /** Sender versions that do not use the link. */
  readonly silent: readonly VersionLabel[];
  /** Steps of the plan that end a sender version here: it is cut off (what it wrote lingers), or its leftovers are cleared. */
  readonly endedBy: readonly {
    readonly version: VersionLabel;
    readonly step: StepId;
    readonly clears: boolean;
  }[];
}

export interface Delivery {
  readonly components: readonly ComponentDelivery[];
  readonly links: readonly LinkDelivery[];
}
