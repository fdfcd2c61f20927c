import type { Documents } from "@crossfade/core";
import type { Contract, ContractProblem, Reading } from "../contract.ts";
import { closureOf, digestTextOf, problemAt } from "../document/closure.ts";
import { Library, type Location, rootOf } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { SchemaSource } from "../schema/schema-source.ts";
import { documentVerdict } from "./schema-document.ts";
import type { SetWords, Thing } from "./words.ts";

/** JSON Schemas, one for each type of message or value. */
export interface SchemaSet extends Contract {
  readonly schemas: SchemaSource;
  /** By name: the path within the folder without its extension. */
  readonly types: ReadonlyMap<string, Location>;
  /** One file instead of a folder: its name does not matter. */
  readonly single: boolean;
}

const extension = /\.(json|ya?ml)$/i;

/** Reads a folder of JSON Schemas, one type each, or one such file. */
export function readSchemaSet(words: SetWords, path: string, documents: Documents): Reading {
  const library = new Library(documents);
  const folder = path.replace(/\/+$/, "");
  const files = filesOf(folder, documents);
  if (files?.length === 0)
    return problems([
      {
        document: path,
        message: "there is no such file, and no .json, .yaml or .yml file in a folder of that name",
      },
    ]);
  const { parsed, wrong } = loaded(library, files ?? [folder]);
  const closure = closureOf(library, parsed);
  const unfit = parsed.flatMap((document) => complaintsOf(document, library, parsed, words.thing));
  wrong.push(...closure.problems, ...unfit, ...(files ? strangersIn(path, folder, documents) : []));
  if (wrong.length > 0) return problems(wrong);
  const described = parsed.filter(({ root }) => documentVerdict(root, words.thing).kind === "schema");
  const single = !files;
  const types = new Map(
    described.map((document) => [typeName(folder, document.path, single), rootOf(document)]),
  );
  const contract: SchemaSet = {
    kind: words.name,
    path,
    schemas: new SchemaSource(library, "2020-12"),
    types,
    single,
  };
  return {
    kind: "contract",
    contract,
    digestText: `${[...types.keys()].join("\n")}\n\n${digestTextOf(closure)}`,
  };
}

function loaded(library: Library, files: readonly string[]) {
  const parsed: ParsedDocument[] = [];
  const wrong: ContractProblem[] = [];
  for (const file of files) {
    const read = library.load(file);
    if (!read) wrong.push({ document: file, message: "there is no such file" });
    else if (read.kind === "problems") wrong.push(...read.problems);
    else parsed.push(read.document);
  }
  return { parsed, wrong };
}

/** Undefined if the path is a file. */
function filesOf(folder: string, documents: Documents): readonly string[] | undefined {
  const prefix = folder === "" ? "" : `${folder}/`;
  const below = documents.list(folder).filter((file) => file.startsWith(prefix) && extension.test(file));
  if (below.length > 0) return below;
  return extension.test(folder) ? undefined : [];
}

/** Notes, pictures and programs say nothing about messages or values; whatever else lies in the folder may. */
const notes =
  /(^|\/)\.|(^|\/)[^./]+$|\.(md|markdown|txt|rst|adoc|html?|css|png|jpe?g|gif|svg|pdf|[cm]?[jt]sx?|py|go|java|kt|rb|rs|cs|php|sh)$/i;

/** Files in the folder that may describe them in another language: a complaint if there are some. */
function strangersIn(path: string, folder: string, documents: Documents): readonly ContractProblem[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const strangers = documents
    .list(folder)
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length))
    .filter((file) => !extension.test(file) && !notes.test(file));
  if (strangers.length === 0) return [];
  const message = `only JSON Schemas (.json, .yaml, .yml) are compared, not ${strangers.join(", ")}: move them out of the folder`;
  return [{ document: path, message }];
}

/** What hinders a document from describing a thing. Definitions alone are fine where another document uses them. */
function complaintsOf(
  document: ParsedDocument,
  library: Library,
  all: readonly ParsedDocument[],
  thing: Thing,
): ContractProblem[] {
  const verdict = documentVerdict(document.root, thing);
  if (verdict.kind === "schema") return [];
  if (verdict.kind === "other") return [problemAt(document, "", verdict.why)];
  const others = closureOf(
    library,
    all.filter((other) => documentVerdict(other.root, thing).kind === "schema"),
  );
  if (others.documents.includes(document)) return [];
  return [
    problemAt(
      document,
      "",
      `it says nothing about the ${thing}, it only holds definitions: add a $ref to the one that is meant, or move the file out of the folder`,
    ),
  ];
}

function typeName(folder: string, file: string, single: boolean): string {
  const inner = single
    ? file.slice(file.lastIndexOf("/") + 1)
    : file.slice(folder === "" ? 0 : folder.length + 1);
  return inner.replace(/(\.schema)?\.(json|ya?ml)$/i, "");
}

function problems(list: readonly ContractProblem[]): Reading {
  return { kind: "problems", problems: list };
}
