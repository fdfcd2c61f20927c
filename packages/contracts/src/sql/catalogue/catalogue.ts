import type { Node } from "libpg-query";

/** What a schema holds after its migrations, as far as their text tells. Keys are `schema.name`. */
export interface Catalogue {
  readonly relations: Map<string, Relation>;
  readonly types: Map<string, UserType>;
  readonly functions: Map<string, Signature[]>;
  readonly sequences: Set<string>;
  readonly schemas: Set<string>;
  readonly extensions: Set<string>;
  /** What the folding did not understand, in order. */
  readonly doubts: Doubt[];
  /** Where unqualified names of statements are looked up, and created (first). */
  searchPath: readonly string[];
}

export interface Column {
  name: string;
  /** Canonical: `int4`, `varchar(20)`, `text[]`, `public.mood`. */
  type: string;
  notNull: boolean;
  default?: Node | undefined;
  generated?: boolean;
  /** What it is generated from. */
  madeOf?: readonly string[];
  identity?: "always" | "by default" | undefined;
  /** A default made by `serial`. */
  serial?: boolean;
}

/** A constraint, or a unique index, which is one to those who write. */
export interface Constraint {
  readonly kind: "primary" | "unique" | "check" | "foreign" | "exclude";
  name: string;
  columns: string[];
  readonly expression?: Node;
  /** Fingerprints of a unique index's expressions. */
  readonly expressions?: readonly string[];
  /** Fingerprint of a partial index's condition. */
  readonly where?: string | undefined;
  references?: { relation: string; columns: string[] };
  /** Actions and match type of a foreign key, the rest of an exclusion constraint. */
  readonly more?: string;
  valid: boolean;
  readonly enforced: boolean;
  readonly nullsNotDistinct: boolean;
  readonly deferrable: boolean;
  /** Looked at only when the transaction ends. */
  readonly deferred?: boolean;
  /** Made by CREATE UNIQUE INDEX: no constraint that ON CONSTRAINT could name. */
  readonly indexOnly: boolean;
}

/** What else decides what a statement does: `trigger audit`, `policy own_rows`, `row level security`. */
export interface Restriction {
  readonly kind: "trigger" | "rule" | "policy" | "row security" | "revoke" | "partitioning";
  readonly name: string;
  /** Fingerprint. */
  readonly text: string;
  /** The function that a trigger runs. */
  readonly runs?: string;
}

export interface Relation {
  schema: string;
  name: string;
  readonly kind: "table" | "view" | "materialized view" | "foreign table";
  columns: Column[];
  /** Its columns are not all known, and why. */
  open?: string | undefined;
  constraints: Constraint[];
  /** Names of indexes that are not unique. */
  readonly indexes: Set<string>;
  restrictions: Restriction[];
  /** Of a view: keys of what it reads, `schema.name` and `schema.name.column`. */
  dependsOn: Set<string>;
  /** Of a partition or an heir: the tables above it. */
  parents: string[];
  /** Fingerprint of a view's query. */
  query?: string;
}

export type UserType =
  | { readonly kind: "enum"; labels: string[] }
  | { readonly kind: "domain" | "composite" | "range" | "base"; text: string };

export interface Signature {
  /** Types of the arguments that are passed in. */
  readonly args: readonly string[];
  readonly returns: string;
  /** Fingerprint of what it does. */
  readonly body: string;
}

export type ObjectKind = "relation" | "column" | "constraint" | "function" | "type";

/** A statement whose effect is not known. */
export interface Doubt {
  /** "a DO block that builds its statements while it runs". */
  readonly what: string;
  readonly document: string;
  readonly line: number;
  /** Lower-case words in it: it may have touched what they name. "anything": what it names is not known either. */
  readonly words: ReadonlySet<string> | "anything";
  readonly kinds: ReadonlySet<ObjectKind>;
  /** Existing tables may be other than they look. */
  readonly alters: boolean;
  /** Equal for the same statement in two revisions. */
  readonly identity: string;
}

export function emptyCatalogue(): Catalogue {
  return {
    relations: new Map(),
    types: new Map(),
    functions: new Map(),
    sequences: new Set(),
    schemas: new Set(["public"]),
    extensions: new Set(),
    doubts: [],
    searchPath: ["public"],
  };
}

export const keyOf = (schema: string, name: string) => `${schema}.${name}`;

/** What users call it: without `public.`. */
export function shownKey(key: string): string {
  return key.startsWith("public.") ? key.slice("public.".length) : key;
}

/** A key that exists, by name and perhaps schema; undefined if there is none. */
export function findKey(
  catalogue: Catalogue,
  map: { has(key: string): boolean },
  name: string,
  schema?: string,
): string | undefined {
  const path = schema === undefined ? catalogue.searchPath : [schema];
  return path.map((each) => keyOf(each, name)).find((key) => map.has(key));
}

export function findRelation(catalogue: Catalogue, name: string, schema?: string): Relation | undefined {
  const key = findKey(catalogue, catalogue.relations, name, schema);
  return key === undefined ? undefined : catalogue.relations.get(key);
}

export const relationKey = ({ schema, name }: Relation) => keyOf(schema, name);

export function findColumn(relation: Relation, name: string): Column | undefined {
  return relation.columns.find((column) => column.name === name);
}

/** The first doubt that may have made (or removed, or changed) an object of this name. */
export function doubtAbout(catalogue: Catalogue, kind: ObjectKind, ...names: string[]): Doubt | undefined {
  return catalogue.doubts.find(
    ({ kinds, words }) =>
      kinds.has(kind) && (words === "anything" || names.every((name) => words.has(name.toLowerCase()))),
  );
}

export const placeOfDoubt = ({ what, document, line }: Doubt) => `${what} (${document}:${line})`;
