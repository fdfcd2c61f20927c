import type { Finding, MatrixCell } from "@crossfade/core";
import type { Report } from "../analysis/report.ts";
import { cellsOf, explanationOf } from "./explanation.ts";

/** The whole report; docs/reference/json.md says what is in it. */
export function reportJson(report: Report): string {
  // What a forecast is made from is no part of a report.
  return stableJson({ ...report, delivery: undefined });
}

/** One finding with the version pairs that have it, and the answers to the five questions. */
export function findingJson(finding: Finding, report: Report): string {
  const { reportSchema, system, from, to, also } = report;
  const pairs: readonly MatrixCell[] = cellsOf(finding, report);
  const explanation = explanationOf(finding, report);
  return stableJson({ reportSchema, system, from, to, also, finding, pairs, explanation });
}

/** Keys sorted, two blanks, maps as objects, sets as arrays; what a terminal would obey is written as \uXXXX. */
export function stableJson(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => plain(each), 2);
  const safe = text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) =>
    [...Array(mark.length).keys()]
      .map((index) => `\\u${mark.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join(""),
  );
  return `${safe}\n`;
}

function plain(value: unknown): unknown {
  if (value instanceof Map) return sorted(value.entries());
  if (value instanceof Set) return [...value];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return sorted(Object.entries(value));
}

function sorted(entries: Iterable<[unknown, unknown]>): object {
  const named = [...entries].map(([key, value]): [string, unknown] => [String(key), value]);
  return Object.fromEntries(named.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
}
