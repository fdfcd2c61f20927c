/**
 * The file of features: the plain one, and what grew from it. Text in, features or complaints with their place out; and
 * features as definitions of flagd, and back. Not here: reading a disk, serving, deciding what may be changed.
 */
export { changeFeature } from "./change-feature.ts";
export type { FileComplaint } from "./complaint.ts";
export { type DefinitionOptions, definitionsOf, type FlagdDocument } from "./definitions.ts";
export { type ExplainedStep, type Explanation, explainFeature } from "./explain-feature.ts";
export {
  type Feature,
  type FeatureFile,
  momentText,
  type Rule,
  type Scalar,
  secondsOf,
} from "./feature-file.ts";
export { type ImportedFeatures, importDefinitions } from "./import-definitions.ts";
export { isInRange } from "./in-range.ts";
export { featureFileJsonSchema } from "./json-schema.ts";
export type { ChangedText } from "./mapping-text.ts";
export { isOffForEveryone } from "./off-for-everyone.ts";
export { type ParsedFeatures, parseFeatures } from "./parse-features.ts";
export { removeFeature } from "./remove-feature.ts";
export { type ScheduleBounds, scheduleFeature } from "./schedule-feature.ts";
export { boundAgainst, scheduledMoments } from "./scheduled-moments.ts";
export { type Comparator, type VersionRange, versionRange } from "./version-range.ts";
