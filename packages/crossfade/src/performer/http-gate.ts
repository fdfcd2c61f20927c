import type { Gate, HttpCheck, ProbeAnswer } from "@crossfade/core";
import { evidenceKey, type Work } from "./performing.ts";

/** Kept: wrong answers in a row, whoever asked. */
interface Streak {
  readonly wrong: number;
}

/** An address that has to answer so; it fails after so many wrong answers in a row. */
export async function httpGate(work: Work, check: HttpCheck): Promise<Gate> {
  const { url, timeoutMs } = check;
  const answer = await work.environment.probe.ask({ url, timeoutMs });
  // An address that may not be called is a mistake in a file, no fault of the new version.
  if (answer.kind === "silent" && answer.isRefused === true)
    return { name: check.name, result: "inconclusive", reason: answer.why, missing: "an answer" };
  const problem = problemOf(check, answer);
  const key = evidenceKey(work, "http", check.name);
  const before = ((await work.evidence.evidence(key)) as Streak | null | undefined)?.wrong ?? 0;
  const wrong = problem === undefined ? 0 : before + 1;
  if (wrong !== before) await work.evidence.keepEvidence(key, { wrong });
  return gateOf(check, { answer, problem, wrong });
}

function gateOf(
  { name, failures, status }: HttpCheck,
  found: { readonly answer: ProbeAnswer; readonly problem: string | undefined; readonly wrong: number },
): Gate {
  const { answer, problem, wrong } = found;
  const ms = answer.kind === "answered" ? { ms: answer.ms } : {};
  const evidence = { wrongInARow: wrong, ...ms };
  if (problem === undefined) return { name, result: "pass", reason: `it answered ${status}`, evidence };
  if (wrong >= failures)
    return { name, result: "fail", reason: `${problem}, ${wrong} times in a row`, evidence };
  return {
    name,
    result: "wait",
    reason: `${problem}; ${wrong} of ${failures} times in a row`,
    missing: `an answer ${status}`,
    evidence,
  };
}

function problemOf({ status }: HttpCheck, answer: ProbeAnswer): string | undefined {
  if (answer.kind === "silent") return answer.why;
  return answer.status === status ? undefined : `it answered ${answer.status} instead of ${status}`;
}
