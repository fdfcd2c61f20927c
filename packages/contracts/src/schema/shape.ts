import { noWholeNumberIn, tightest, wholeBounds } from "./bounds.ts";
import { and, type Conjunction, conjunction } from "./conjunction.ts";
import { formatsExclude } from "./format.ts";
import type { Bound, Contains, Outline, SchemaNode } from "./node.ts";
import { bits, numberBits } from "./types.ts";

/** Alternatives that a conjunction is taken apart into; beyond it they stay together, which is right but less sharp. */
const shapeLimit = 48;
const nodeLimit = 2_000;

/** Which properties the objects of a shape may have, and what is known of each. May hold too much, never too little. */
export interface Members {
  readonly declared: ReadonlySet<string>;
  /** Undefined: this property is never there. */
  of(name: string): Conjunction | undefined;
  /** The same without the question whether any value can satisfy it: that costs, and mostly nobody needs to know. */
  described(name: string): Conjunction | undefined;
  /** Names that are not declared, in groups; `pattern` undefined are those that match none. */
  readonly others: readonly { readonly pattern: string | undefined; readonly conj: Conjunction }[];
}

/** One way to satisfy a conjunction: every alternative picked, all parts side by side. It may hold too much, never too little. */
export interface Shape {
  /** The conjunction with the picks of this shape. */
  readonly conj: Conjunction;
  readonly types: number;
  /** Every part, references followed. */
  readonly parts: readonly SchemaNode[];
  readonly enums: readonly unknown[] | undefined;
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
  readonly multiples: readonly number[];
  readonly minLength: number;
  readonly maxLength: number;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  readonly minItems: number;
  readonly maxItems: number;
  readonly uniqueItems: boolean;
  readonly contains: readonly Contains[];
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly required: ReadonlySet<string>;
  readonly names: readonly SchemaNode[];
  /** What others found out about it, kept with it: tables of weak keys cost the collector dear. */
  readonly known: { members?: Members; outline?: Outline; onlyMeant?: boolean };
}

/** Takes a conjunction apart. Empty list: nothing satisfies it. */
export function shapesOf(whole: Conjunction, spend: (work: number) => void = () => {}): readonly Shape[] {
  const shapes: Shape[] = [];
  const open: Conjunction[] = [whole];
  for (let next = open.pop(); next; next = open.pop()) {
    const { parts, choice } = flattened(next);
    spend(1 + parts.length / 16);
    const shape = merged(next, parts);
    // More picks only add parts: what contradicts itself now always will.
    if (!shape) continue;
    const room = shapes.length + open.length + (choice?.anyOf?.length ?? 0) <= shapeLimit;
    if (choice?.anyOf && room) {
      for (let branch = choice.anyOf.length - 1; branch >= 0; branch--) {
        open.push(conjunction(next.nodes, new Map([...next.picks, [choice.id, branch]]), next.types));
      }
      continue;
    }
    shapes.push(shape);
  }
  return shapes;
}

/** Restricted to some types. */
export function ofTypes(shape: Shape, types: number): Conjunction {
  return conjunction(shape.conj.nodes, shape.conj.picks, shape.types & types);
}

export function joined(shape: Shape, ...nodes: readonly SchemaNode[]): Conjunction {
  return and(shape.conj, ...nodes);
}

function flattened(conj: Conjunction): { parts: SchemaNode[]; choice: SchemaNode | undefined } {
  const seen = new Set<SchemaNode>();
  const stack = [...conj.nodes];
  let choice: SchemaNode | undefined;
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node) || seen.size > nodeLimit) continue;
    seen.add(node);
    if (node.ref) stack.push(node.ref());
    stack.push(...node.allOf);
    const branch = conj.picks.get(node.id);
    const picked = branch === undefined ? undefined : node.anyOf?.[branch];
    if (picked) stack.push(picked);
    else if (node.anyOf && !choice) choice = node;
  }
  return { parts: [...seen], choice };
}

function merged(conj: Conjunction, parts: readonly SchemaNode[]): Shape | undefined {
  let types = conj.types;
  const required = new Set<string>();
  for (const part of parts) {
    if (part.never) return undefined;
    types &= part.types & ~deniedTypes(part);
    for (const name of part.required) required.add(name);
  }
  const present = <T>(pick: (part: SchemaNode) => T | undefined) => parts.flatMap((part) => pick(part) ?? []);
  const [lowers, uppers] = [present((part) => part.lower), present((part) => part.upper)];
  const enums = parts.find((part) => part.enums)?.enums;
  const shape = {
    conj,
    types,
    parts,
    enums,
    lower: tightest(lowers, 1),
    upper: tightest(uppers, -1),
    multiples: present((part) => part.multipleOf),
    minLength: Math.max(...parts.map((part) => part.minLength), 0),
    maxLength: Math.min(...parts.map((part) => part.maxLength)),
    patterns: present((part) => part.pattern),
    formats: present((part) => part.format),
    minItems: Math.max(...parts.map((part) => Math.max(part.minItems, part.contains?.min ?? 0)), 0),
    maxItems: Math.min(...parts.map((part) => part.maxItems)),
    uniqueItems: parts.some((part) => part.uniqueItems),
    contains: present((part) => part.contains),
    minProperties: Math.max(...parts.map((part) => part.minProperties), required.size),
    maxProperties: Math.min(...parts.map((part) => part.maxProperties)),
    required,
    names: present((part) => part.names),
    known: {},
  };
  const possible = types & ~contradictions(shape);
  if (possible === 0) return undefined;
  const whole = (possible & bits.fraction) === 0 ? wholeBounds(shape) : {};
  return { ...shape, types: possible, ...whole, known: {} };
}

/** Types that a plain `not: {type}` rules out. */
function deniedTypes(part: SchemaNode): number {
  const { not } = part;
  if (!not || not.ref || not.anyOf || not.oneOf || not.not || not.allOf.length > 0 || not.opaque.length > 0)
    return 0;
  const plain =
    not.enums === undefined && !not.lower && !not.upper && not.multipleOf === undefined && !not.pattern;
  const sizes =
    not.minLength === 0 && not.minItems === 0 && not.minProperties === 0 && not.required.length === 0;
  const tops = Math.min(not.maxLength, not.maxItems, not.maxProperties) === Number.POSITIVE_INFINITY;
  const insides = not.properties.size + not.patternProperties.length + not.prefix.length === 0;
  const rest =
    !not.items &&
    !not.additional &&
    !not.contains &&
    !not.names &&
    !not.unevaluated &&
    !not.uniqueItems &&
    !not.format;
  return plain && sizes && tops && insides && rest && !not.never ? not.types : 0;
}

/** Types of which no value can satisfy the merged keywords. */
function contradictions(shape: Omit<Shape, "types">): number {
  let mask = 0;
  if (shape.minLength > shape.maxLength || formatsExclude(shape.formats)) mask |= bits.string;
  if (shape.minItems > shape.maxItems) mask |= bits.array;
  if (shape.minProperties > shape.maxProperties) mask |= bits.object;
  const { lower, upper } = shape;
  if (lower && upper) {
    const width = upper.value - lower.value;
    if (width < 0 || (width === 0 && (lower.exclusive || upper.exclusive))) mask |= numberBits;
    else if (noWholeNumberIn({ lower, upper })) mask |= bits.integer;
    if (width === 0 && Number.isInteger(lower.value)) mask |= bits.fraction;
  }
  if (shape.multiples.some((divisor) => Number.isInteger(divisor))) mask |= bits.fraction;
  return mask;
}
