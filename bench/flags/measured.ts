import { type Question, type User, users } from "./cases.ts";
import type { Engine } from "./engines.ts";

/** One engine and one question, over all rounds. */
export interface Measured {
  readonly engine: string;
  readonly question: Question;
  /** By processor time, the loop around the calls taken off; the middle one of the rounds. */
  readonly perSecond: number;
  /** Of single calls, the timer's own some 40 ns included. */
  readonly p50Ns: number;
  readonly p99Ns: number;
}

const batch = 2048;
let kept = 0;

/** Answers at once: what it takes is the loop's own. */
const loop: Engine = { name: "loop", ask: () => (user) => user.ring === "" };

interface Asked {
  readonly engine: string;
  readonly question: Question;
  readonly ask: (user: User) => boolean;
  /** Nanoseconds a call. */
  readonly costs: number[];
  readonly calls: number[][];
}

/** All engines and questions in turn, round by round, in one process: a slow second of the machine is everyone's. */
export function measure(
  engines: readonly Engine[],
  questions: readonly Question[],
  { rounds, roundMs, timedCalls }: { rounds: number; roundMs: number; timedCalls: number },
): readonly Measured[] {
  const asked = questions.flatMap((question) =>
    [loop, ...engines].map(
      ({ name, ask }): Asked => ({ engine: name, question, ask: ask(question), costs: [], calls: [] }),
    ),
  );
  // The round before the first warms up.
  for (let round = -1; round < rounds; round++)
    for (const { ask, costs, calls } of asked) {
      const cost = nsPerCall(ask, roundMs);
      if (round < 0) continue;
      costs.push(cost);
      calls.push(singleCalls(ask, timedCalls));
    }
  const loopNs = middle(asked.filter(({ engine }) => engine === loop.name).flatMap(({ costs }) => costs));
  return asked
    .filter(({ engine }) => engine !== loop.name)
    .map(({ engine, question, costs, calls }) => ({
      engine,
      question,
      perSecond: 1e9 / (middle(costs) - loopNs),
      p50Ns: middle(calls.map((each) => quantile(each, 0.5))),
      p99Ns: middle(calls.map((each) => quantile(each, 0.99))),
    }));
}

/** By processor time, collecting garbage included: who else is busy on the machine counts less. */
function nsPerCall(ask: (user: User) => boolean, roundMs: number): number {
  const [start, before] = [performance.now(), process.cpuUsage()];
  let calls = 0;
  let on = 0;
  do {
    for (let at = 0; at < batch; at++) if (ask(users[at & 1023] as User)) on++;
    calls += batch;
  } while (performance.now() - start < roundMs);
  const { user, system } = process.cpuUsage(before);
  kept += on;
  return ((user + system) * 1000) / calls;
}

function singleCalls(ask: (user: User) => boolean, timedCalls: number): number[] {
  const took = new Float64Array(timedCalls);
  for (let at = 0; at < timedCalls; at++) {
    const user = users[at & 1023] as User;
    const start = performance.now();
    if (ask(user)) kept++;
    took[at] = performance.now() - start;
  }
  return [...took.sort()].map((ms) => ms * 1e6);
}

const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
const middle = (values: readonly number[]) =>
  quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );

/** So that nothing that was asked can be left out by the compiler. */
export const answersKept = () => kept;
