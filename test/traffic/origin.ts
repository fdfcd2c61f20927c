import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A version of a component, as a process of its own: what it measures is not disturbed by the test. */
export interface Origin {
  readonly label: string;
  readonly url: string;
  /** How many requests came, and when the last of them did (ms since 1970, with fractions). */
  seen(): Promise<{ readonly requests: number; readonly lastMs: number }>;
  stop(): Promise<void>;
}

export async function startOrigin(label: string): Promise<Origin> {
  const child = fork(new URL("origin.mjs", import.meta.url), [label], { execArgv: [] });
  const { port } = await message<{ port: number }>(child);
  return {
    label,
    url: `http://127.0.0.1:${port}`,
    seen: () => {
      const answer = message<{ requests: number; lastMs: number }>(child);
      child.send("seen?");
      return answer;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [answer] = (await once(child, "message")) as [T];
  return answer;
}
