import type { JournalEntry, ReleaseProgress } from "@crossfade/core";
import { shopBreaks, shopSpec } from "../rollout/shop-spec.ts";
import { ReplicaProcess } from "./replica-process.ts";
import { Target } from "./target.ts";

export interface Campaign {
  /** Where releases live: DATABASE_URL or FOLDER. */
  readonly env: NodeJS.ProcessEnv;
  readonly replicas: number;
  readonly releases: number;
  /** Signals to be sent in the middle of a deed. */
  readonly blows: number;
  readonly dice: () => number;
  readonly leaseMs: number;
  readonly limitMs: number;
}

export interface Ended {
  readonly target: Target;
  /** Blows by "SIGKILL weigh", "SIGSTOP deploy". */
  readonly blows: ReadonlyMap<string, number>;
  readonly releases: readonly {
    readonly id: string;
    readonly progress: ReleaseProgress | undefined;
    readonly journal: readonly JournalEntry[];
  }[];
}

const begin = ["api@0", "db@0", "page@0", "worker@0"];
/** Deploy, verify, pin, weigh, activate, deactivate, drain, retire. */
const deedKinds = 8;
/** Later than a lease, so that somebody else has taken over. */
const sleepsPerLease = 2.5;

/** Releases that are driven by replicas which are killed and put to sleep in the middle of what they do, until all is done. */
export async function campaign({
  env,
  replicas,
  releases,
  blows,
  dice,
  leaseMs,
  limitMs,
}: Campaign): Promise<Ended> {
  const target = new Target(begin, shopBreaks);
  const environment = { ...env, TARGET: await target.listen(), LEASE_MS: String(leaseMs) };
  const dealt = new Map<string, number>();
  const living: ReplicaProcess[] = [];
  const asleep = new Set<ReplicaProcess>();
  let left = blows;
  const start = (): ReplicaProcess => {
    const replica = new ReplicaProcess(environment, strike);
    living.push(replica);
    return replica;
  };
  const count = (blow: string) => dealt.set(blow, (dealt.get(blow) ?? 0) + 1);
  function strike(replica: ReplicaProcess, kind: string): void {
    // What a dead one said before it died is still heard.
    if (left <= 0 || !living.includes(replica) || asleep.has(replica) || dice() > 0.3) return;
    // Each kind of deed gets its share, half of it by each blow.
    const met = (signal: string) => dealt.get(`${signal} ${kind}`) ?? 0;
    if (met("SIGKILL") + met("SIGSTOP") >= Math.ceil(blows / deedKinds)) return;
    const [fewest = "SIGKILL"] = (["SIGKILL", "SIGSTOP"] as const).toSorted((a, b) => met(a) - met(b));
    left--;
    count(`${fewest} ${kind}`);
    replica.signal(fewest);
    if (fewest === "SIGSTOP") {
      asleep.add(replica);
      setTimeout(() => {
        asleep.delete(replica);
        replica.signal("SIGCONT");
      }, leaseMs * sleepsPerLease);
    } else living.splice(living.indexOf(replica), 1, new ReplicaProcess(environment, strike));
  }
  try {
    for (let each = 0; each < replicas; each++) await start().ready;
    const ids = Array.from({ length: releases }, (_, index) => `r${index + 1}`);
    for (const id of ids) await asked(living, { begin: specOf(id) });
    for (const endMs = Date.now() + limitMs; Date.now() < endMs; await pause(100)) {
      const all = await Promise.all(ids.map((read) => asked(living, { read })));
      const isOver = all.every((each) => each.progress?.phase === "completed");
      if (isOver && left <= 0) break;
      // Everything is done and blows are left: more releases are begun for them.
      if (isOver) ids.push(await more(living, ids.length));
    }
    const ended = [];
    for (const id of ids) {
      const { progress, journal = [] } = await asked(living, { read: id });
      ended.push({ id, progress, journal });
    }
    return { target, blows: dealt, releases: ended };
  } finally {
    await Promise.all(living.map((replica) => replica.end("SIGKILL")));
    await target.close();
  }
}

async function more(living: readonly ReplicaProcess[], count: number): Promise<string> {
  const id = `r${count + 1}`;
  await asked(living, { begin: specOf(id) });
  return id;
}

function specOf(id: string) {
  return shopSpec({
    id,
    bakeMs: 20,
    settings: { retryMs: 20, maxRetryMs: 100, judgeEveryMs: 20, maxAttempts: 1_000 },
  });
}

/** Of whoever answers. */
async function asked(
  living: readonly ReplicaProcess[],
  question: Parameters<ReplicaProcess["ask"]>[0],
): Promise<NonNullable<Awaited<ReturnType<ReplicaProcess["ask"]>>>> {
  for (let tries = 0; tries < 200; tries++) {
    const replica = living[tries % living.length];
    const answer = await Promise.race([
      replica?.ready.then(() => replica.ask(question)).catch(() => undefined),
      pause(500),
    ]);
    if (answer !== undefined) return answer;
  }
  throw new Error("no replica answers");
}

function pause(ms: number): Promise<undefined> {
  return new Promise((done) => setTimeout(() => done(undefined), ms));
}
