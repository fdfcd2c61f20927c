/**
 * The evaluator: definitions of flagd in, answers out. No dependency, no platform: the same in Node, a browser and at the
 * edge. Not here: files (../file turns the plain file into definitions), servers, hooks.
 */
export { type CompileOptions, compileFlags } from "./compile-flags.ts";
export type { DefinitionComplaint } from "./complaint.ts";
export type { FlagSet } from "./flag-set.ts";
export type { Bucketing } from "./fractional.ts";
export { flagLimits } from "./limits.ts";
export { operatorNames } from "./operators.ts";
export type {
  Details,
  EvaluationContext,
  FlagErrorCode,
  FlagMetadata,
  FlagValue,
  Reason,
  Resolution,
} from "./resolution.ts";
export { compareVersions, versionOf } from "./sem-ver.ts";
