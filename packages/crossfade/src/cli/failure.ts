import { CrossfadeError } from "@crossfade/core";
import { exitCodes } from "../analysis/outcome.ts";
import { InvalidConfigError } from "../config/parse-config.ts";
import { forTerminal, forTerminalLines, forWorkflow } from "../render/escape.ts";
import type { Format } from "../render/view.ts";

export interface Told {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** `json-line`: of a verb that prints a JSON value a line, an error is such a line, too. */
export type FailureFormat = Format | "json-line";

/** What a user is told about an error: a sentence, what to do, never a stack trace (but with CROSSFADE_DEBUG=1). */
export function tell(error: unknown, format: FailureFormat, debug: boolean): Told {
  if (error instanceof Error && error.name === "AbortError")
    return { stdout: "", stderr: "", exitCode: exitCodes.interrupted };
  const ours = error instanceof CrossfadeError ? error : defect(error);
  const trace = debug && error instanceof Error ? `${error.stack}\n` : "";
  if (format === "json" || format === "json-line")
    return { stdout: json(ours, format === "json" ? 2 : undefined), stderr: trace, exitCode: ours.exitCode };
  const annotations = format === "github" ? workflowCommands(ours) : "";
  return { stdout: annotations, stderr: page(ours) + trace, exitCode: ours.exitCode };
}

function page(error: CrossfadeError): string {
  const complaints = error instanceof InvalidConfigError ? error.complaints : [];
  const shown = complaints.map(({ file, line, column, message, expected, frame }) => {
    const sentence = expected === undefined ? message : `${message} ${expected}`;
    return `\n${forTerminal(`${file}:${line}:${column} ${sentence}`)}\n${frame === undefined ? "" : `${forTerminalLines(frame)}\n`}`;
  });
  const end = `${shown.length > 0 ? "\n" : ""}  ${forTerminal(error.hint)}\n`;
  return `error ${error.code}: ${forTerminal(error.message)}\n${shown.join("")}${end}`;
}

function json(error: CrossfadeError, indent: number | undefined): string {
  const { code, message, hint } = error;
  const complaints = error instanceof InvalidConfigError ? { complaints: error.complaints } : {};
  const body = { error: { code, message, hint, details: { ...error.details, ...complaints } } };
  return `${JSON.stringify(body, null, indent)}\n`;
}

function workflowCommands(error: CrossfadeError): string {
  if (!(error instanceof InvalidConfigError))
    return `::error title=${error.code}::${forWorkflow(`${error.message} ${error.hint}`, "message")}\n`;
  return error.complaints
    .map(({ file, line, column, message, expected }) => {
      const place = `file=${forWorkflow(file, "property")},line=${line},col=${column}`;
      return `::error ${place}::${forWorkflow(`${message} ${expected ?? ""}`.trim(), "message")}\n`;
    })
    .join("");
}

function defect(error: unknown): CrossfadeError {
  const what = error instanceof Error ? error.message : String(error);
  return new CrossfadeError("CF_INTERNAL", { what: what.split("\n")[0] ?? "" }, { cause: error });
}
