import type { Observation } from "@crossfade/core";
import type { Rule } from "../rule.ts";
import type { Exchange, Meeting } from "./exchange.ts";

/** A rule about one operation. */
export type ExchangeRule = Rule<Exchange, Observation>;
/** A rule about the two documents as a whole. */
export type MeetingRule = Rule<Meeting, Observation>;
