import type { ReleaseView, RungView, StepView } from "../../packages/crossfade/src/wire/views.ts";

/** 2026-11-21 14:31:07 in Prague. */
export const shopNowMs = Date.UTC(2026, 10, 21, 13, 31, 7);
export const prague = "Europe/Prague";
export const shopPlanHash = "1f2e3d4c5b6a79880123456789abcdef1f2e3d4c5b6a79880123456789abcdef";

const MINUTE_MS = 60_000;

export function step(
  kind: string,
  component: string,
  version: string,
  more: Partial<StepView> = {},
): StepView {
  return {
    id: `${kind} ${component}@${version}`,
    kind,
    component,
    version,
    state: "waiting",
    wayBack: "free",
    notes: [],
    ...more,
  };
}

export const done = (minutesAgo: number): Partial<StepView> => ({
  state: "done",
  begunMs: shopNowMs - (minutesAgo + 1) * MINUTE_MS,
  doneMs: shopNowMs - minutesAgo * MINUTE_MS,
});

/** 5 % of the users, evidence that is not enough yet. */
export const shopRung: RungView = {
  weight: 500,
  sinceMs: shopNowMs - 3 * MINUTE_MS - 20_000,
  bakeMs: 300_000,
  bakedMs: 3 * MINUTE_MS + 20_000,
  promotion: "automatic",
  judgedMs: shopNowMs - 1_000,
  gates: [
    {
      name: "errors",
      result: "pass",
      reason: "api 2.0.0 had errors for 1 of 1,204 users, api 1.9.4 for 19 of 22,911",
    },
    {
      name: "latency",
      result: "wait",
      reason: "nothing is against it so far",
      missing: "96 more users",
      expectedAtMs: shopNowMs + 2 * MINUTE_MS,
    },
    {
      name: "checkout",
      result: "inconclusive",
      reason: "http://127.0.0.1:8080/health gave no answer within 2 s",
    },
  ],
};

/** A release of two components in the middle of its first canary. */
export function shopRelease(more: Partial<ReleaseView> = {}): ReleaseView {
  return {
    releaseSchema: 1,
    id: "shop-2",
    environment: "production",
    phase: "running",
    seq: 17,
    createdMs: shopNowMs - 90 * MINUTE_MS,
    atMs: shopNowMs,
    planHash: shopPlanHash,
    from: { api: "1.9.4", worker: "1.4.0", web: "1.8.0" },
    to: { api: "2.0.0", worker: "2.0.0", web: "1.8.0" },
    unknowns: 0,
    startAtMs: shopNowMs - 30 * MINUTE_MS,
    stages: [
      [
        step("deploy", "api", "2.0.0", { ...done(26), notes: ["2 instances answer"] }),
        step("start", "api", "2.0.0", {
          ...done(4),
          notes: ["ready 3 times in a row", "a rollback was rehearsed in 41 ms"],
        }),
        step("end", "api", "1.9.4", {
          state: "active",
          begunMs: shopNowMs - 4 * MINUTE_MS,
          now: "waits for the gates of this rung",
          rung: shopRung,
        }),
      ],
      [
        step("deploy", "worker", "2.0.0"),
        step("start", "worker", "2.0.0", { wayBack: "costs" }),
        step("end", "worker", "1.4.0", { wayBack: "costs" }),
      ],
    ],
    approvals: {
      required: [
        { role: "engineering", count: 1 },
        { role: "product", count: 1 },
      ],
      given: [
        {
          role: "engineering",
          by: "anna",
          planHash: shopPlanHash,
          atMs: shopNowMs - 45 * MINUTE_MS,
          expiresMs: shopNowMs + 1_440 * MINUTE_MS,
        },
      ],
      missing: [{ role: "product", missing: 1 }],
    },
    window: { open: true },
    checklist: [
      {
        id: "healthy",
        text: "It is healthy in production.",
        kind: "automatic",
        state: "yes",
        because: "ready 3 times in a row, dark for 2 min",
      },
      { id: "told", text: "Support has been told.", kind: "human", state: "open" },
    ],
    contacts: ["release lead: +1 555 0100"],
    wayBack: {
      abort: "5 % of users get api 1.9.4 back, at once",
      rollback: "api 2.0.0 has no users left after it; nothing waits",
      now: "free",
    },
    next: [
      {
        command: "crossfade release approve shop-2 --role product",
        why: "one approval is missing for the next rung",
      },
      { command: "crossfade release abort shop-2", why: "takes back the steps in progress, at once" },
    ],
    ...more,
  };
}
