import type { RuleInfo } from "../rule.ts";
import type { FlagRule } from "./rule.ts";
import { rule as keyMissing } from "./rules/key-missing.ts";
import { rule as readUncertain } from "./rules/read-uncertain.ts";
import { rule as tombstoneReused } from "./rules/tombstone-reused.ts";
import { rule as typeRule } from "./rules/type.ts";
import { rule as valueUnknown } from "./rules/value-unknown.ts";

/** What is asked about each key that is read. */
export const keyRules: readonly FlagRule[] = [keyMissing, typeRule, valueUnknown, tombstoneReused];

/** Every rule about flags. */
export const flagRules: readonly RuleInfo[] = [...keyRules, readUncertain];
