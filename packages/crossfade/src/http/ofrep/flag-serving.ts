import type { TokenStore } from "@crossfade/core";
import type { FlagFile } from "../../flag-server/flag-file.ts";
import type { FlagSets } from "../../flag-server/flag-sets.ts";
import type { FlagHttpLimits } from "./flag-http-limits.ts";

/** What serving flags over HTTP needs, put together by `main`. */
export interface FlagServing {
  readonly sets: FlagSets;
  /** Resolves when this replica knows what the others know; absent: there are no others. */
  readonly agree?: (source: FlagFile) => Promise<void>;
  readonly tokens: TokenStore;
  /**
   * Origins of pages that may ask from a browser, "https://app.example"; "*": all. Tokens travel in headers, never in
   * cookies, so that a page elsewhere has nothing of its visitor's to ask with. Without any: none.
   */
  readonly origins: readonly string[];
  readonly limits?: Partial<FlagHttpLimits>;
}
