import { forTerminal } from "../escape.ts";

/** Rows as lines, two blanks between columns, each as wide as its widest cell; blanks at the end are left out. */
export function columns(rows: readonly (readonly string[])[], indent = ""): readonly string[] {
  const shown = rows.map((row) => row.map(forTerminal));
  const widths = (shown[0] ?? []).map((_, column) =>
    Math.max(0, ...shown.map((row) => row[column]?.length ?? 0)),
  );
  return shown.map((row) =>
    `${indent}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}

/** 1,214. */
export function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function lines(...texts: readonly (string | readonly string[])[]): string {
  return texts
    .flat()
    .map((line) => `${line}\n`)
    .join("");
}
