import type { Catalogue, Relation } from "../catalogue/catalogue.ts";

/** A column of a table or view, where a query meets it. */
export interface BaseColumn {
  /** Key of the relation. */
  readonly relation: string;
  readonly column: string;
  readonly type: string;
}

/** One column of what a SELECT or RETURNING gives. */
export interface Output {
  readonly name: string;
  /** Known where the column is handed on unchanged. */
  readonly type?: string;
  /** Columns that its value is made of. */
  readonly from: readonly BaseColumn[];
  /** The one column that it hands on unchanged. */
  readonly plain?: BaseColumn;
  /** May be NULL whatever its column says: the far side of an outer join. */
  readonly nullable: boolean;
}

export type FaultKind =
  | "relation"
  | "column"
  | "ambiguous"
  | "function"
  | "type"
  | "required"
  | "conflict-target"
  | "label"
  | "generated"
  | "arity";

/** Why PostgreSQL would refuse a query on this schema. */
export interface Fault {
  readonly kind: FaultKind;
  /** Equal for the same fault on another schema. */
  readonly key: string;
  readonly sqlstate: string;
  /** "the table orders does not exist" */
  readonly what: string;
  /** Why it may be no fault after all. */
  readonly doubt?: string | undefined;
}

/** Rows that a query writes. */
export interface Write {
  readonly kind: "insert" | "update" | "delete";
  readonly relation: Relation;
  readonly key: string;
  /** What it gives a value to; of an INSERT everything that is not left to defaults. */
  readonly columns: ReadonlySet<string>;
  /** An INSERT without a list of columns: the names its values land in, by position. */
  readonly positional?: readonly string[];
}

/** `*` in a query. */
export interface Star {
  readonly relation: string;
  /** Its columns are those of the result; otherwise they count inside the query. */
  readonly top: boolean;
}

/** What a query needs of a schema, and what of it is not there. */
export interface Use {
  readonly catalogue: Catalogue;
  readonly relations: Map<string, Relation>;
  /** Every column that the query names, by `relation.column`. */
  readonly columns: Map<string, BaseColumn>;
  readonly stars: Star[];
  readonly writes: Write[];
  readonly faults: Fault[];
  /** What an unqualified or qualified column name means, by its place in the query. */
  readonly meanings: Map<string, string>;
  /** Enum types that a value meets which is only known when the query runs, and which column it is for. */
  readonly parameters: Map<string, string>;
  readonly labels: Map<string, Set<string>>;
  readonly strings: Set<string>;
  readonly functions: Set<string>;
  readonly types: Set<string>;
  /** What comes back; undefined if nothing does. */
  outputs?: readonly Output[];
  grouped: boolean;
  readonly natural: Set<string>;
  /** What of the query is not understood. */
  readonly open: Set<string>;
}

export function emptyUse(catalogue: Catalogue): Use {
  return {
    catalogue,
    relations: new Map(),
    columns: new Map(),
    stars: [],
    writes: [],
    faults: [],
    meanings: new Map(),
    parameters: new Map(),
    labels: new Map(),
    strings: new Set(),
    functions: new Set(),
    types: new Set(),
    grouped: false,
    natural: new Set(),
    open: new Set(),
  };
}

export const columnKey = ({ relation, column }: { relation: string; column: string }) =>
  `${relation}.${column}`;

/** One fault is told once, however often the query meets it. */
export function fault(use: Use, found: Fault): void {
  if (!use.faults.some(({ kind, key }) => kind === found.kind && key === found.key)) use.faults.push(found);
}
