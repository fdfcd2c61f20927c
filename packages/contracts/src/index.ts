/**
 * Contracts: text in, observations out. Reads the documents that say what may be sent over a link, decides what of it
 * the other side cannot take, and says `unknown` where it cannot decide. Here live the schema inclusion and the kinds
 * of contract (http, events). Not here: files (they come through `Documents`), validators (candidate counterexamples
 * are confirmed by the caller), version labels, verdict tables and plans.
 */
export * from "./contract.ts";
export { contractKinds, kindTitles } from "./contract-kinds.ts";
export { eventContracts } from "./events/event-contracts.ts";
export { httpContracts } from "./http/http-contracts.ts";
export type { RuleInfo } from "./rule.ts";
