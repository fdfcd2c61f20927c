import type { AssetRule } from "./rule.ts";
import { rule as elsewhere } from "./rules/elsewhere.ts";
import { rule as missing } from "./rules/missing.ts";
import { rule as undecided } from "./rules/undecided.ts";
import { rule as unhashed } from "./rules/unhashed.ts";

/** Every rule about files that pages ask for. */
export const assetRules: readonly AssetRule[] = [elsewhere, missing, undecided, unhashed];
