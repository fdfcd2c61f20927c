import type { ControlStore, NewVersion } from "@crossfade/core";
import type { ControlEnvironment, Drafts } from "./control-ports.ts";
import type { TokenDeps } from "./tokens.ts";

/** What every use case is built from. */
export interface ControlDeps extends TokenDeps {
  readonly store: ControlStore;
  readonly environments: readonly ControlEnvironment[];
  readonly drafts: Drafts;
  /** A version with the contracts of those that it was built against. CF_VERSION_UNPUBLISHED, CF_CONFIG_… */
  readonly withProviders?: (version: NewVersion) => Promise<NewVersion>;
}
