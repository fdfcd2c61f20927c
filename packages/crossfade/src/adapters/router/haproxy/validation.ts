import { execFile } from "node:child_process";
import { CrossfadeError } from "@crossfade/core";

export interface Validation {
  /** "2.6.12-1+deb12u4". */
  readonly version: string;
}

const timeoutMs = 20_000;
const maxOutputBytes = 1_048_576;

/** What HAProxy says of a configuration: undefined where there is none to ask, CF_HAPROXY_INVALID where it refuses. */
export async function validated(program: string, file: string): Promise<Validation | undefined> {
  const said = await output(program, ["-v"]);
  if (said === undefined) return undefined;
  const { failed, text } = (await output(program, ["-c", "-f", file])) ?? { failed: true, text: "" };
  if (failed) throw new CrossfadeError("CF_HAPROXY_INVALID", { file, why: firstAlert(text) });
  return { version: /HAProxy version (\S+)/i.exec(said.text)?.[1] ?? "unknown" };
}

interface Output {
  readonly failed: boolean;
  readonly text: string;
}

function output(program: string, args: readonly string[]): Promise<Output | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: timeoutMs, maxBuffer: maxOutputBytes, killSignal: "SIGKILL" } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if ((error as NodeJS.ErrnoException | null)?.code === "ENOENT") resolve(undefined);
      else resolve({ failed: error !== null, text: `${stdout}\n${stderr}` });
    });
  });
}

function firstAlert(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const alert = lines.find((line) => line.startsWith("[ALERT]")) ?? lines.find((line) => line !== "");
  return alert?.replace(/^\[ALERT\]\s*\(\d+\)\s*:\s*/, "") ?? `no answer within ${timeoutMs} ms`;
}
