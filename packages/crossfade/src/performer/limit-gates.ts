import {
  attemptAlpha,
  type CountedUsers,
  defaultTrafficGate,
  type GapState,
  type Gate,
  type LimitCounts,
  type LimitSpan,
  limitGate,
  limitName,
  limitSpan,
  type MeasuredTraffic,
  noGaps,
  type Rung,
  type ShareLimit,
  type StepId,
  type UsersRow,
  withGaps,
} from "@crossfade/core";
import { evidenceKey, type PerformingRouter, routersOf, type Work } from "./performing.ts";

interface Asked {
  readonly step: StepId;
  readonly rung: Rung;
  /** When the rung began, ms since 1970. */
  readonly sinceMs: number;
}

type Measured = PromiseSettledResult<MeasuredTraffic>;
type Answers = ReadonlyMap<PerformingRouter, Measured>;

/** The routers of a component, and what each of them has counted. */
interface OfComponent {
  readonly routers: readonly { readonly router: PerformingRouter; readonly measured: Measured }[];
  readonly gapS?: number;
}

/** What the limits of a release say of the users on its rung, whichever version and whichever flags they have. */
export async function limitGates(work: Work, asked: Asked): Promise<readonly Gate[]> {
  const { limits = [] } = work.context.spec.gates;
  const { bakeMs, timeoutMs } = asked.rung;
  const nowS = Math.floor(work.context.nowMs / 1_000);
  // The first whole second of the rung.
  const span = limitSpan(Math.ceil(asked.sinceMs / 1_000), (bakeMs + timeoutMs) / 1_000, nowS);
  const components = [...new Set(limits.map(({ component }) => component))];
  const answers = await answersOf(work, components, span);
  const moment = { sinceS: span.sinceS, bakeS: bakeMs / 1_000, alpha: alphaOf(work, asked, span) };
  const gates = limits.map(async (limit): Promise<Gate> => {
    const counts = countsOf(limit, await ofComponent(work, limit.component, { asked, span, answers }));
    if (!("why" in counts)) return limitGate(limit, counts, moment);
    const missing = "what the routers have counted";
    return { name: limitName(limit), result: "inconclusive", reason: counts.why, missing };
  });
  return Promise.all(gates);
}

/** Each router is asked once: for users since the span began, and for none of the seconds, which others look at. */
async function answersOf(work: Work, components: readonly string[], { sinceS }: LimitSpan): Promise<Answers> {
  const routers = [...new Set(components.flatMap((component) => routersOf(work, component)))];
  const nowS = Math.floor(work.context.nowMs / 1_000);
  return new Map(
    await Promise.all(
      routers.map(async (each) => {
        const [measured] = await Promise.allSettled([each.router.measure(nowS, sinceS)]);
        return [each, measured] as const;
      }),
    ),
  );
}

async function ofComponent(
  work: Work,
  component: string,
  { asked, span, answers }: { readonly asked: Asked; readonly span: LimitSpan; readonly answers: Answers },
): Promise<OfComponent> {
  const routers = routersOf(work, component).flatMap((router) => {
    const measured = answers.get(router);
    return measured === undefined ? [] : [{ router, measured }];
  });
  const told = routers.flatMap(({ measured }) => (measured.status === "fulfilled" ? [measured.value] : []));
  // Who cannot be asked makes it inconclusive anyway; what each has lost is told in their order.
  if (told.length === 0 || told.length < routers.length) return { routers };
  const key = evidenceKey(work, "limits", component, asked.step, String(asked.sinceMs));
  const gapS = await gapOf(work, key, { component, told, sinceS: span.sinceS });
  return { routers, ...(gapS === undefined ? {} : { gapS }) };
}

/**
 * The last second that may lack answers, if there is one: a router began to count after the span did, or has lost some
 * since it was last asked. What it had lost before the first question may have been before the rung; it counts as a gap, too.
 */
async function gapOf(
  work: Work,
  key: string,
  {
    component,
    told,
    sinceS,
  }: { readonly component: string; readonly told: readonly MeasuredTraffic[]; readonly sinceS: number },
): Promise<number | undefined> {
  const before = (await work.evidence.evidence(key)) as GapState | null | undefined;
  const seconds = {
    fromS: Math.max(sinceS, ...told.map((each) => knownSince(each, component))),
    toS: Math.max(...told.map(({ toS }) => toS)),
    lost: told.map(({ lost = 0 }) => lost),
  };
  const gaps = withGaps(before ?? noGaps, seconds, sinceS);
  if (gaps.lastS !== undefined && !isSame(gaps, before)) await work.evidence.keepEvidence(key, gaps);
  return gaps.lastS;
}

function knownSince({ users }: MeasuredTraffic, component: string): number {
  return Math.max(users?.sinceS ?? 0, rowOf(users, component)?.sinceS ?? 0);
}

function isSame(now: GapState, before: GapState | null | undefined): boolean {
  return now.lastS === before?.lastS && now.told.join() === before?.told.join();
}

function countsOf(limit: ShareLimit, { routers, gapS }: OfComponent): LimitCounts | { readonly why: string } {
  if (routers.length === 0) return { why: `no router sends users to ${limit.component}` };
  let counts = { users: 0, events: 0, lastS: 0, throughS: Number.POSITIVE_INFINITY };
  for (const { router, measured } of routers) {
    if (measured.status === "rejected") return { why: reasonOf(measured.reason) };
    const { users, toS } = measured.value;
    if (users === undefined)
      return { why: `${router.id} does not count users since a moment: start it anew, with this version` };
    const row = rowOf(users, limit.component);
    const events = row === undefined ? 0 : eventsOf(limit, row);
    if (events === undefined)
      return { why: `${router.id} does not count answers above ${limit.slowerThanMs} ms: start it anew` };
    counts = {
      users: counts.users + (row?.users ?? 0),
      events: counts.events + events,
      lastS: Math.max(counts.lastS, row?.lastS ?? 0),
      throughS: Math.min(counts.throughS, toS),
    };
  }
  return { ...counts, ...(gapS === undefined ? {} : { gapS }) };
}

function rowOf(users: CountedUsers | undefined, component: string): UsersRow | undefined {
  return users?.rows.find((row) => row.component === component);
}

function eventsOf({ slowerThanMs }: ShareLimit, row: UsersRow): number | undefined {
  if (slowerThanMs === undefined) return row.failed;
  return row.slow.find(([thresholdMs]) => thresholdMs === slowerThanMs)?.[1];
}

/** All rungs and all limits of a release share one budget of false alarms, and so do all attempts, and all spans of a rung. */
function alphaOf({ context: { spec } }: Work, { step: id }: Asked, { number }: LimitSpan): number {
  const component = spec.plan.steps.find((step) => step.id === id)?.component ?? "";
  const rungs = Object.values(spec.transitions).flatMap(({ strategy }) => strategy.rungs).length;
  const shares = Math.max(1, rungs) * (spec.gates.limits?.length ?? 1);
  const ofAttempt = attemptAlpha(defaultTrafficGate.failAlpha, spec.attempts?.[component] ?? 1);
  return attemptAlpha(ofAttempt, number) / shares;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
