/**
 * What a deployer is asked to do with a version; each is idempotent. `measure` changes nothing: is anything left of what a
 * wait of the plan is for?
 */
export type DeployAction = "deploy" | "activate" | "deactivate" | "retire" | "operate" | "measure";

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
  /** Whoever comes with an older one is too late. */
  readonly fence: number;
}

export type DeployAnswer =
  /** It is so. */
  | {
      readonly kind: "done";
      readonly endpoints?: readonly string[];
      readonly note?: string;
      /** To measure: nothing is left. Whoever does not say so has not said anything. */
      readonly empty?: boolean;
    }
  | { readonly kind: "pending"; readonly againInMs: number; readonly why?: string }
  | { readonly kind: "failed"; readonly why: string; readonly final: boolean };

/** Puts versions where they run: the user's command, a webhook, or their own CI. Every call has a deadline of its own. */
export interface Deployer {
  perform(order: DeployOrder, onUnwanted: (stop: () => void) => void): Promise<DeployAnswer>;
}
