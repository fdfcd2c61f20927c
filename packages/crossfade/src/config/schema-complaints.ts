import { suggestion } from "@crossfade/core";
import type { z } from "zod";
import type { Report } from "./report.ts";
import type { ConfigText, Path } from "./yaml-text.ts";

type Issue = z.core.$ZodIssue;

interface Context {
  readonly text: ConfigText;
  readonly report: Report;
  /** Which keys the mapping at a path may have. */
  readonly knownKeys: (path: Path) => readonly string[];
}

/** Every complaint of the schema, in our words. */
export function schemaComplaints(issues: readonly Issue[], context: Context): void {
  for (const issue of issues) complain(deepest(issue), context);
}

function complain(issue: Issue, { text, report, knownKeys }: Context): void {
  const path = issue.path as Path;
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys)
      report(
        [...path, key],
        `The key \`${key}\` is not known here.`,
        suggestion(key, knownKeys(path)),
        "key",
      );
    return;
  }
  const value = valueAt(text.value, path);
  if (path.length === 0) report(path, `The file is ${kindOf(value)}.`, `Expected ${phrase(issue)}.`);
  else if (value === undefined) report(path, `\`${name(path)}\` is missing.`, choice(issue));
  else if (issue.code === "invalid_value" && typeof value === "string")
    report(path, `\`${name(path)}\` cannot be ${shown(value)}.`, suggestion(value, issue.values.map(String)));
  else report(path, `\`${name(path)}\` is ${shown(value)}.`, choice(issue));
}

function choice(issue: Issue): string {
  return issue.code === "invalid_value"
    ? `One of: ${issue.values.join(", ")}.`
    : `Expected ${phrase(issue)}.`;
}

/** Of a union with a branch that fits at the top (a list with one bad entry) the entry; else the issue itself. */
function deepest(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.map((branch) => branch[0]).find((first) => (first?.path.length ?? 0) > 0);
  return inner === undefined ? issue : ({ ...inner, path: [...issue.path, ...inner.path] } as Issue);
}

/** zod's own messages begin with "Invalid" or "Too"; ours are the noun phrase of what was expected. */
function phrase(issue: Issue): string {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  if (issue.code === "invalid_type")
    return issue.expected === "string" ? "a text" : `a value of type ${issue.expected}`;
  return issue.code === "too_small" ? "something that is not empty" : "another value";
}

/** The last key of a path; entries of lists by their number, counted from 1. */
function name(path: Path): string {
  const last = path[path.length - 1];
  return typeof last === "number"
    ? `${String(path[path.length - 2] ?? "entry")}, entry ${last + 1}`
    : String(last ?? "");
}

function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

function shown(value: unknown): string {
  if (typeof value !== "string") return typeof value === "object" ? kindOf(value) : String(value);
  return value.length > 60 ? `"${value.slice(0, 57)}…"` : JSON.stringify(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a mapping" : `a ${typeof value}`;
}
