import type { ControlStore } from "@crossfade/core";
import type { ControlEnvironment, Drafts } from "./control-ports.ts";
import type { TokenDeps } from "./tokens.ts";

/** What every use case is built from. */
export interface ControlDeps extends TokenDeps {
  readonly store: ControlStore;
  readonly environments: readonly ControlEnvironment[];
  readonly drafts: Drafts;
}
