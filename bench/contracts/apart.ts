import { spawnSync } from "node:child_process";

/** What one piece of work took in a process of its own, as that process measured it. */
export interface Took {
  readonly wallS: number;
  readonly processorS: number;
  /** Peak resident memory of the process. */
  readonly megabytes: number;
  /** What was found. */
  readonly result: unknown;
}

/** `after`: it was given up, or broke down, after so many seconds. */
export type Apart =
  | { readonly kind: "took"; readonly took: Took }
  | { readonly kind: "lost"; readonly why: string; readonly afterS: number };

/** Runs a bundled script in a fresh process; a heap or a time without end is none of ours. */
function apart(file: string, args: readonly string[], limitS: number): Apart {
  const start = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitS * 1000,
    killSignal: "SIGKILL",
    maxBuffer: 256 * 1024 * 1024,
  });
  const afterS = (performance.now() - start) / 1000;
  if (status === 0) return { kind: "took", took: JSON.parse(stdout) as Took };
  if (signal === "SIGKILL") return { kind: "lost", why: "gave up", afterS };
  if (/heap out of memory/.test(stderr)) return { kind: "lost", why: "out of memory", afterS };
  return { kind: "lost", why: /^\w*Error.*$/m.exec(stderr)?.[0] ?? `exit code ${status}`, afterS };
}

/** Of several rounds the quickest, with the memory of the largest. */
export function best(rounds: number, file: string, args: readonly string[], limitS: number): Apart {
  const all: Took[] = [];
  for (let round = 0; round < rounds; round++) {
    const one = apart(file, args, limitS);
    if (one.kind === "lost") return one;
    all.push(one.took);
  }
  const quickest = all.reduce((one, other) => (other.wallS < one.wallS ? other : one));
  const megabytes = Math.max(...all.map((each) => each.megabytes));
  return { kind: "took", took: { ...quickest, megabytes } };
}

/** In the child: does the work, then tells what it took. */
export async function told(work: () => unknown): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const wallS = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  const took: Took = { wallS, processorS: (user + system) / 1e6, megabytes, result };
  process.stdout.write(JSON.stringify(took));
}
