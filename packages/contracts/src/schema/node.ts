import type { Location } from "../document/library.ts";
import type { View } from "./view.ts";

export interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

export interface Contains {
  readonly node: SchemaNode;
  readonly min: number;
  /** Infinity where there is none. */
  readonly max: number;
}

/** A keyword that this engine cannot judge, with the reason. */
export interface Opaque {
  readonly keyword: string;
  readonly why: string;
  /** What would let it be judged, where that is not another way to write it. */
  readonly decides?: string;
}

/** What a schema asks at first sight: conditions that every value of it meets. Cheap, and never too narrow. */
export interface Outline {
  readonly types: number;
  /** Canonical text of each listed value. */
  readonly listed: ReadonlySet<string> | undefined;
  readonly required: readonly string[];
  /** Undefined: nothing is said of this property. */
  member(name: string): Outline | undefined;
}

/**
 * One schema in one view, in one form whatever its dialect was: boolean exclusive bounds, `nullable`, tuples as a list
 * of `items`, `dependencies` and `if` are rewritten into the keywords below. References stay references.
 * A value is valid when every part that is present holds.
 */
export interface SchemaNode {
  readonly id: number;
  /** Tells nodes of one place apart, whenever they were made. */
  readonly rank: string;
  /** Where it stands in the contract; rewritten parts stand where their keyword stands. */
  readonly place: Location;
  /** The place spells this very schema; false for rewritten parts, which borrow their place. */
  readonly spelled: boolean;
  readonly view: View;
  /** Properties that do not travel in this flow. */
  readonly hidden: ReadonlySet<string>;
  /** The schema `false`. */
  readonly never: boolean;
  /** Mask of type bits. */
  readonly types: number;
  readonly enums: readonly unknown[] | undefined;
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
  readonly multipleOf: number | undefined;
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: string | undefined;
  readonly format: string | undefined;
  readonly minItems: number;
  readonly maxItems: number;
  readonly uniqueItems: boolean;
  readonly prefix: readonly SchemaNode[];
  readonly items: SchemaNode | undefined;
  readonly contains: Contains | undefined;
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly required: readonly string[];
  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly patternProperties: readonly (readonly [string, SchemaNode])[];
  readonly additional: SchemaNode | undefined;
  readonly names: SchemaNode | undefined;
  /** `never` for a closed world. */
  readonly unevaluated: SchemaNode | undefined;
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[] | undefined;
  readonly oneOf: readonly SchemaNode[] | undefined;
  readonly not: SchemaNode | undefined;
  /** Asked for when needed: this is what keeps recursive schemas finite. */
  readonly ref: (() => SchemaNode) | undefined;
  /** Where it says nothing but a reference: what stands there, read as this is. Who asks about the one asks about the other. */
  readonly alias: (() => SchemaNode) | undefined;
  readonly opaque: readonly Opaque[];
  /** Values that the document itself shows. */
  readonly examples: readonly unknown[];
  /** Property names with a default, for receivers that apply them. */
  readonly defaulted: ReadonlySet<string>;
  /** What others found out about it, kept with it. */
  readonly known: { outline?: Outline; answers?: Map<object, boolean> };
}

export type NodeParts = { -readonly [K in keyof SchemaNode]: SchemaNode[K] };

const noNames: ReadonlySet<string> = new Set();
const none: readonly never[] = [];
const noProperties: ReadonlyMap<string, SchemaNode> = new Map();

export function blankParts(id: number, place: Location, view: View): NodeParts {
  return {
    id,
    rank: "",
    place,
    spelled: false,
    view,
    hidden: noNames,
    never: false,
    types: 127,
    enums: undefined,
    lower: undefined,
    upper: undefined,
    multipleOf: undefined,
    minLength: 0,
    maxLength: Number.POSITIVE_INFINITY,
    pattern: undefined,
    format: undefined,
    minItems: 0,
    maxItems: Number.POSITIVE_INFINITY,
    uniqueItems: false,
    prefix: none,
    items: undefined,
    contains: undefined,
    minProperties: 0,
    maxProperties: Number.POSITIVE_INFINITY,
    required: none,
    properties: noProperties,
    patternProperties: none,
    additional: undefined,
    names: undefined,
    unevaluated: undefined,
    allOf: none,
    anyOf: undefined,
    oneOf: undefined,
    not: undefined,
    ref: undefined,
    alias: undefined,
    opaque: none,
    examples: none,
    defaulted: noNames,
    known: {},
  };
}

/** References in a row that are followed at once. */
const aliasLimit = 100;

/** The schema that a row of plain references ends in. */
export function unaliased(node: SchemaNode): SchemaNode {
  let at = node;
  for (let steps = 0; at.alias && steps < aliasLimit; steps++) at = at.alias();
  return at;
}
