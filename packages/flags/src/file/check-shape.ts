import { suggestion } from "@crossfade/core";
import type { Path, Report } from "./complaint.ts";
import { type Shape, takes } from "./shape.ts";

/** Complains about everything in a value that its shape does not allow. Keys that begin with `x-` are anybody's. */
export function checkShape(shape: Shape, value: unknown, path: Path, report: Report): void {
  if (!takes(shape, value)) {
    report(path, `${named(path)} is ${shown(value)}.`, `Expected ${expectedOf(shape)}.`);
    return;
  }
  switch (shape.kind) {
    case "either": {
      const branch = shape.of.find((each) => takes(each, value));
      if (branch) checkShape(branch, value, path, report);
      return;
    }
    case "text":
      checkText(shape, value as string, path, report);
      return;
    case "choice":
      if (!shape.of.includes(value as string))
        report(path, `${named(path)} cannot be ${shown(value)}.`, suggestion(value as string, shape.of));
      return;
    case "number":
      if (!((value as number) >= shape.from && (value as number) <= shape.to))
        report(path, `${named(path)} is ${shown(value)}.`, `Expected ${shape.expected}.`);
      return;
    case "list":
      checkList(shape, value as readonly unknown[], path, report);
      return;
    case "entries":
      checkEntries(shape, value as Record<string, unknown>, path, report);
      return;
    case "mapping":
      checkMapping(shape, value as Record<string, unknown>, path, report);
      return;
  }
}

type Of<K extends Shape["kind"]> = Extract<Shape, { kind: K }>;

function checkText(shape: Of<"text">, value: string, path: Path, report: Report): void {
  if (value === "" || (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)))
    report(path, `${named(path)} is ${shown(value)}.`, `Expected ${shape.expected}.`);
}

function checkList(shape: Of<"list">, items: readonly unknown[], path: Path, report: Report): void {
  if (items.length < (shape.least ?? 0))
    report(path, `${named(path)} is empty.`, `Expected ${shape.expected}.`);
  for (const [index, item] of items.entries()) checkShape(shape.of, item, [...path, index], report);
}

function checkEntries(
  shape: Of<"entries">,
  value: Record<string, unknown>,
  path: Path,
  report: Report,
): void {
  const keys = Object.keys(value);
  if (keys.length < (shape.least ?? 0))
    report(path, `${named(path)} is empty.`, `Expected ${shape.expected}.`);
  for (const key of keys) {
    if (key === "") report(path, `${named(path)} has an entry without a name.`, "Give it a name.");
    checkShape(shape.of, value[key], [...path, key], report);
  }
}

function checkMapping(
  shape: Of<"mapping">,
  value: Record<string, unknown>,
  path: Path,
  report: Report,
): void {
  const known = Object.keys(shape.keys);
  for (const key of Object.keys(value)) {
    const inner = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (inner) checkShape(inner, value[key], [...path, key], report);
    else if (!key.startsWith("x-"))
      report([...path, key], `The key \`${key}\` is not known here.`, suggestion(key, known), "key");
  }
  for (const key of shape.required ?? [])
    if (!Object.hasOwn(value, key))
      report(path, `\`${key}\` is missing.`, `Expected ${expectedOf(shape.keys[key])}.`, "key");
}

function expectedOf(shape: Shape | undefined): string {
  if (shape === undefined || shape.kind === "any") return "a value";
  if (shape.kind === "flag") return "true or false";
  return shape.kind === "choice" ? `one of ${shape.of.join(", ")}` : shape.expected;
}

/** The last key of a path; entries of lists by their number, counted from 1. */
function named(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return "The file";
  return typeof last === "number" ? `Entry ${last + 1} of \`${path.at(-2) ?? ""}\`` : `\`${last}\``;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value !== "string") return String(value);
  return value.length > 60 ? `"${value.slice(0, 57)}…"` : JSON.stringify(value);
}
