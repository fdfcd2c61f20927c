import { flagTypeOf } from "../flag-type.ts";
import { type FlagCall, literalOf } from "./call-template.ts";
import type { FoundReads } from "./found-reads.ts";
import { scanLimits } from "./scan-limits.ts";

export interface TextToScan {
  readonly path: string;
  readonly text: string;
  readonly calls: readonly FlagCall[];
  readonly found: FoundReads;
}

/**
 * Which flags a file of any language reads, by calls as they are written: their name, a bracket, arguments between commas.
 * One pass for each call, and no pattern that could run away. Comments are read, too: rather one key too many.
 */
export function readText({ path, text, calls, found }: TextToScan): void {
  for (const call of calls) {
    for (let from = text.indexOf(call.callee); from >= 0; from = text.indexOf(call.callee, from + 1)) {
      if (isPartOfName(text, from, call.callee.length)) continue;
      const given = argumentsAt(text, from + call.callee.length);
      if (given !== undefined) readArguments(call, given, placeAt(path, text, from), found);
    }
  }
}

function readArguments(
  call: FlagCall,
  given: readonly string[] | "endless",
  at: string,
  found: FoundReads,
): void {
  const key = given === "endless" ? undefined : literalOf(named(given[call.key] ?? ""));
  if (given === "endless" || typeof key?.value !== "string") {
    // What stands before a body is the function itself, not a call of it.
    found.doubt({ at, why: `the key of ${call.callee} cannot be read here` });
    return;
  }
  const fallback =
    call.fallback ?? (call.default === undefined ? undefined : literalOf(named(given[call.default] ?? "")));
  const type = call.type ?? (fallback === undefined ? undefined : flagTypeOf(fallback.value));
  found.add({ key: key.value, type, at, ...(fallback === undefined ? {} : { default: fallback }) });
}

/** `default_value=False`, `defaultValue: false`: the value. */
function named(argument: string): string {
  return argument.replace(/^\s*\w+\s*[:=]\s*(?![=:])/, "");
}

function isPartOfName(text: string, from: number, length: number): boolean {
  return /[\w$]/.test(text[from - 1] ?? "") || /[\w$]/.test(text[from + length] ?? "");
}

const opens = "([{";
const closes = ")]}";
const quotes = "\"'`";

/** The arguments from a bracket on; undefined where there is none, "endless" where it does not close within the limit. */
function argumentsAt(text: string, from: number): readonly string[] | "endless" | undefined {
  const begin = /^\s*(?:<[\w\s,.?[\]]{0,100}>)?\s*\(/.exec(text.slice(from, from + 200))?.[0];
  if (begin === undefined) return undefined;
  const found: string[] = [];
  let [depth, quote, argument] = [0, "", ""];
  for (let at = from + begin.length; at < Math.min(text.length, from + scanLimits.callLength); at++) {
    const sign = text[at] as string;
    if (quote !== "") {
      if (sign === "\\") argument += sign + (text[++at] ?? "");
      else argument += sign;
      if (sign === quote) quote = "";
    } else if (depth === 0 && (sign === ")" || sign === ",")) {
      found.push(argument);
      argument = "";
      if (sign === ")") return found;
    } else {
      if (quotes.includes(sign)) quote = sign;
      else if (opens.includes(sign)) depth++;
      else if (closes.includes(sign)) depth--;
      argument += sign;
    }
  }
  return "endless";
}

/** "svc/main.go:12:5". */
export function placeAt(path: string, text: string, offset: number): string {
  let line = 1;
  let begin = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    begin = at + 1;
  }
  return `${path}:${line}:${offset - begin + 1}`;
}
