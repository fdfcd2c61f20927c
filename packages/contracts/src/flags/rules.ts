import type { FlagRule } from "./rule.ts";
import { rule as keyMissing } from "./rules/key-missing.ts";
import { rule as typeRule } from "./rules/type.ts";
import { rule as valueUnknown } from "./rules/value-unknown.ts";

/** Every rule about flags. */
export const flagRules: readonly FlagRule[] = [keyMissing, typeRule, valueUnknown];
