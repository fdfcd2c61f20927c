/**
 * What a deployer is asked to do with a version; each is idempotent. `run`: a job runs once, now, and its schedule stays where
 * it is. `measure` changes nothing: is anything left of what a wait of the plan is for, and how much?
 */
export type DeployAction = "deploy" | "run" | "activate" | "deactivate" | "retire" | "operate" | "measure";

export interface DeployOrder {
  /** The effect's id: asked again for the same one, it is the same order. */
  readonly id: string;
  readonly release: string;
  readonly environment: string;
  readonly action: DeployAction;
  readonly component: string;
  readonly version: string;
  /** Only for operate and measure: which step, or wait, of the plan. */
  readonly step?: string;
  /** Only to deploy on servers that run another version: which set of them this is, from 1, and of how many. */
  readonly set?: number;
  readonly sets?: number;
  /** Addresses of the servers of this set; they are out of the balancer, with nothing in hand. */
  readonly replaces?: readonly string[];
  /** Where the version runs already, by sets before this one. */
  readonly updated?: readonly string[];
  /** Only for measure: the link on which something may be left. */
  readonly link?: string;
  /** To deploy a worker or a job: it runs, and takes no message and no turn before it is activated. */
  readonly paused?: true;
  /** To activate or deactivate a part of a worker: so many of `of` consumers are at work once it is done. */
  readonly count?: number;
  readonly of?: number;
  /** Whoever comes with an older one is too late. */
  readonly fence: number;
}

export type DeployAnswer =
  /** It is so. */
  | {
      readonly kind: "done";
      /** Of a set: where the version answers on those servers. Absent: at the same addresses. */
      readonly endpoints?: readonly string[];
      readonly note?: string;
      /** To measure: nothing is left. Whoever does not say so has not said anything. */
      readonly empty?: boolean;
      /** To measure: so much is left. Absent: it was not counted. */
      readonly left?: number;
      /** What was counted: "messages". */
      readonly what?: string;
    }
  | { readonly kind: "pending"; readonly againInMs: number; readonly why?: string }
  | { readonly kind: "failed"; readonly why: string; readonly final: boolean };

/** Puts versions where they run: the user's command, a webhook, or their own CI. Every call has a deadline of its own. */
export interface Deployer {
  /** It tells nobody to do anything: somebody else does, and says so. */
  readonly onlyWaits?: true;
  perform(order: DeployOrder, onUnwanted: (stop: () => void) => void): Promise<DeployAnswer>;
}
