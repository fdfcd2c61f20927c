import type { Observation } from "@crossfade/core";
import type { Rule } from "../rule.ts";
import type { AssetFile } from "./assets.ts";

/** What a page may ask for, sorted by what becomes of it. */
export interface Fetching {
  /** Not held. */
  readonly missing: readonly AssetFile[];
  /** Not held under this name; the two ends share no name at all, and one like it is held. */
  readonly displaced: readonly { readonly file: AssetFile; readonly heldAs: string }[];
  /** Of an origin that this receiver has nothing to do with. */
  readonly elsewhere: readonly AssetFile[];
  /** Held under a name that does not change with the content, and not known to be equal. */
  readonly unhashed: readonly { readonly file: AssetFile; readonly differs: boolean }[];
}

export type AssetRule = Rule<Fetching, Observation>;
