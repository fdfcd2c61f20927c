import type { EventRule } from "./event-pair.ts";
import { rule as contentType } from "./rules/content-type.ts";
import { rule as enumRule } from "./rules/enum.ts";
import { rule as fieldRequired } from "./rules/field-required.ts";
import { rule as fieldUnexpected } from "./rules/field-unexpected.ts";
import { rule as keyChanged } from "./rules/key-changed.ts";
import { rule as notModelled } from "./rules/not-modelled.ts";
import { rule as typeRule } from "./rules/type.ts";
import { rule as typeChanged } from "./rules/type-changed.ts";
import { rule as typeUnknown } from "./rules/type-unknown.ts";
import { rule as undecided } from "./rules/undecided.ts";
import { rule as value } from "./rules/value.ts";
import { typeChangeOf } from "./type-change.ts";

/** Told by `type-changed` where the message is of another type for the consumer: one finding, not one for each field. */
function withinType(rule: EventRule): EventRule {
  return { ...rule, check: (pair) => (typeChangeOf(pair) ? [] : rule.check(pair)) };
}

/** Every rule about messages. */
export const messageRules: readonly EventRule[] = [
  contentType,
  withinType(enumRule),
  withinType(fieldRequired),
  withinType(fieldUnexpected),
  keyChanged,
  notModelled,
  withinType(typeRule),
  typeChanged,
  typeUnknown,
  undecided,
  withinType(value),
];
