import { z } from "@hono/zod-openapi";
import { retirementSteps } from "../wire/flag-views.ts";
import { plan } from "./view-schemas.ts";

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
  stale: z.array(z.string()).optional(),
});
const complaint = z.looseObject({ line: z.int(), column: z.int(), message: z.string() });
const clients = z
  .object({ connected: z.int(), confirmed: z.int(), streams: z.int(), written: z.int() })
  .openapi("FlagClients", {
    description:
      "`confirmed` of the `connected` clients have asked again since the revision; to `written` of the `streams` of providers that evaluate by themselves it was sent.",
  });
export const flagList = z
  .object({
    component,
    file: z.string(),
    revision,
    sinceMs: atMs,
    trouble: z.object({ sinceMs: atMs, complaints: z.array(complaint) }).optional(),
    flags: z.array(line),
    clients,
  })
  .openapi("FlagList");
export const flagView = z.object({
  component,
  revision,
  flag: line,
  feature: z.looseObject({}),
  definition: z.looseObject({}),
  clients,
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
export const flagHistory = z.object({ component, revisions: z.array(flagRevision), clients });
export const flagChanged = z.object({ component, revision, change: flagRevision.optional() });
export const flagFileText = z.object({ component, revision, text: z.string() });

const texts = z.array(z.string());
const reader = z.object({
  component,
  isClient: z.boolean(),
  first: z.string(),
  last: z.string(),
  isRead: z.boolean(),
  defaults: z.array(z.object({ value: z.unknown().optional(), isTold: z.boolean(), versions: texts })),
  at: texts,
  live: texts,
});
export const flagReaders = z
  .object({
    component,
    flags: z.array(z.object({ key: z.string(), isServed: z.boolean(), readers: z.array(reader) })),
    uncertain: z.array(z.object({ version: z.string(), why: z.string(), key: z.string().optional() })),
  })
  .openapi("FlagReaders");
const step = z.object({
  id: z.enum(retirementSteps),
  state: z.enum(["done", "next", "later"]),
  title: z.string(),
  sinceMs: atMs.optional(),
  notBeforeMs: atMs.optional(),
  blockedBy: texts,
  todo: z.string().optional(),
  stage: z.int().optional(),
  waitsFor: texts.optional(),
});
const planning = z
  .looseObject({
    kind: z.enum(["proven", "unproven", "impossible"]),
    plan: plan.optional(),
    stages: z.array(z.looseObject({ number: z.int() })).optional(),
    conflicts: z.array(z.looseObject({ kind: z.string() })).optional(),
    links: z.array(z.object({ id: z.string(), sender: z.string(), receiver: z.string() })),
    reasons: z.record(z.string(), z.string()),
  })
  .openapi("FlagRetirementPlanning", {
    description:
      "As `planning` of a report; `links`: who meets whom; `reasons`: why two versions must not meet, by finding.",
  });
export const flagRetirement = z
  .object({
    component,
    key: z.string(),
    revision,
    final: z.object({ variant: z.string(), value: z.unknown().optional() }).optional(),
    steps: z.array(step),
    planning: planning.optional(),
    asked: z.array(z.object({ who: z.string(), by: z.enum(["key", "all"]), lastMs: atMs, count: z.int() })),
    countedSinceMs: atMs,
    quietMs: z.int(),
    cutOff: z.number(),
  })
  .openapi("FlagRetirement");
