import type { TypeRule } from "../schema-set/rule.ts";
import { rule as enumRule } from "./rules/enum.ts";
import { rule as fieldRequired } from "./rules/field-required.ts";
import { rule as fieldUnexpected } from "./rules/field-unexpected.ts";
import { rule as typeRule } from "./rules/type.ts";
import { rule as typeUnknown } from "./rules/type-unknown.ts";
import { rule as undecided } from "./rules/undecided.ts";
import { rule as value } from "./rules/value.ts";

/** Every rule about messages between a page and its frame. */
export const frameRules: readonly TypeRule[] = [
  enumRule,
  fieldRequired,
  fieldUnexpected,
  typeRule,
  typeUnknown,
  undecided,
  value,
];
