import type { Observation } from "@crossfade/core";
import type { Rule } from "../rule.ts";
import type { Exchange, Meeting } from "./exchange.ts";

/**
 * A rule about one operation. Of an operation that both sides have it looks at the two operations and what they refer to,
 * and no further: what it says is said again of every pair of versions with the same two (http-memory.ts). Other
 * operations of a side are for rules about the two documents as a whole.
 */
export type ExchangeRule = Rule<Exchange, Observation>;
/** A rule about the two documents as a whole. */
export type MeetingRule = Rule<Meeting, Observation>;
