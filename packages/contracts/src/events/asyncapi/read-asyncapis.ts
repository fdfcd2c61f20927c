import type { Documents } from "@crossfade/core";
import type { ContractProblem } from "../../contract.ts";
import { closureOf, problemAt } from "../../document/closure.ts";
import { own } from "../../document/json.ts";
import type { Library } from "../../document/library.ts";
import type { ParsedDocument } from "../../document/parse.ts";
import { pointerOf, walkKeywords } from "../../document/walk.ts";
import { foreignFormat } from "../../foreign-formats.ts";
import type { SchemaDialect } from "../../schema/dialect.ts";
import { EventSchemas } from "../event-schemas.ts";
import type { Message } from "../message.ts";
import { identityOf } from "./identity.ts";
import { Parts } from "./parts.ts";
import { readAsyncApi, versionComplaint } from "./read-asyncapi.ts";
import { isWrapped } from "./written-schema.ts";

export interface AsyncApis {
  readonly messages: readonly Message[];
  readonly schemas: EventSchemas;
  /** The documents and all that they refer to. */
  readonly documents: readonly ParsedDocument[];
  readonly problems: readonly ContractProblem[];
}

/** The messages of AsyncAPI documents that lie in one folder; none of them: schemas of plain files. */
export function readAsyncApis(
  library: Library,
  documents: Documents,
  apis: readonly ParsedDocument[],
): AsyncApis {
  const fallbacks = new Map<string, SchemaDialect>();
  const schemas = new EventSchemas(library, fallbacks);
  const parts = new Parts(schemas);
  const read = apis.map((api) => readAsyncApi(api, parts, (at) => identityOf(library, documents, at)));
  const messages = read.flatMap((each) => each.messages);
  const { documents: used, problems } = closureOf(library, [...apis, ...schemasOf(library, messages)]);
  const [dialect = "draft-07", ...more] = new Set(read.flatMap((each) => each.dialects));
  for (const document of used) fallbacks.set(document.path, dialect);
  const [first] = apis;
  const several = `its schemas are in ${[dialect, ...more].join(" and ")}: give all of them one schemaFormat`;
  return {
    messages,
    schemas,
    documents: used,
    problems: [
      ...apis.flatMap((api) => versionComplaint(api) ?? []),
      ...(first && more.length > 0 ? [problemAt(first, "", several)] : []),
      ...parts.problems,
      ...used.flatMap((document) => wrappedWithin(library, document)),
      ...problems.filter((problem) => !isForeign(problem, messages, documents)),
    ],
  };
}

/** References at the top of headers and keys are not met by a walk over keywords: both are names there. */
function schemasOf(library: Library, messages: readonly Message[]): readonly ParsedDocument[] {
  const parts = messages.flatMap(({ payload, headers, key }) => [payload, headers, key]);
  return parts.flatMap((part) => {
    const reference = own(part?.value, "$ref");
    const found = part && typeof reference === "string" ? library.resolve(part, reference) : undefined;
    return found?.kind === "found" ? [found.location.document] : [];
  });
}

/** A `$ref` within a schema to a schema in another language: read as JSON Schema it would admit anything. */
function wrappedWithin(library: Library, document: ParsedDocument): readonly ContractProblem[] {
  const problems: ContractProblem[] = [];
  walkKeywords(document.root, (value, at) => {
    const reference = own(value, "$ref");
    if (typeof reference !== "string") return;
    const pointer = pointerOf(at);
    if (mayBeWrapped.test(pointer)) return;
    const found = library.resolve({ document, pointer, value }, reference);
    if (found.kind === "found" && isWrapped(found.location.value))
      problems.push(
        problemAt(
          document,
          pointer,
          `${JSON.stringify(reference)} has a schemaFormat of its own, which is not followed within a schema`,
        ),
      );
  });
  return problems;
}

const mayBeWrapped = /\/(payload|headers|key|components\/schemas\/[^/]+)$/;

/** Of a part in another language: it is not read, so nothing in it can be wrong. */
function isForeign(problem: ContractProblem, messages: readonly Message[], documents: Documents): boolean {
  if (foreignFormat(problem.document, documents) !== undefined) return true;
  return messages
    .flatMap(({ foreign }) => foreign)
    .some(
      ({ at, part }) =>
        part !== "whole" && at.document.path === problem.document && problem.pointer?.startsWith(at.pointer),
    );
}
