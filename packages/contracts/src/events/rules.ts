import type { MessageRule } from "./rule.ts";
import { rule as enumRule } from "./rules/enum.ts";
import { rule as fieldRequired } from "./rules/field-required.ts";
import { rule as fieldUnexpected } from "./rules/field-unexpected.ts";
import { rule as keyChanged } from "./rules/key-changed.ts";
import { rule as typeRule } from "./rules/type.ts";
import { rule as typeUnknown } from "./rules/type-unknown.ts";
import { rule as undecided } from "./rules/undecided.ts";
import { rule as value } from "./rules/value.ts";

/** Every rule about messages. */
export const messageRules: readonly MessageRule[] = [
  enumRule,
  fieldRequired,
  fieldUnexpected,
  keyChanged,
  typeRule,
  typeUnknown,
  undecided,
  value,
];
