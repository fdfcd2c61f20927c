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

const atMs = z.int().min(0).max(8.64e15);

export const flagChangeRequest = z
  .strictObject({
    component,
    /** Plain keys of the feature and their new values: { enabled: true, rollout_percentage: 25 }. */
    values: z
      .record(name, scalar)
      .refine((values) => Object.keys(values).length > 0, "it has to name a value at least."),
    /**
     * Since when `values.enabled` is to hold. now: no old schedule holds it back; ms since 1970: from then on, by the
     * schedule. Absent: the schedule stays as it is.
     */
    from: z.union([z.literal("now"), atMs]).optional(),
    why,
  })
  .refine(
    ({ values, from }) => from === undefined || typeof values.enabled === "boolean",
    "`from` needs `values.enabled`.",
  );
/** Two decimals: shares are whole buckets of 10,000. */
const share = z
  .number()
  .min(0.01)
  .max(100)
  .refine((each) => Number.isInteger(Math.round(each * 10_000) / 100), "it has two decimals at most.");
export const flagRampRequest = z.strictObject({
  component,
  /** Whose checks and windows count; needed where there are several. */
  environment: name.optional(),
  /** Percentages, growing. */
  shares: z.array(share).min(1).max(20),
  /** Each share is kept at least so long, ms. */
  bakeMs: z.int().min(0).max(315_360_000_000),
  /** `manual`: a person promotes each share. */
  promotion: z.enum(["automatic", "manual"]).default("automatic"),
  /** ms since 1970; default: now. */
  startAtMs: atMs.optional(),
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

/** Durations in ms: nobody asked for so long; the share of questions below which a version counts as gone, in percent. */
const quietMs = z
  .int()
  .min(0)
  .max(366 * 86_400_000);
const cutOff = z.number().min(0).max(100);
export const flagRetirementQuery = z.object({
  component,
  quietMs: z.coerce.number().pipe(quietMs).optional(),
  cutOff: z.coerce.number().pipe(cutOff).optional(),
});
export const flagRetireRequest = z.strictObject({
  component,
  /** What is to be done; it has to be the next step. */
  step: z.enum(["pin", "tombstone", "delete"]),
  quietMs: quietMs.optional(),
  cutOff: cutOff.optional(),
  why,
});

export type FlagRetirementQuery = z.output<typeof flagRetirementQuery>;
export interface FlagRetirementTerms {
  readonly component?: string;
  readonly quietMs?: number;
  readonly cutOff?: number;
}
export type FlagRetireRequest = z.input<typeof flagRetireRequest>;
export type FlagChangeRequest = z.input<typeof flagChangeRequest>;
export type FlagKillRequest = z.input<typeof flagKillRequest>;
export type FlagRevertRequest = z.input<typeof flagRevertRequest>;
export type FlagImportRequest = z.input<typeof flagImportRequest>;
export type FlagExplainRequest = z.input<typeof flagExplainRequest>;
export type FlagRampRequest = z.output<typeof flagRampRequest>;
