import { createInterface } from "node:readline/promises";
import { setTimeout as delay } from "node:timers/promises";

/** How a person is asked; nothing where nobody is there to answer. */
export function askPerson(stop: AbortSignal): { readonly ask?: (question: string) => Promise<string> } {
  const isThere = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return isThere ? { ask: (question) => ask(question, stop) } : {};
}

/** Resolves after so long, or when `until` settles, or when one is told to stop. */
export async function waitUntil(
  ms: number,
  until: Promise<unknown> | undefined,
  stop: AbortSignal,
): Promise<void> {
  // Neither a timer, which would keep the process, nor a listener is left behind.
  const enough = new AbortController();
  const settle = () => enough.abort();
  until?.then(settle, settle);
  stop.addEventListener("abort", settle);
  if (!stop.aborted) await delay(ms, undefined, { signal: enough.signal }).catch(() => undefined);
  stop.removeEventListener("abort", settle);
}

/** On stderr: what is asked is no part of the answer. */
async function ask(question: string, stop: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal that is read line by line keeps Ctrl-C for itself.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await terminal.question(question, { signal: stop });
  } finally {
    terminal.close();
  }
}
