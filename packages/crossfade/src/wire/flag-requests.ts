import { z } from "zod";
import { wireLimits } from "./requests.ts";

/** What the API is asked about feature flags. */
const flagWireLimits = {
  maxFileLength: 200_000,
} as const;

const name = z.string().min(1).max(wireLimits.maxNameLength);
const why = z.string().trim().max(wireLimits.maxTextLength).default("");
const scalar = z.union([z.string().max(wireLimits.maxTextLength), z.number(), z.boolean()]);

/** Absent: the only component of kind flags. */
const component = name.optional();

export const flagChangeRequest = z.strictObject({
  component,
  /** Plain keys of the feature and their new values: { enabled: true, rollout_percentage: 25 }. */
  values: z
    .record(name, scalar)
    .refine((values) => Object.keys(values).length > 0, "it has to name a value at least."),
  why,
});
export const flagKillRequest = z.strictObject({ component, why });
export const flagRevertRequest = z.strictObject({
  component,
  /** What the file was at this revision it will be again. */
  revision: z.int().min(1),
  why,
});
export const flagImportRequest = z.strictObject({
  component,
  /** A file of features, or definitions of flagd. */
  text: z.string().min(1).max(flagWireLimits.maxFileLength),
  format: z.enum(["features", "flagd"]),
  why,
});
export const flagExplainRequest = z.strictObject({
  component,
  environment: name.optional(),
  context: z.record(z.string(), z.unknown()),
});

export type FlagChangeRequest = z.input<typeof flagChangeRequest>;
export type FlagKillRequest = z.input<typeof flagKillRequest>;
export type FlagRevertRequest = z.input<typeof flagRevertRequest>;
export type FlagImportRequest = z.input<typeof flagImportRequest>;
export type FlagExplainRequest = z.input<typeof flagExplainRequest>;
