import type { ContractProblem } from "../../contract.ts";
import { problemAt } from "../../document/closure.ts";
import { isObject, type JsonObject, own } from "../../document/json.ts";
import type { ParsedDocument } from "../../document/parse.ts";
import { type Query, treeOf } from "./query.ts";

type Complain = (pointer: string, message: string) => void;

/** Reads `sql-contract.json`; complaints go to `problems`. */
export function queriesOf(
  document: ParsedDocument,
  problems: ContractProblem[],
): { queries: Query[]; tables: number } {
  const complain: Complain = (pointer, message) => problems.push(problemAt(document, pointer, message));
  const root = isObject(document.root) ? document.root : {};
  onlyKeys(root, "", ["sqlContract", "queries", "tables", "$schema"], complain);
  if (own(root, "sqlContract") !== 1)
    complain(
      Object.hasOwn(root, "sqlContract") ? "/sqlContract" : "",
      'this is no SQL contract of a form that is known here: write "sqlContract": 1',
    );
  const queries = listed(root, document, complain);
  const tables = declared(root, document, complain);
  return { queries: [...queries, ...tables.queries], tables: tables.count };
}

function listed(root: JsonObject, document: ParsedDocument, complain: Complain): Query[] {
  const list = own(root, "queries") ?? [];
  if (!Array.isArray(list)) {
    complain("/queries", 'queries is a list of { "name": …, "sql": … }');
    return [];
  }
  return list.flatMap((item: unknown, index) => {
    const pointer = `/queries/${index}`;
    if (!isObject(item)) {
      complain(pointer, 'a query is { "name": …, "sql": … }');
      return [];
    }
    onlyKeys(item, pointer, ["name", "sql", "prepared"], complain);
    const [name, sql, prepared] = [own(item, "name"), own(item, "sql"), own(item, "prepared") ?? false];
    if (typeof sql !== "string" || sql.trim() === "") complain(pointer, "sql is the text of the query");
    if (name !== undefined && typeof name !== "string") complain(`${pointer}/name`, "name is a text");
    if (typeof prepared !== "boolean") complain(`${pointer}/prepared`, "prepared is true or false");
    if (typeof sql !== "string") return [];
    return [
      {
        name: typeof name === "string" ? name : `query ${index + 1}`,
        sql,
        document: document.path,
        pointer: `${pointer}/sql`,
        tree: treeOf(sql, 1),
        prepared: prepared === true,
      },
    ];
  });
}

function declared(
  root: JsonObject,
  document: ParsedDocument,
  complain: Complain,
): { queries: Query[]; count: number } {
  const tables = own(root, "tables") ?? {};
  if (!isObject(tables)) {
    complain("/tables", 'tables is { "orders": { "reads": […], "writes": […] } }');
    return { queries: [], count: 0 };
  }
  const queries = Object.entries(tables).flatMap(([name, value]) => {
    const pointer = `/tables/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!isObject(value)) {
      complain(pointer, 'a table is { "reads": […], "writes": […], "inserts": true, "ignores": […] }');
      return [];
    }
    onlyKeys(value, pointer, ["reads", "writes", "inserts", "ignores"], complain);
    return probes(name, value, { document, pointer, complain });
  });
  return { queries, count: Object.keys(tables).length };
}

interface At {
  readonly document: ParsedDocument;
  readonly pointer: string;
  readonly complain: Complain;
}

/** A declared table as the queries that it stands for. */
function probes(table: string, value: JsonObject, at: At): Query[] {
  const [reads, writes, ignores] = [
    names(value, "reads", at),
    names(value, "writes", at),
    names(value, "ignores", at),
  ];
  const inserts = own(value, "inserts") ?? false;
  if (typeof inserts !== "boolean") at.complain(`${at.pointer}/inserts`, "inserts is true or false");
  for (const name of ignores)
    if (reads.includes(name) || writes.includes(name))
      at.complain(`${at.pointer}/ignores`, `${name} is ignored, so it can be neither read nor written`);
  return Object.entries(probeTexts(table, reads, writes, inserts === true)).flatMap(([key, sql]) =>
    sql === undefined
      ? []
      : [
          {
            name: `${table}: ${key}`,
            sql,
            document: at.document.path,
            pointer: `${at.pointer}/${key}`,
            tree: treeOf(sql, 1),
            prepared: false,
            declared: true,
            ...(ignores.length > 0 ? { ignores: new Map([[table, new Set(ignores)]]) } : {}),
          },
        ],
  );
}

function probeTexts(table: string, reads: readonly string[], writes: readonly string[], inserts: boolean) {
  const quoted = table.split(".").map(quote).join(".");
  const columns = writes.map(quote).join(", ");
  const values = writes.map((_, index) => `$${index + 1}`).join(", ");
  const insert = writes.length === 0 ? "DEFAULT VALUES" : `(${columns}) VALUES (${values})`;
  const assigned = writes.map((name, index) => `${quote(name)} = $${index + 1}`).join(", ");
  const read = reads.map((name) => (name === "*" ? name : quote(name))).join(", ");
  return {
    reads: reads.length > 0 ? `SELECT ${read} FROM ${quoted}` : undefined,
    inserts: inserts ? `INSERT INTO ${quoted} ${insert}` : undefined,
    writes: writes.length > 0 ? `UPDATE ${quoted} SET ${assigned}` : undefined,
  };
}

function names(value: JsonObject, key: string, { pointer, complain }: At): string[] {
  const list = own(value, key) ?? [];
  const wrong = !Array.isArray(list) || list.some((name) => typeof name !== "string" || name === "");
  if (wrong) complain(`${pointer}/${key}`, `${key} is a list of columns`);
  const found = Array.isArray(list) ? list.filter((name): name is string => typeof name === "string") : [];
  if (key !== "reads" && found.includes("*"))
    complain(`${pointer}/${key}`, `${key} names its columns one by one`);
  return found;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function onlyKeys(value: JsonObject, pointer: string, known: readonly string[], complain: Complain): void {
  for (const key of Object.keys(value))
    if (!known.includes(key))
      complain(`${pointer}/${key}`, `there is no ${JSON.stringify(key)} here: ${known.join(", ")} are known`);
}
