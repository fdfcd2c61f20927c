import type { Documents } from "@crossfade/core";
import type { Contract, ContractProblem, Reading } from "../../contract.ts";
import { canonicalJson } from "../../document/json.ts";
import { type Catalogue, emptyCatalogue } from "../catalogue/catalogue.ts";
import { wordsOf } from "../catalogue/doubts.ts";
import { foldStatement } from "../catalogue/fold.ts";
import { sqlLimits } from "../limits.ts";
import { requireParser, shortened } from "../parser.ts";
import { layoutOf } from "./layout.ts";
import { type Part, partsOf } from "./script.ts";

export interface Migration {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly parts: readonly Part[];
}

/** A schema as its migrations make it. */
export interface Schema extends Contract {
  readonly kind: "sql";
  readonly side: "receiver";
  /** In order of application. */
  readonly migrations: readonly Migration[];
  /** What is there after all of them. */
  readonly catalogue: () => Catalogue;
}

/** Reads a folder of migrations, or one .sql file that makes a whole schema. */
export function readSchema(path: string, documents: Documents): Reading {
  requireParser();
  const layout = layoutOf(path, documents);
  if (layout.kind === "problems") return layout;
  const problems: ContractProblem[] = [];
  if (layout.files.length > sqlLimits.migrations)
    problems.push({
      document: path,
      message: `there are more than ${sqlLimits.migrations} migrations (limit migrations)`,
    });
  const migrations = layout.files.slice(0, sqlLimits.migrations).flatMap(({ name, path: file }) => {
    const text = documents.read(file);
    if (text === undefined) problems.push({ document: file, message: "there is no such file" });
    else if (text.length > sqlLimits.textLength)
      problems.push({
        document: file,
        message: `it is larger than ${sqlLimits.textLength / 1024 / 1024} MB (limit textLength)`,
      });
    else return [{ name, path: file, text, parts: partsOf(text) }];
    return [];
  });
  if (problems.length > 0) return { kind: "problems", problems };
  return { kind: "contract", contract: schemaOf(path, migrations), digestText: digestOf(migrations) };
}

export function schemaOf(path: string, migrations: readonly Migration[]): Schema {
  let folded: Catalogue | undefined;
  const catalogue = () => {
    folded ??= fold(migrations);
    return folded;
  };
  return { kind: "sql", side: "receiver", path, migrations, catalogue };
}

/** Depends on the texts of the migrations alone: what was applied earlier is the same whatever comes later. */
export function digestOf(migrations: readonly Migration[]): string {
  // A checkout may change line ends; a migration runner does not take that for an edit.
  const plain = (text: string) => text.replace(/^\uFEFF/, "").replace(/\r\n/g, "\n");
  return `sql schema\n${canonicalJson(migrations.map(({ text }) => plain(text)))}`;
}

export function fold(migrations: readonly Migration[]): Catalogue {
  const catalogue = emptyCatalogue();
  for (const migration of migrations) foldMigration(catalogue, migration);
  return catalogue;
}

/** Applies one migration. A search path that it sets ends with it, as its connection does. */
function foldMigration(catalogue: Catalogue, migration: Migration): void {
  for (const part of migration.parts) foldPart(catalogue, part, migration.path);
  catalogue.searchPath = ["public"];
}

export function foldPart(catalogue: Catalogue, part: Part, document: string): void {
  if (part.kind === "statement") {
    foldStatement(catalogue, part.statement, document);
    return;
  }
  catalogue.doubts.push({
    what: `a statement that PostgreSQL's parser refuses: ${shortened(part.text).slice(0, 60)}`,
    document,
    line: part.line,
    words: dynamic.test(part.text)
      ? "anything"
      : new Set(wordsOf(part.text).map((word) => word.toLowerCase())),
    kinds: new Set(["relation", "column", "constraint", "function", "type"]),
    alters: true,
    identity: canonicalJson([document, part.text]),
  });
}

/** Placeholders of tools, and commands of psql that bring in other files. */
const dynamic = /\$\{|\{\{|<%|^\\/m;
