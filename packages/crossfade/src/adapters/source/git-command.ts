import { execFile, spawnSync } from "node:child_process";
import { CrossfadeError } from "@crossfade/core";

/** Runs git in one folder. Nothing of the repository is executed and nothing is fetched or written. */
export interface Git {
  readonly folder: string;
  /** Standard output, or the failure as a value: some questions are asked to hear no. */
  ask(args: readonly string[]): Promise<GitAnswer>;
  /** Standard output; throws a CrossfadeError when git fails. */
  run(args: readonly string[]): Promise<Buffer>;
  /** The same, blocking: for documents, which are read synchronously. */
  runSync(args: readonly string[], input: string): Buffer;
}

export type GitAnswer =
  | { readonly ok: true; readonly out: Buffer }
  | { readonly ok: false; readonly stderr: string };

export interface GitOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts what is under way. */
  readonly signal?: AbortSignal;
}

const timeoutMs = 60_000;
/** Listing of the largest repositories: a million files at about 150 bytes. */
const maxOutputBytes = 512 * 1024 * 1024;

/** No hooks, no monitor, no pager, no transport: reading is all we do. */
const safely = [
  "--no-pager",
  ...[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "protocol.allow=never",
    "core.quotePath=false",
  ].flatMap((setting) => ["-c", setting]),
];

export function gitIn(folder: string, { env, signal }: GitOptions): Git {
  const options = { cwd: folder, env: gitEnvironment(env), timeout: timeoutMs, maxBuffer: maxOutputBytes };
  const ask = (args: readonly string[]) =>
    new Promise<GitAnswer>((resolve, reject) => {
      const ours = { ...options, encoding: "buffer" as const, ...(signal === undefined ? {} : { signal }) };
      execFile("git", [...safely, ...args], ours, (error, out, stderr) => {
        if (error === null) return resolve({ ok: true, out });
        const trouble = cannotRun(error, verb(args));
        if (trouble !== undefined) return reject(trouble);
        resolve({ ok: false, stderr: stderr.toString("utf8") });
      }).stdin?.end();
    });
  return {
    folder,
    ask,
    async run(args) {
      const answer = await ask(args);
      if (answer.ok) return answer.out;
      throw failure(answer.stderr, folder, verb(args));
    },
    runSync(args, input) {
      const done = spawnSync("git", [...safely, ...args], { ...options, input });
      const trouble = done.error === undefined ? undefined : cannotRun(done.error, verb(args));
      if (trouble !== undefined) throw trouble;
      if (done.status === 0) return done.stdout;
      throw failure(done.stderr.toString("utf8"), folder, verb(args));
    },
  };
}

/** Says in our words what git said in its own. */
export function failure(stderr: string, folder: string, verb: string): CrossfadeError {
  if (/not a git repository/i.test(stderr)) return new CrossfadeError("CF_GIT_NO_REPOSITORY", { folder });
  if (/dubious ownership/i.test(stderr)) return new CrossfadeError("CF_GIT_NOT_OURS", { folder });
  const said = stderr.split("\n").filter((line) => line.trim() !== "");
  const why = said.find((line) => /^(fatal|error): /.test(line)) ?? said[0] ?? "it gave no reason";
  return new CrossfadeError("CF_GIT_FAILED", { verb, why: why.replace(/^(fatal|error): /, "") });
}

function cannotRun(error: Error & { code?: unknown; killed?: boolean }, verb: string): Error | undefined {
  const seconds = timeoutMs / 1000;
  if (error.code === "ENOENT") return new CrossfadeError("CF_GIT_MISSING", {}, { cause: error });
  if (error.code === "ABORT_ERR") return error;
  if (error.code === "ETIMEDOUT" || error.killed === true)
    return new CrossfadeError("CF_GIT_TIMEOUT", { verb, seconds }, { cause: error });
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER" || error.code === "ENOBUFS")
    return new CrossfadeError("CF_GIT_FAILED", { verb, why: `it said more than ${maxOutputBytes} bytes` });
  return undefined;
}

/** A hook's own GIT_DIR or index must not redirect us; messages must be in English to be understood. */
function gitEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const dropped =
    /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|NAMESPACE|EXTERNAL_DIFF|TRACE.*|PAGER|ASKPASS|COMMON_DIR)$/;
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !dropped.test(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    LC_ALL: "C",
  };
}

function verb(args: readonly string[]): string {
  return args[0] ?? "";
}
