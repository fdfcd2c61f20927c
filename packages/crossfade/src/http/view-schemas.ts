import { z } from "@hono/zod-openapi";

/**
 * The shapes of wire/views.ts for the OpenAPI document. They are wide on purpose where a shape is core's own (plans, journal
 * entries): those carry schema numbers of their own. A test holds every answer of the API against them.
 */
const atMs = z.int().openapi({ description: "ms since 1970 UTC" });
const phase = z.enum(["draft", "running", "aborting", "aborted", "completed"]);
const wayBack = z.enum(["free", "costs", "impossible"]);
const strings = z.array(z.string());

export const errorSchema = z
  .object({
    error: z.object({
      code: z.string().openapi({ description: "CF_…, as in the reference of errors." }),
      message: z.string(),
      hint: z.string(),
      details: z.record(z.string(), z.unknown()),
    }),
  })
  .openapi("Error");

export const nothing = z.object({});

const grant = z.object({
  role: z.string(),
  environments: strings.optional(),
  components: strings.optional(),
  approves: strings.optional(),
});
export const me = z.object({ person: z.string(), grants: z.array(grant) }).openapi("Me");

const version = z
  .object({
    component: z.string(),
    label: z.string(),
    snapshot: z.string(),
    contents: z.string(),
    artifactDigest: z.string().optional(),
    builtAgainst: z.record(z.string(), z.string()),
    revision: z.string().optional(),
    publishedMs: atMs,
    by: z.string(),
  })
  .openapi("PublishedVersion");
export const versions = z.object({ versions: z.array(version) });
export const published = z.object({ version, isNew: z.boolean() });

const fact = z.looseObject({ kind: z.string(), component: z.string(), label: z.string() });
const factEntry = z.object({ seq: z.int(), atMs, actor: z.string(), fact }).openapi("FactEntry");
export const facts = z.object({ entries: z.array(factEntry) });

const seenBy = z.union([
  z.object({
    kind: z.literal("share"),
    share: z.number().openapi({ description: "0 to 1, as read back." }),
    pinned: z.int(),
    router: z.string(),
    readBackMs: atMs,
  }),
  z.object({
    kind: z.enum(["everybody", "nobody"]),
    router: z.string().optional(),
    readBackMs: atMs.optional(),
  }),
  z.object({ kind: z.literal("unknown"), why: z.string() }),
]);
const versionStatus = z.object({
  label: z.string(),
  phase: z.enum(["dark", "released", "ended"]),
  deployedMs: atMs.optional(),
  startedMs: atMs.optional(),
  endpoints: strings,
  seenBy,
});
export const environmentStatus = z
  .object({
    statusSchema: z.literal(1),
    environment: z.string(),
    atMs,
    components: z.array(z.object({ component: z.string(), versions: z.array(versionStatus) })),
    routers: z.array(z.object({ router: z.string(), reachable: z.boolean(), why: z.string().optional() })),
    releases: z.array(z.object({ id: z.string(), phase })),
  })
  .openapi("EnvironmentStatus");

const gate = z.looseObject({
  name: z.string(),
  result: z.enum(["pass", "wait", "inconclusive", "fail"]),
  reason: z.string(),
});
const rung = z.looseObject({
  weight: z.number().openapi({ description: "Buckets of 10,000, as asked for." }),
  consumers: z
    .object({ count: z.int(), of: z.int() })
    .optional()
    .openapi({ description: "Of a worker: so many of its consumers are those of the new version." }),
  sinceMs: atMs,
  bakedMs: z.number(),
  bakeMs: z.number(),
  promotion: z.enum(["automatic", "manual"]),
  gates: z.array(gate),
});
const step = z.looseObject({
  id: z.string(),
  kind: z.string(),
  component: z.string(),
  version: z.string(),
  state: z.enum(["waiting", "active", "done"]),
  now: z.string().optional(),
  rung: rung.optional(),
  trouble: z.object({ why: z.string(), attempts: z.int(), nextTryMs: atMs }).optional(),
  wayBack,
  notes: strings,
});
const labels = z.record(z.string(), z.string());
export const releaseView = z
  .looseObject({
    releaseSchema: z.literal(1),
    id: z.string(),
    environment: z.string(),
    phase,
    seq: z.int(),
    createdMs: atMs,
    atMs,
    planHash: z.string().openapi({ description: "What an approval names." }),
    takesBack: z.string().optional(),
    from: labels,
    to: labels,
    unknowns: z.int(),
    startAtMs: atMs.optional(),
    hold: z.object({ why: z.string(), by: z.string(), sinceMs: atMs }).optional(),
    undo: z.looseObject({ why: z.string(), done: z.int(), deeds: strings }).optional(),
    stages: z.array(z.array(step)),
    approvals: z.looseObject({
      required: z.array(z.object({ role: z.string(), count: z.int() })),
      given: z.array(z.looseObject({ role: z.string(), by: z.string(), planHash: z.string() })),
      missing: z.array(z.object({ role: z.string(), missing: z.int() })),
    }),
    window: z.object({
      open: z.boolean(),
      why: z.string().optional(),
      opensAtMs: atMs.optional(),
    }),
    checklist: z.array(
      z.object({
        id: z.string(),
        text: z.string(),
        kind: z.enum(["automatic", "human"]),
        state: z.enum(["yes", "no", "open"]),
        because: z.string().optional(),
      }),
    ),
    contacts: strings,
    wayBack: z.looseObject({ abort: z.string(), rollback: z.string(), now: wayBack }),
    next: z.array(z.object({ command: z.string(), why: z.string() })),
  })
  .openapi("ReleaseView");
export const releaseList = z.object({
  releases: z.array(
    z.object({ id: z.string(), environment: z.string(), phase, createdMs: atMs, moves: strings }),
  ),
});

export const plan = z.looseObject({ planSchema: z.literal(1) }).openapi("Plan");
const proposal = z
  .object({
    kind: z.enum(["proven", "unproven", "refused"]),
    planHash: z.string().optional(),
    plan: plan.optional(),
    report: z.string(),
  })
  .openapi("Proposal");
export const created = z.union([
  z.object({ kind: z.literal("created"), release: releaseView, proposal }),
  z.object({ kind: z.literal("proposed"), proposal }),
]);

const wayBackView = z
  .looseObject({
    release: z.string(),
    kind: wayBack,
    planHash: z.string().optional(),
    order: z.array(z.looseObject({ step: z.string(), waits: strings, way: wayBack })),
    counted: strings.optional(),
    costs: strings,
    impossible: strings,
  })
  .openapi("WayBackView");
export const rolledBack = z.union([
  z.object({ kind: z.literal("created"), release: releaseView, wayBack: wayBackView }),
  z.object({ kind: z.literal("proposed"), wayBack: wayBackView }),
]);

export const journal = z.object({
  entries: z.array(
    z.object({
      seq: z.int(),
      atMs,
      actor: z.string().openapi({ description: 'A person, "engine", or "crossfade.yaml".' }),
      event: z.looseObject({ kind: z.string() }),
    }),
  ),
});

const token = z
  .object({
    id: z.string(),
    person: z.string(),
    grants: z.array(grant),
    createdMs: atMs,
    by: z.string(),
    expiresMs: atMs.optional(),
    revokedMs: atMs.optional(),
  })
  .openapi("Token");
export const tokens = z.object({ tokens: z.array(token) });
export const tokenMade = z.object({ token: z.string(), known: token });

const delivery = z
  .object({
    id: z.string(),
    endpoint: z.string(),
    body: z.string(),
    attempts: z.int(),
    state: z.enum(["waiting", "delivered", "given-up"]),
    createdMs: atMs,
    lastAnswer: z.string().optional(),
  })
  .openapi("Delivery");
export const deliveries = z.object({ deliveries: z.array(delivery) });
