import type { Documents } from "@crossfade/core";
import type { ContractProblem } from "../contract.ts";
import { closureOf, problemAt } from "../document/closure.ts";
import { type Library, type Location, rootOf } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { documentVerdict } from "./schema-document.ts";
import type { Thing } from "./words.ts";

/** What lies at the path of a link. */
export interface SchemaFiles {
  /** The path without its last slash; of one file the file itself. */
  readonly folder: string;
  /** JSON and YAML; of one file that file. */
  readonly files: readonly string[];
  /** Other files in the folder that may describe something all the same. */
  readonly strangers: readonly string[];
  /** One file instead of a folder: its name does not matter. */
  readonly single: boolean;
}

const extension = /\.(json|ya?ml)$/i;
/** Notes, pictures and programs say nothing about messages or values; whatever else lies in the folder may. */
const notes =
  /(^|\/)\.|(^|\/)[^./]+$|\.(md|markdown|txt|rst|adoc|html?|css|png|jpe?g|gif|svg|pdf|[cm]?[jt]sx?|py|go|java|kt|rb|rs|cs|php|sh)$/i;

export function schemaFilesAt(path: string, documents: Documents): SchemaFiles {
  const folder = path.replace(/\/+$/, "");
  const prefix = folder === "" ? "" : `${folder}/`;
  const below = documents.list(folder).filter((file) => file.startsWith(prefix));
  const files = below.filter((file) => extension.test(file));
  const strangers = below.filter((file) => !extension.test(file) && !notes.test(file.slice(prefix.length)));
  const single = files.length === 0 && extension.test(folder);
  return { folder, files: single ? [folder] : files, strangers, single };
}

export const nothingThere =
  "there is no such file, and no .json, .yaml or .yml file in a folder of that name";

export function strangersComplaint(path: string, folder: string, strangers: readonly string[]) {
  const names = strangers.map((file) => (folder === "" ? file : file.slice(folder.length + 1)));
  const message = `only JSON Schemas (.json, .yaml, .yml) are compared, not ${names.join(", ")}: move them out of the folder`;
  return strangers.length === 0 ? [] : [{ document: path, message }];
}

export function loaded(library: Library, files: readonly string[]) {
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

/** The documents that each describe a type, by its name, and what hinders the others. */
export function typesIn(
  parsed: readonly ParsedDocument[],
  library: Library,
  { folder, single }: Pick<SchemaFiles, "folder" | "single">,
  thing: Thing,
): { readonly types: ReadonlyMap<string, Location>; readonly wrong: readonly ContractProblem[] } {
  const described = parsed.filter(({ root }) => documentVerdict(root, thing).kind === "schema");
  return {
    types: new Map(described.map((document) => [typeName(folder, document.path, single), rootOf(document)])),
    wrong: parsed.flatMap((document) => complaintsOf(document, library, described, thing)),
  };
}

/** What hinders a document from describing a thing. Definitions alone are fine where another document uses them. */
function complaintsOf(
  document: ParsedDocument,
  library: Library,
  described: readonly ParsedDocument[],
  thing: Thing,
): ContractProblem[] {
  const verdict = documentVerdict(document.root, thing);
  if (verdict.kind === "schema") return [];
  if (verdict.kind === "other") return [problemAt(document, "", verdict.why)];
  if (closureOf(library, described).documents.includes(document)) return [];
  return [
    problemAt(
      document,
      "",
      `it says nothing about the ${thing}, it only holds definitions: add a $ref to the one that is meant, or move the file out of the folder`,
    ),
  ];
}

/** The path within the folder without its extension. */
export function typeName(folder: string, file: string, single: boolean): string {
  const inner = single
    ? file.slice(file.lastIndexOf("/") + 1)
    : file.slice(folder === "" ? 0 : folder.length + 1);
  return inner.replace(/(\.schema)?\.[a-z]+$/i, "");
}
