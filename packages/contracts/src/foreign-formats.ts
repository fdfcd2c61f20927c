import type { Documents } from "@crossfade/core";
import { isObject, own } from "./document/json.ts";
import { pathBeside } from "./document/uri.ts";

/** Languages that describe messages or calls and that nothing here compares. */
const languages: readonly (readonly [string, RegExp])[] = [
  ["Avro", /\.(avsc|avdl|avpr)$/i],
  ["Protobuf", /\.proto$/i],
  ["GraphQL", /\.(graphqls?|gql)$/i],
  ["Thrift", /\.thrift$/i],
  ["XML Schema", /\.xsd$/i],
  ["WSDL", /\.wsdl$/i],
  ["RAML", /\.raml$/i],
  ["Smithy", /\.smithy$/i],
  ["TypeSpec", /\.tsp$/i],
  ["FlatBuffers", /\.fbs$/i],
  ["Cap'n Proto", /\.capnp$/i],
];
const avroNames = new Set(["record", "enum", "fixed"]);
/** Characters: a larger JSON text is not looked into for another language. */
const lookedInto = 1_000_000;
/** A file's name, as texts of these languages write it. */
const named =
  /[\w./-]+\.(avsc|avdl|avpr|proto|graphqls?|gql|thrift|xsd|wsdl|raml|smithy|tsp|fbs|capnp|json|ya?ml)\b/gi;
/** Files that one foreign description is taken to need. */
const fileLimit = 2_000;

export interface ForeignContract {
  /** "Avro". */
  readonly format: string;
  /** Equal texts mean that nothing changed: all that is known of it. */
  readonly digestText: string;
}

/** By the file's name alone. */
export function languageOf(path: string): string | undefined {
  return languages.find(([, ending]) => ending.test(path))?.[0];
}

/** The language of a file that is not compared; undefined where it may be a contract that is. */
export function foreignFormat(path: string, documents: Documents): string | undefined {
  const language = languageOf(path);
  if (language !== undefined || !/\.json$/i.test(path)) return language;
  const text = textOf(path, documents) ?? "";
  if (text.length > lookedInto || !/"(record|enum|fixed|__schema)"/.test(text)) return undefined;
  const root = parsed(text);
  if ((Array.isArray(root) ? root : [root]).some(isAvro)) return "Avro";
  return own(root, "__schema") === undefined && own(own(root, "data"), "__schema") === undefined
    ? undefined
    : "GraphQL";
}

/** A contract that is written in another language only: one file, or a folder in which nothing else describes anything. */
export function foreignContract(path: string, documents: Documents): ForeignContract | undefined {
  const folder = path.replace(/\/+$/, "");
  const below = documents.list(folder).filter((file) => file.startsWith(`${folder}/`));
  const files = below.length > 0 ? below : [folder];
  const formats = files.map((file) => foreignFormat(file, documents));
  const known = [...new Set(formats.filter((format) => format !== undefined))];
  const mixed = files.some((file, index) => formats[index] === undefined && /\.(json|ya?ml)$/i.test(file));
  if (known.length === 0 || mixed) return undefined;
  const digestText = foreignText(
    files.filter((_, index) => formats[index] !== undefined),
    documents,
  );
  return digestText === undefined ? undefined : { format: known.join(" and "), digestText };
}

/**
 * Everything that a description in another language can rest on, as it is written: the files, those they name, and their
 * neighbours of the same kind. It holds too much rather than too little: it only serves to say that nothing changed.
 * Undefined where it cannot be told: a file is no text, or there are too many.
 */
export function foreignText(files: readonly string[], documents: Documents): string | undefined {
  const all = new Map<string, string>();
  const open = files.flatMap((file) => [file, ...neighboursOf(file, documents)]);
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (all.has(file)) continue;
    const text = textOf(file, documents);
    if (text === undefined || all.size >= fileLimit) return undefined;
    all.set(file, text);
    const names = new Set(text.match(named));
    for (const name of names) open.push(...foundFrom(file, name, documents));
  }
  return JSON.stringify([...all].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The same of the files that a text names, which stands in `file`. Undefined where one of them cannot be read. */
export function foreignTextNamed(file: string, text: string, documents: Documents): string | undefined {
  const names = [...new Set(text.match(named))].filter((name) => !/\.(json|ya?ml)$/i.test(name));
  const found = names.map((name) => foundFrom(file, name, documents));
  return found.some((each) => each.length === 0) ? undefined : foreignText(found.flat(), documents);
}

function neighboursOf(file: string, documents: Documents): readonly string[] {
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
  const ending = file.slice(file.lastIndexOf("."));
  return documents
    .list(folder)
    .filter((each) => each.endsWith(ending) && foreignFormat(each, documents) !== undefined);
}

/** A name is looked for beside the file that says it, then in the folders above. */
function foundFrom(file: string, name: string, documents: Documents): readonly string[] {
  const steps = file.split("/").slice(0, -1);
  for (let length = steps.length; length >= 0; length--) {
    const path = pathBeside([...steps.slice(0, length), "x"].join("/"), name);
    if (path !== undefined && path !== file && textOf(path, documents) !== undefined) return [path];
  }
  return [];
}

function isAvro(value: unknown): boolean {
  const holds = ["fields", "symbols", "size"].some((key) => own(value, key) !== undefined);
  return isObject(value) && avroNames.has(String(own(value, "type"))) && holds;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined for what is not there, and for what is no text. */
function textOf(path: string, documents: Documents): string | undefined {
  try {
    return documents.read(path);
  } catch {
    return undefined;
  }
}
