import type { Documents } from "@crossfade/core";
import type { ContractProblem, Reading } from "../contract.ts";
import { closureOf, digestTextOf } from "../document/closure.ts";
import { own } from "../document/json.ts";
import { Library, type Location } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { pointerOf, walkKeywords } from "../document/walk.ts";
import { foreignFormat, foreignText } from "../foreign-formats.ts";
import {
  loaded,
  nothingThere,
  type SchemaFiles,
  schemaFilesAt,
  strangersComplaint,
  typeName,
  typesIn,
} from "../schema-set/schema-files.ts";
import { isAsyncApi } from "./asyncapi/read-asyncapi.ts";
import { readAsyncApis } from "./asyncapi/read-asyncapis.ts";
import { type EventContract, hintsOf, type Message } from "./message.ts";
import { words } from "./words.ts";

/** Reads a folder of JSON Schemas and AsyncAPI documents, or one such file. What is in another language is a message all the same. */
export function readEvents(path: string, documents: Documents): Reading {
  const found = filesAt(path, documents);
  const formats = new Map(
    [...found.files, ...found.strangers].map((file) => [file, foreignFormat(file, documents)]),
  );
  const named = (file: string) => formats.get(file) !== undefined;
  if (formats.size === 0) return { kind: "problems", problems: [{ document: path, message: nothingThere }] };

  const library = new Library(documents);
  const { parsed, wrong } = loaded(
    library,
    found.files.filter((file) => !named(file)),
  );
  const apis = readAsyncApis(library, documents, parsed.filter(isAsyncApi));
  const plain = parsed.filter((document) => !apis.documents.includes(document));
  const { types, wrong: unfit } = typesIn(plain, library, found, words.thing);
  const closure = closureOf(library, plain);
  const strangers = found.strangers.filter((file) => !named(file));
  const problems: ContractProblem[] = [
    ...wrong,
    ...apis.problems,
    ...closure.problems,
    ...unfit,
    ...strangersComplaint(path, found.folder, strangers),
  ];

  const bases = referredTo(library, plain);
  const messages = [
    ...apis.messages,
    ...[...types].map(([type, at]) => schemaMessage(type, at, found.single, bases)),
    ...[...formats].flatMap(([file, format]) =>
      format === undefined ? [] : [foreignMessage(file, format, found, documents)],
    ),
  ];
  problems.push(...messages.flatMap(unidentified));
  if (messages.length === 0 && problems.length === 0)
    problems.push({ document: path, message: "it describes no message" });
  if (problems.length > 0) return { kind: "problems", problems };
  const contract: EventContract = {
    kind: "events",
    path,
    schemas: apis.schemas,
    messages,
    single: found.single && apis.messages.length === 0,
  };
  const all = { documents: [...new Set([...apis.documents, ...closure.documents])], problems: [] };
  return { kind: "contract", contract, digestText: `${digestOf(messages)}\n\n${digestTextOf(all)}` };
}

/** One file in another language is found by its own name. */
function filesAt(path: string, documents: Documents): SchemaFiles {
  const found = schemaFilesAt(path, documents);
  const alone = found.files.length === 0 && found.strangers.length === 0;
  if (!alone || foreignFormat(found.folder, documents) === undefined) return found;
  return { ...found, files: [found.folder], single: true };
}

/** The names of the messages, and what is known of those parts that no document here holds. */
function digestOf(messages: readonly Message[]): string {
  return messages
    .map(({ type, foreign }) => [type, ...foreign.map(({ identity }) => identity)].join("\n"))
    .join("\n");
}

/** What is not compared is told to be the same by its text alone; without one nothing could be said of it. */
function unidentified({ foreign }: Message): readonly ContractProblem[] {
  return foreign
    .filter(({ identity }) => identity === undefined)
    .map(({ what, at }) => ({
      document: at.document.path,
      pointer: at.pointer,
      message: `${what}, and what it rests on cannot be read`,
    }));
}

/** Documents that others refer to. */
function referredTo(library: Library, all: readonly ParsedDocument[]): ReadonlySet<ParsedDocument> {
  const found = new Set<ParsedDocument>();
  for (const document of all)
    walkKeywords(document.root, (value, at) => {
      const reference = own(value, "$ref");
      if (typeof reference !== "string") return;
      const target = library.resolve({ document, pointer: pointerOf(at), value }, reference);
      if (target.kind === "found" && target.location.document !== document)
        found.add(target.location.document);
    });
  return found;
}

function schemaMessage(
  type: string,
  payload: Location,
  single: boolean,
  bases: ReadonlySet<ParsedDocument>,
): Message {
  const base = bases.has(payload.document) ? { base: true as const } : {};
  return {
    type,
    names: single ? [] : [type],
    at: payload,
    payload,
    hints: hintsOf(payload.value),
    foreign: [],
    ...base,
  };
}

function foreignMessage(
  file: string,
  format: string,
  { folder, single }: SchemaFiles,
  documents: Documents,
): Message {
  const type = typeName(folder, file, single);
  const at = {
    document: { path: file, text: "", format: "json" as const, root: true },
    pointer: "",
    value: true,
  };
  const what = `it is described in ${format}, which is not compared yet`;
  const decides = "a JSON Schema of the message on both sides, or a waiver by someone who has looked at both";
  return {
    type,
    names: single ? [] : [type],
    at,
    hints: new Map(),
    foreign: [{ part: "payload", what, decides, at, identity: foreignText([file], documents) }],
  };
}
