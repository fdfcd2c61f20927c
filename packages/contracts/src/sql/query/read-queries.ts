import type { Documents } from "@crossfade/core";
import type { ContractProblem, Reading } from "../../contract.ts";
import { canonicalJson } from "../../document/json.ts";
import { parseText } from "../../document/parse.ts";
import { sqlLimits } from "../limits.ts";
import { requireParser } from "../parser.ts";
import { queriesOf } from "./contract-file.ts";
import { type Queries, type Query, withUniqueNames } from "./query.ts";
import { queriesIn } from "./query-file.ts";

/** Reads what a version says to the database: `sql-contract.json`, a .sql file, or a folder of them. */
export function readQueries(path: string, documents: Documents): Reading {
  requireParser();
  const folder = path.replace(/\/+$/, "");
  const problems: ContractProblem[] = [];
  const found = /\.sql$/i.test(folder)
    ? fromFiles([folder], documents, problems)
    : /\.(json|ya?ml)$/i.test(folder)
      ? fromContract(folder, documents, problems)
      : fromFolder(folder, documents, problems);
  if (found.queries.length > sqlLimits.queries)
    problems.push({
      document: path,
      message: `it holds more than ${sqlLimits.queries} queries (limit queries)`,
    });
  if (problems.length > 0) return { kind: "problems", problems };
  const contract: Queries = {
    kind: "sql",
    side: "sender",
    path,
    queries: withUniqueNames(found.queries),
    tables: found.tables,
  };
  return {
    kind: "contract",
    contract,
    digestText: `sql queries\n${canonicalJson(contract.queries.map(essence))}`,
  };
}

/** What of a query decides a verdict. */
function essence({ name, sql, prepared, ignores }: Query) {
  return [name, sql, prepared, [...(ignores ?? [])].map(([table, columns]) => [table, ...columns])];
}

interface Found {
  readonly queries: readonly Query[];
  readonly tables: number;
}

function fromContract(path: string, documents: Documents, problems: ContractProblem[]): Found {
  const text = documents.read(path);
  if (text === undefined) {
    problems.push({ document: path, message: "there is no such file" });
    return { queries: [], tables: 0 };
  }
  const parsed = parseText(path, text);
  if (parsed.kind === "document") return queriesOf(parsed.document, problems);
  problems.push(...parsed.problems);
  return { queries: [], tables: 0 };
}

function fromFolder(folder: string, documents: Documents, problems: ContractProblem[]): Found {
  const prefix = folder === "" ? "" : `${folder}/`;
  const files = documents.list(folder).filter((file) => file.startsWith(prefix) && /\.sql$/i.test(file));
  if (files.length > 0) return fromFiles(files, documents, problems);
  const inner = `${prefix}sql-contract.json`;
  if (documents.read(inner) !== undefined) return fromContract(inner, documents, problems);
  problems.push({
    document: folder,
    message: "there is no such file, and no .sql file in a folder of that name",
  });
  return { queries: [], tables: 0 };
}

function fromFiles(files: readonly string[], documents: Documents, problems: ContractProblem[]): Found {
  const queries = files.flatMap((file) => {
    const text = documents.read(file);
    if (text === undefined) problems.push({ document: file, message: "there is no such file" });
    else if (text.length > sqlLimits.textLength)
      problems.push({
        document: file,
        message: `it is larger than ${sqlLimits.textLength / 1024 / 1024} MB (limit textLength)`,
      });
    else return queriesIn(file, text.replace(/^\uFEFF/, ""));
    return [];
  });
  return { queries, tables: 0 };
}
