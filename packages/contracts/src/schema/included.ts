import type { Claim, Dialect } from "@crossfade/core";
import type { Tolerance, World } from "../contract.ts";
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
      readonly claim: Claim | undefined;
    }
  | { readonly kind: "unknown"; readonly why: string; readonly keyword: string; readonly at: string };

const plainInclusion: InclusionOptions = {
  dialect: "2020-12",
  world: "open",
  tolerance: "strict",
  formats: "ignore",
};

/** Is every value that one schema admits admitted by the other? Never throws; says unknown where it cannot tell. */
export function included(
  sent: unknown,
  accepted: unknown,
  options: InclusionOptions = plainInclusion,
): Inclusion {
  const from = documentOf(sent, "sent", options.dialect);
  const to = documentOf(accepted, "accepted", options.dialect);
  if (!from || !to)
    return { kind: "unknown", why: "a schema must be an object or a boolean", keyword: "", at: "" };
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

function documentOf(
  schema: unknown,
  name: string,
  dialect: SchemaDialect | Dialect,
): { source: SchemaSource; root: Location } | undefined {
  const text = JSON.stringify(schema) ?? "";
  const library = new Library({ read: (path) => (path === name ? text : undefined), list: () => [name] });
  const parsed = library.load(name);
  if (parsed?.kind !== "document") return undefined;
  return { source: new SchemaSource(library, dialect), root: rootOf(parsed.document) };
}
