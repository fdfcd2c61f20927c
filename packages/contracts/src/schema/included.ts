import type { Claim, Documents } from "@crossfade/core";
import type { ContractProblem, Tolerance, World } from "../contract.ts";
import { closureOf } from "../document/closure.ts";
import { isObject } from "../document/json.ts";
import { Library, type Location, rootOf } from "../document/library.ts";
import { SchemaComparison } from "./comparison.ts";
import type { SchemaDialect } from "./dialect.ts";
import { SchemaSource } from "./schema-source.ts";
import { acceptedView, sentView } from "./view.ts";

export interface InclusionOptions {
  readonly dialect: SchemaDialect;
  readonly world: World;
  readonly tolerance: Tolerance;
  /** `ignore` takes `format` as the remark that the specification says it is. */
  readonly formats: "assert" | "ignore";
}

export type Inclusion =
  | { readonly kind: "proved" }
  | {
      readonly kind: "refuted";
      readonly value: unknown;
      /** JSON pointer into the value. */
      readonly at: string;
      readonly keyword: string;
      readonly why: string;
      readonly claim: Claim;
    }
  | { readonly kind: "unknown"; readonly why: string; readonly keyword: string; readonly at: string };

const plainInclusion: InclusionOptions = {
  dialect: "2020-12",
  world: "open",
  tolerance: "strict",
  formats: "ignore",
};

/** A schema in a document, which may refer to others beside it. */
export interface SchemaDocument {
  readonly documents: Documents;
  readonly path: string;
}

export type DocumentInclusion =
  | Inclusion
  | { readonly kind: "unreadable"; readonly problems: readonly ContractProblem[] };

/** The same question about schemas in documents: `$ref` may lead to other documents that are given. */
export function includedDocuments(
  sent: SchemaDocument,
  accepted: SchemaDocument,
  options: InclusionOptions,
): DocumentInclusion {
  const read = [sent, accepted].map((each) => opened(each, options.dialect));
  const problems = read.flatMap((each) => (each.kind === "problems" ? each.problems : []));
  const [from, to] = read;
  if (from?.kind !== "source" || to?.kind !== "source") return { kind: "unreadable", problems };
  return compared(from, to, options);
}

type Opened =
  | { readonly kind: "source"; readonly source: SchemaSource; readonly root: Location }
  | { readonly kind: "problems"; readonly problems: readonly ContractProblem[] };

function opened({ documents, path }: SchemaDocument, dialect: SchemaDialect): Opened {
  const library = new Library(documents);
  const parsed = library.load(path);
  if (!parsed) return { kind: "problems", problems: [{ document: path, message: "there is no such file" }] };
  if (parsed.kind === "problems") return parsed;
  const closure = closureOf(library, [parsed.document]);
  const { root } = parsed.document;
  if (typeof root !== "boolean" && !isObject(root))
    return {
      kind: "problems",
      problems: [{ document: path, message: "a schema is an object, true or false" }],
    };
  if (closure.problems.length > 0) return { kind: "problems", problems: closure.problems };
  return { kind: "source", source: new SchemaSource(library, dialect), root: rootOf(parsed.document) };
}

/** Is every value that one schema admits admitted by the other? Never throws; says unknown where it cannot tell. */
export function included(
  sent: unknown,
  accepted: unknown,
  options: InclusionOptions = plainInclusion,
): Inclusion {
  const documents = [sent, accepted].map((schema) => ({
    documents: { read: () => JSON.stringify(schema) ?? "", list: () => [] },
    path: "schema.json",
  }));
  const [from, to] = documents.map((each) => opened(each, options.dialect));
  if (from?.kind !== "source" || to?.kind !== "source") {
    const [problem] = [from, to].flatMap((each) => (each?.kind === "problems" ? each.problems : []));
    return { kind: "unknown", why: problem?.message ?? "it cannot be read", keyword: "", at: "" };
  }
  return compared(from, to, options);
}

function compared(
  from: { source: SchemaSource; root: Location },
  to: { source: SchemaSource; root: Location },
  options: InclusionOptions,
): Inclusion {
  const comparison = new SchemaComparison(from.source, to.source, options.formats);
  const views = [sentView(options.world, "either"), acceptedView(options.tolerance, "either")] as const;
  const { mismatches, gaps } = comparison.compare(from.root, to.root, ...views);
  const [found] = mismatches;
  if (found)
    return {
      kind: "refuted",
      value: found.value,
      at: found.at,
      keyword: found.keyword,
      why: found.why,
      claim: found.claim,
    };
  const [open] = gaps;
  return open ? { kind: "unknown", why: open.why, keyword: open.keyword, at: open.at } : { kind: "proved" };
}
