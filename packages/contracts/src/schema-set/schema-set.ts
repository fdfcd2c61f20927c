import type { Documents } from "@crossfade/core";
import type { Contract, ContractProblem, Reading } from "../contract.ts";
import { closureOf, digestTextOf } from "../document/closure.ts";
import { Library, type Location } from "../document/library.ts";
import { SchemaSource } from "../schema/schema-source.ts";
import { loaded, nothingThere, schemaFilesAt, strangersComplaint, typesIn } from "./schema-files.ts";
import type { SetWords } from "./words.ts";

/** JSON Schemas, one for each type of message or value. */
export interface SchemaSet extends Contract {
  readonly schemas: SchemaSource;
  /** By name: the path within the folder without its extension. */
  readonly types: ReadonlyMap<string, Location>;
  /** One file instead of a folder: its name does not matter. */
  readonly single: boolean;
}

/** Reads a folder of JSON Schemas, one type each, or one such file. */
export function readSchemaSet(words: SetWords, path: string, documents: Documents): Reading {
  const library = new Library(documents);
  const found = schemaFilesAt(path, documents);
  if (found.files.length === 0) return problems([{ document: path, message: nothingThere }]);
  const { parsed, wrong } = loaded(library, found.files);
  const closure = closureOf(library, parsed);
  const { types, wrong: unfit } = typesIn(parsed, library, found, words.thing);
  wrong.push(...closure.problems, ...unfit, ...strangersComplaint(path, found.folder, found.strangers));
  if (wrong.length > 0) return problems(wrong);
  const contract: SchemaSet = {
    kind: words.name,
    path,
    schemas: new SchemaSource(library, "2020-12"),
    types,
    single: found.single,
  };
  return {
    kind: "contract",
    contract,
    digestText: `${[...types.keys()].join("\n")}\n\n${digestTextOf(closure)}`,
  };
}

function problems(list: readonly ContractProblem[]): Reading {
  return { kind: "problems", problems: list };
}
