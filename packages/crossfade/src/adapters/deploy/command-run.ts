import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { signalGroup } from "./process-group.ts";

export interface CommandRun {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Calls back when nobody wants it any more. */
  readonly onUnwanted: (stop: () => void) => void;
  /** Told the number of its process, which is that of its group. */
  readonly onBegun?: (pid: number) => void;
}

export type CommandEnd =
  | { readonly kind: "ended"; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** It could not even be started. */
  | { readonly kind: "absent"; readonly why: string }
  | { readonly kind: "stopped"; readonly why: string };

/** After SIGTERM it has so long to end in order. */
const politeMs = 5_000;
/** What it wrote last is here by then; a program that it left behind may keep its output open for ever. */
const lastWordsMs = 200;
/** Of each output only the end is kept. */
const maxOutput = 64 * 1024;

/**
 * Runs a command without a shell, in a process group of its own: at the deadline, or when nobody wants it any more, it ends
 * with everything that it started. What it leaves behind after it has ended by itself is left alone.
 */
export function runCommand(run: CommandRun): Promise<CommandEnd> {
  const { argv, cwd, env, timeoutMs, onUnwanted } = run;
  const [program = "", ...words] = argv;
  const child = spawn(program, words, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid !== undefined) run.onBegun?.(child.pid);
  const stdout = tailOf(child.stdout);
  const stderr = tailOf(child.stderr);
  return new Promise((done) => {
    let stopped: string | undefined;
    let killing: NodeJS.Timeout | undefined;
    const stop = (why: string) => {
      if (stopped !== undefined || child.pid === undefined) return;
      stopped = why;
      signalGroup(child.pid, "SIGTERM");
      killing = setTimeout(() => signalGroup(child.pid, "SIGKILL"), politeMs);
    };
    const deadline = setTimeout(() => stop(`it took longer than ${timeoutMs / 1_000} s`), timeoutMs);
    const settle = (end: CommandEnd) => {
      clearTimeout(deadline);
      clearTimeout(killing);
      done(end);
    };
    onUnwanted(() => stop("nobody wants it any more"));
    child.once("error", ({ code, message }: NodeJS.ErrnoException) =>
      settle({ kind: "absent", why: `${program} could not be started: ${code ?? message}` }),
    );
    child.once("exit", async (code, signal) => {
      // The one that was asked has ended; what it started has not, perhaps.
      if (stopped !== undefined) signalGroup(child.pid, "SIGKILL");
      await lastWords(child);
      if (stopped !== undefined) settle({ kind: "stopped", why: stopped });
      else if (code === null) settle({ kind: "stopped", why: `it was ended by ${signal}` });
      else settle({ kind: "ended", code, stdout: stdout(), stderr: stderr() });
    });
  });
}

function tailOf(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-maxOutput);
  });
  stream.on("error", () => {});
  return () => text;
}

function lastWords(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    const enough = () => {
      clearTimeout(timer);
      child.stdout?.destroy();
      child.stderr?.destroy();
      done();
    };
    const timer = setTimeout(enough, lastWordsMs);
    child.once("close", enough);
  });
}
