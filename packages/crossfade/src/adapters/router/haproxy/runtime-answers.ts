import type { MapEntries } from "./map-entries.ts";

/**
 * What the runtime socket answered to commands on one line: each answer ends in an empty line. Source: HAProxy's
 * management guide, 9.3 "Unix Socket commands".
 */
export function answersOf(text: string): readonly (readonly string[])[] {
  const answers: string[][] = [];
  let open: string[] = [];
  for (const line of text.split("\n"))
    if (line === "") {
      answers.push(open);
      open = [];
    } else open.push(line);
  // What follows the last empty line was cut off, or is nothing.
  return open.length === 0 ? answers.slice(0, -1) : [];
}

/** The maps of a process: the number by which commands name them, and their file. */
export function mapList(lines: readonly string[]): readonly { readonly id: number; readonly file: string }[] {
  return lines.flatMap((line) => {
    const [, id, file] = /^(-?\d+) \((.*?)\) /.exec(line) ?? [];
    return id === undefined || file === undefined ? [] : [{ id: Number(id), file }];
  });
}

/** Each line: an address in memory, the key, the value. Undefined: this is not what `show map` prints. */
export function mapEntries(lines: readonly string[]): MapEntries | undefined {
  const entries = lines.map((line) => /^0x[0-9a-f]+ (\S+) (.*)$/.exec(line));
  return entries.every((each) => each !== null)
    ? entries.map(([, key = "", value = ""]) => [key, value] as const)
    : undefined;
}

/** Rows by the names of their columns, wherever those stand. */
export type Row = ReadonlyMap<string, string>;

/** `show stat`: CSV whose first line, behind "# ", names the columns. */
export function statRows(lines: readonly string[]): readonly Row[] | undefined {
  const [head, ...rest] = lines;
  if (head === undefined || !head.startsWith("# ")) return undefined;
  const columns = csvFields(head.slice(2));
  return rest.map((line) => row(columns, csvFields(line)));
}

/** `show servers state`: its format's number, a line that names the columns, then fields between blanks. */
export function serverRows(lines: readonly string[]): readonly Row[] | undefined {
  const [format, head, ...rest] = lines;
  if (format !== "1" || head === undefined || !head.startsWith("# ")) return undefined;
  const columns = head.slice(2).split(" ");
  return rest.map((line) => row(columns, line.split(" ")));
}

/** `get var` of a whole number: "proc.x: type=sint value=<1>". */
export function variableNumber(said: string): number | undefined {
  const value = /: type=sint value=<(-?\d+)>$/.exec(said)?.[1];
  return value === undefined ? undefined : Number(value);
}

function row(columns: readonly string[], fields: readonly string[]): Row {
  return new Map(columns.map((column, index) => [column, fields[index] ?? ""]));
}

/** Fields with a comma or a quote are quoted; a quote within is doubled. */
function csvFields(line: string): readonly string[] {
  const fields: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/y;
  while (pattern.lastIndex < line.length) {
    const [, quoted, bare] = pattern.exec(line) ?? [];
    fields.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
    if (quoted === undefined && bare === undefined) break;
  }
  return fields;
}
