import { expected, type Question, questions, users } from "./flags/cases.ts";
import {
  closures,
  type Engine,
  fetchedEngines,
  flagdCompiled,
  flagdInterpreter,
  generated,
} from "./flags/engines.ts";
import { installFlagPeers } from "./flags/fetched-peers.ts";
import { answersKept, type Measured, measure } from "./flags/measured.ts";
import type { Bench, Row } from "./row.ts";

const size: Readonly<Record<Question, string>> = {
  static: "a flag without rules",
  rules: "five rules",
  rollout: "a rollout of 25 %",
};

/** How many times flagd-core's rate is wanted. */
const goals: readonly (readonly [engine: Engine, question: Question, times: number])[] = [
  [closures, "static", 8],
  [closures, "rules", 6],
  [closures, "rollout", 6],
  [generated, "rules", 10],
];
const p99GoalNs = 250;

/** 1,024 users in turn, all engines in one process, interleaved. */
export const bench: Bench = async ({ quick }) => {
  const peers = await peerEngines();
  try {
    const engines = [closures, generated, flagdCompiled, flagdInterpreter, ...peers.engines];
    for (const engine of engines) check(engine);
    const effort = quick
      ? { rounds: 3, roundMs: 60, timedCalls: 3_000 }
      : { rounds: 7, roundMs: 500, timedCalls: 20_000 };
    const measured = measure(engines, questions, effort);
    process.stderr.write(`flags: ${answersKept()} answers were on\n`);
    return [...rateRows(measured), ...latencyRows(measured)];
  } finally {
    peers.close();
  }
};

async function peerEngines(): Promise<Awaited<ReturnType<typeof fetchedEngines>>> {
  const installed = installFlagPeers();
  if ("folder" in installed) return fetchedEngines(installed.folder);
  process.stderr.write(`flags: peers are skipped, ${installed.why}\n`);
  return { engines: [], close: () => undefined };
}

/** A wrong answer is quickly given. */
function check({ name, ask }: Engine): void {
  const [rules, rollout, theirs] = [ask("rules"), ask("rollout"), flagdCompiled.ask("rollout")];
  const wrong = users.filter((user) => rules(user) !== expected(user)).length;
  if (wrong > 0)
    throw new Error(`${name} answers ${wrong} of ${users.length} users otherwise than the rules say`);
  const on = users.filter(rollout).length / users.length;
  if (Math.abs(on - 0.25) > 0.06) throw new Error(`${name} lets ${on} in, not 0.25`);
  if (
    (name === closures.name || name === generated.name) &&
    users.some((user) => rollout(user) !== theirs(user))
  )
    throw new Error(`${name} lets other users in than flagd-core`);
}

function find(measured: readonly Measured[], engine: string, question: Question): Measured {
  const found = measured.find((each) => each.engine === engine && each.question === question);
  if (!found) throw new Error(`${engine} was not asked ${question}`);
  return found;
}

function rateRows(measured: readonly Measured[]): readonly Row[] {
  const names = [...new Set(measured.map(({ engine }) => engine))];
  const peers = names.filter((name) => name !== closures.name && name !== generated.name);
  return questions.flatMap((question) =>
    [closures, generated].flatMap((engine) =>
      peers.map((peer): Row => {
        const [mine, other] = [find(measured, engine.name, question), find(measured, peer, question)];
        const ratio = mine.perSecond / other.perSecond;
        const goal = goals.find(
          ([of, about]) => of === engine && about === question && peer === flagdCompiled.name,
        );
        return {
          bench: "flags",
          name: `${size[question]}, ${engine.name}`,
          value: mine.perSecond / 1e6,
          unit: "M evaluations/s",
          peer,
          peerValue: other.perSecond / 1e6,
          ratio,
          ...(goal ? { goal: `>= ${goal[2]} times ${peer}`, met: ratio >= goal[2] } : {}),
        };
      }),
    ),
  );
}

function latencyRows(measured: readonly Measured[]): readonly Row[] {
  return measured.map(({ engine, question, p50Ns, p99Ns }): Row => {
    const ours = engine === closures.name || engine === generated.name;
    const goal = ours && question === "rules" ? { goal: `<= ${p99GoalNs} ns`, met: p99Ns <= p99GoalNs } : {};
    return {
      bench: "flags",
      name: `p99 of one call (p50 ${Math.round(p50Ns)} ns), ${size[question]}, ${engine}`,
      value: p99Ns,
      unit: "ns",
      ...goal,
    };
  });
}
