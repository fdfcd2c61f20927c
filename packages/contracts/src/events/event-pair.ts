import type { Observation } from "@crossfade/core";
import type { Rule } from "../rule.ts";
import type { TypePair } from "../schema-set/rule.ts";
import type { Message } from "./message.ts";
import type { Constants } from "./type-constant.ts";

/** A message that may be sent, with the one that a consumer expects; of one part of it at a time. */
export interface EventPair extends TypePair {
  readonly message: Message;
  /** Undefined: the consumer expects none such. */
  readonly counterpart: Message | undefined;
  /** What each says it is; of the part in hand. */
  readonly constants?: { readonly sent: Constants; readonly accepted: Constants };
  /** The message as a whole, met once: its parts come on their own. */
  readonly whole: boolean;
}

export type EventRule = Rule<EventPair, Observation>;
