/**
 * Contracts: text in, observations out. Reads the documents that say what may be sent over a link, decides what of it
 * the other side cannot take, and says `unknown` where it cannot decide. Here live the schema inclusion and the kinds
 * of contract (one folder each). Not here: files (they come through `Documents`), validators (candidate counterexamples
 * are confirmed by the caller), version labels, verdict tables and plans.
 */
export { askedFiles } from "./assets/asked-files.ts";
export { assetContracts } from "./assets/asset-contracts.ts";
export * from "./contract.ts";
export { contractKinds, kindTitles } from "./contract-kinds.ts";
export { type Excerpt, Lines } from "./document/lines.ts";
export { eventContracts } from "./events/event-contracts.ts";
export {
  compareFlagged,
  type FlaggedEnd,
  type FlaggedOutcome,
} from "./flag-marks/compare-flagged.ts";
export type { FlagView, FoundMark } from "./flag-marks/flag-view.ts";
export { FlaggedDocuments, flagMarksIn } from "./flag-marks/flagged-documents.ts";
export { flagContracts } from "./flags/flag-contracts.ts";
export { type FlagCall, flagCallOf } from "./flags/scan/call-template.ts";
export type { FlagScan, ScannedKey, UncertainRead } from "./flags/scan/found-reads.ts";
export { type FlagScanRequest, scanFlags } from "./flags/scan/scan-flags.ts";
export { loadScriptParser } from "./flags/scan/script-parser.ts";
export { scannedText } from "./flags/scanned-list.ts";
export { servedKeys, toldReads } from "./flags/told-reads.ts";
export { foreignContract } from "./foreign-formats.ts";
export { frameContracts } from "./frame/frame-contracts.ts";
export { httpContracts } from "./http/http-contracts.ts";
export type { RuleInfo } from "./rule.ts";
export { type SchemaDialect, schemaDialects } from "./schema/dialect.ts";
export {
  type DocumentInclusion,
  type Inclusion,
  type InclusionOptions,
  included,
  includedDocuments,
} from "./schema/included.ts";
export type { Hazard, HazardEffect } from "./sql/hazards/hazard.ts";
export { hazardsOf } from "./sql/hazards/hazards-of.ts";
export { migrationsOf, schemaAfter } from "./sql/migrations/states.ts";
export { loadSqlParser } from "./sql/parser.ts";
export { sqlContracts } from "./sql/sql-contracts.ts";
export { storeContracts } from "./store/store-contracts.ts";
