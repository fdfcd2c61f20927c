import { z } from "@hono/zod-openapi";

/** The shapes of wire/flag-views.ts for the OpenAPI document. */
const atMs = z.int().openapi({ description: "ms since 1970 UTC" });
const component = z.string();
const revision = z.int();

const line = z.object({
  key: z.string(),
  enabled: z.boolean(),
  audience: z.string(),
  description: z.string().optional(),
  owner: z.string().optional(),
  type: z.string().optional(),
  lifecycle: z.string().optional(),
  expires: z.string().optional(),
});
const complaint = z.looseObject({ line: z.int(), column: z.int(), message: z.string() });
export const flagList = z
  .object({
    component,
    file: z.string(),
    revision,
    sinceMs: atMs,
    trouble: z.object({ sinceMs: atMs, complaints: z.array(complaint) }).optional(),
    flags: z.array(line),
    clients: z.object({ connected: z.int(), confirmed: z.int() }),
  })
  .openapi("FlagList");
export const flagView = z.object({
  component,
  revision,
  flag: line,
  feature: z.looseObject({}),
  definition: z.looseObject({}),
});
export const flagExplanation = z.object({
  component,
  environment: z.string(),
  revision,
  key: z.string(),
  variant: z.string().optional(),
  value: z.unknown().optional(),
  steps: z.array(z.object({ part: z.string(), says: z.string(), decides: z.boolean() })),
  live: z.record(z.string(), z.string()),
});
const flagRevision = z
  .object({ revision, atMs, by: z.string(), why: z.string(), diff: z.array(z.string()) })
  .openapi("FlagRevision");
export const flagHistory = z.object({ component, revisions: z.array(flagRevision) });
export const flagChanged = z.object({ component, revision, change: flagRevision.optional() });
export const flagFileText = z.object({ component, revision, text: z.string() });
