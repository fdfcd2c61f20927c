import type { Documents } from "@crossfade/core";
import type { Contract, ContractProblem, Reading } from "../contract.ts";
import { closureOf, digestTextOf, problemAt } from "../document/closure.ts";
import { Library, type Location, rootOf } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { SchemaSource } from "../schema/schema-source.ts";
import { documentVerdict } from "./schema-document.ts";

export interface Events extends Contract {
  readonly kind: "events";
  readonly library: Library;
  readonly schemas: SchemaSource;
  /** By name: the path within the folder without its extension. */
  readonly types: ReadonlyMap<string, Location>;
  /** One file instead of a folder: its name does not matter. */
  readonly single: boolean;
}

const extension = /\.(json|ya?ml)$/i;

/** Reads a folder of JSON Schemas, one type of message each, or one such file. */
export function readEvents(path: string, documents: Documents): Reading {
  const library = new Library(documents);
  const folder = path.replace(/\/+$/, "");
  const files = filesOf(folder, documents);
  const single = !files;
  if (files?.length === 0)
    return problems([
      {
        document: path,
        message: "there is no such file, and no .json, .yaml or .yml file in a folder of that name",
      },
    ]);
  const parsed: ParsedDocument[] = [];
  const wrong: ContractProblem[] = [];
  for (const file of files ?? [folder]) {
    const read = library.load(file);
    if (!read) wrong.push({ document: file, message: "there is no such file" });
    else if (read.kind === "problems") wrong.push(...read.problems);
    else parsed.push(read.document);
  }
  const closure = closureOf(library, parsed);
  wrong.push(...closure.problems, ...parsed.flatMap((document) => complaintsOf(document, library, parsed)));
  const strangers = files ? strangersIn(folder, documents) : [];
  if (strangers.length > 0)
    wrong.push({
      document: path,
      message: `only JSON Schemas (.json, .yaml, .yml) are compared, not ${strangers.join(", ")}: move them out of the folder`,
    });
  if (wrong.length > 0) return problems(wrong);
  const described = parsed.filter(({ root }) => documentVerdict(root).kind === "schema");
  const types = new Map(
    described.map((document) => [typeName(folder, document.path, single), rootOf(document)]),
  );
  const contract: Events = {
    kind: "events",
    path,
    library,
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

/** Undefined if the path is a file. */
function filesOf(folder: string, documents: Documents): readonly string[] | undefined {
  const prefix = folder === "" ? "" : `${folder}/`;
  const below = documents.list(folder).filter((file) => file.startsWith(prefix) && extension.test(file));
  if (below.length > 0) return below;
  return extension.test(folder) ? undefined : [];
}

/** Notes, pictures and programs say nothing about messages; whatever else lies in the folder may. */
const notes =
  /(^|\/)\.|(^|\/)[^./]+$|\.(md|markdown|txt|rst|adoc|html?|css|png|jpe?g|gif|svg|pdf|[cm]?[jt]sx?|py|go|java|kt|rb|rs|cs|php|sh)$/i;

/** Files in the folder that may describe messages in another language. */
function strangersIn(folder: string, documents: Documents): readonly string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  return documents
    .list(folder)
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length))
    .filter((file) => !extension.test(file) && !notes.test(file));
}

/** What hinders a document from describing a message. Definitions alone are fine where another document uses them. */
function complaintsOf(
  document: ParsedDocument,
  library: Library,
  all: readonly ParsedDocument[],
): ContractProblem[] {
  const verdict = documentVerdict(document.root);
  if (verdict.kind === "schema") return [];
  if (verdict.kind === "other") return [problemAt(document, "", verdict.why)];
  const others = closureOf(
    library,
    all.filter((other) => documentVerdict(other.root).kind === "schema"),
  );
  if (others.documents.includes(document)) return [];
  return [
    problemAt(
      document,
      "",
      "it says nothing about the message, it only holds definitions: add a $ref to the one that is meant, or move the file out of the folder",
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
