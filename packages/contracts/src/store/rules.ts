import type { TypeRule } from "../schema-set/rule.ts";
import { rule as enumRule } from "./rules/enum.ts";
import { rule as fieldRequired } from "./rules/field-required.ts";
import { rule as fieldUnexpected } from "./rules/field-unexpected.ts";
import { rule as typeRule } from "./rules/type.ts";
import { rule as undecided } from "./rules/undecided.ts";
import { rule as value } from "./rules/value.ts";
import { rule as valueUnread } from "./rules/value-unread.ts";

/** Every rule about stored values. */
export const storeRules: readonly TypeRule[] = [
  enumRule,
  fieldRequired,
  fieldUnexpected,
  typeRule,
  undecided,
  value,
  valueUnread,
];
