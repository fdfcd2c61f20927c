import { setTimeout as wait } from "node:timers/promises";
import { type PerformingRouter, routersOf, type Target, type Work } from "./performing.ts";

const timeoutMs = 2_000;
const betweenMs = 200;

/**
 * Asks every instance itself, so often in a row. The first thing that is wrong, as a sentence; undefined: all of them are
 * ready.
 */
export async function whyUnready(
  work: Work,
  target: Target,
  { endpoints, times }: { readonly endpoints: readonly string[]; readonly times: number },
): Promise<string | undefined> {
  const path = healthPathOf(routersOf(work, target.component));
  for (let time = 0; time < times; time++) {
    if (time > 0) await wait(betweenMs);
    const problems = await Promise.all(endpoints.map((endpoint) => problemAt(work, endpoint, path)));
    const problem = problems.find((each) => each !== undefined);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function problemAt(
  { environment }: Work,
  endpoint: string,
  path: string | undefined,
): Promise<string | undefined> {
  const answer = await environment.probe.ask({
    url: `${endpoint}${path ?? "/"}`,
    timeoutMs,
    isKnown: true,
  });
  if (answer.kind === "silent") return answer.why;
  const isReady = path === undefined ? answer.status < 500 : answer.status >= 200 && answer.status < 300;
  return isReady ? undefined : `${endpoint}${path ?? "/"} answered ${answer.status}`;
}

/** Routers may ask for different paths; the first is as good as any. */
function healthPathOf(routers: readonly PerformingRouter[]): string | undefined {
  return routers.find(({ healthPath }) => healthPath !== undefined)?.healthPath;
}
