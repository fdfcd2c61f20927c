import { roles } from "@crossfade/core";
import { z } from "zod";

/**
 * What the API is asked. `http` checks bodies with these and describes them in its OpenAPI document; `cli` builds them.
 * Limits stand here and nowhere else.
 */
export const wireLimits = {
  maxNameLength: 128,
  maxTextLength: 2_000,
  maxFiles: 5_000,
  maxFileBytes: 8 * 1024 * 1024,
  maxEndpoints: 64,
  maxComponents: 64,
} as const;

const name = z.string().min(1).max(wireLimits.maxNameLength);
const text = z.string().trim().min(1).max(wireLimits.maxTextLength);
const atMs = z.int().min(0).meta({ description: "ms since 1970 UTC" });
const versions = z.record(name, name).meta({ description: "Component to version label." });

export const publishRequest = z.strictObject({
  component: name,
  label: name,
  contents: z.string().max(128).meta({ description: "Digest over the component's files." }),
  artifactDigest: z.string().max(256).optional(),
  builtAgainst: versions.default({}),
  revision: z.string().max(256).optional(),
  files: z
    .record(z.string().min(1).max(1_024), z.string().max(wireLimits.maxFileBytes))
    .meta({ description: "Path to text: crossfade.yaml and every contract that a link names." }),
});

export const deployedRequest = z.strictObject({
  component: name,
  label: name,
  endpoints: z.array(z.url()).max(wireLimits.maxEndpoints).default([]),
  /** It has the users already: how an environment is told of what ran before Crossfade came. */
  serving: z.boolean().default(false),
  /** Of an old version: nobody has it any more, or its last process has ended. Then nothing else is said of it. */
  over: z.enum(["ended", "gone"]).optional(),
});

export const createRequest = z.strictObject({
  environment: name,
  to: versions.refine((to) => Object.keys(to).length > 0, "it has to name a version at least."),
  /** Default: a short name made from what moves. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional(),
  /** Ids of moves that were chosen, as a plan names them. */
  choose: z.array(name).max(20).default([]),
  /** Only the plan and its findings; nothing is written. */
  dryRun: z.boolean().default(false),
});

export const approveRequest = z.strictObject({
  role: name,
  /** What was shown: an approval of another plan counts for nothing. */
  planHash: name,
});
export const denyRequest = z.strictObject({ role: name, why: text });
export const startRequest = z.strictObject({ atMs: atMs.optional() });
export const promoteRequest = z.strictObject({
  /** Default: every step that waits for it. */
  step: z.string().max(300).optional(),
  /** Against what gates say: a person answers for it. */
  override: text.optional(),
});
export const letGoRequest = z.strictObject({
  /** The step that ends an old version for good. Default: all that stay for going back. */
  step: z.string().max(300).optional(),
});
export const whyRequest = z.strictObject({ why: text });
/** Nothing more has to be said. */
export const emptyRequest = z.strictObject({});
export const answerRequest = z.strictObject({
  item: name,
  answer: z.enum(["yes", "no"]),
  note: z.string().max(wireLimits.maxTextLength).optional(),
});
export const rollbackRequest = z.strictObject({
  dryRun: z.boolean().default(false),
  /** The hash of the way back that was shown. Needed unless it is a dry run. */
  planHash: name.optional(),
  why: text.optional(),
  /** Past the point of no return, in the name of a person, with a reason. */
  override: text.optional(),
});
/** Who writes in the journal when nobody does. */
const reservedPerson = "engine";
export const tokenRequest = z.strictObject({
  person: name.refine((person) => person !== reservedPerson, `nobody may be called ${reservedPerson}.`),
  grants: z
    .array(
      z.strictObject({
        role: z.enum(roles),
        environments: z.array(name).max(64).optional(),
        components: z.array(name).max(wireLimits.maxComponents).optional(),
        approves: z.array(name).max(16).optional(),
      }),
    )
    .min(1)
    .max(16),
  expiresMs: atMs.optional(),
});

export type PublishRequest = z.output<typeof publishRequest>;
export type DeployedRequest = z.output<typeof deployedRequest>;
export type CreateRequest = z.output<typeof createRequest>;
export type ApproveRequest = z.output<typeof approveRequest>;
export type DenyRequest = z.output<typeof denyRequest>;
export type StartRequest = z.output<typeof startRequest>;
export type PromoteRequest = z.output<typeof promoteRequest>;
export type LetGoRequest = z.output<typeof letGoRequest>;
export type WhyRequest = z.output<typeof whyRequest>;
export type AnswerRequest = z.output<typeof answerRequest>;
export type RollbackRequest = z.output<typeof rollbackRequest>;
export type TokenRequest = z.output<typeof tokenRequest>;
