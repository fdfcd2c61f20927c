import { canonicalJson, equalJson, setOwn } from "../document/json.ts";
import { textsLike } from "../pattern/text-sample.ts";
import { and, type Conjunction } from "./conjunction.ts";
import { holdsAll } from "./evaluate.ts";
import { objectMembers } from "./members.ts";
import type { SchemaNode } from "./node.ts";
import { numbersOf } from "./numbers.ts";
import { itemAt } from "./positions.ts";
import type { Reasoner, Samples } from "./reasoner.ts";
import { ofTypes, type Shape } from "./shape.ts";
import { textsOf } from "./strings.ts";
import { bits, numberBits } from "./types.ts";

const depthLimit = 14;
const valuesKept = 6;
const shapesTried = 8;
const longestArray = 5_000;

/** Makes up values that a sender may send: small, plain, and like the document's own examples where it has some. */
export class Sampler implements Samples {
  readonly #engine: Reasoner;
  readonly #known = new Map<string, readonly unknown[]>();
  #depth = 0;

  constructor(engine: Reasoner) {
    this.#engine = engine;
  }

  /** Values that surely satisfy all of it, the plainest first; none where none was found. */
  values(sent: Conjunction): readonly unknown[] {
    const known = this.#known.get(sent.key);
    if (known) return known;
    if (this.#engine.proofOnly || this.#depth > depthLimit || !this.#engine.afford(1)) return [];
    this.#known.set(sent.key, []);
    this.#depth++;
    const found = this.#verified(sent, this.#candidates(sent));
    this.#depth--;
    if (found.length === 0 && this.#depth > 0) this.#known.delete(sent.key);
    else this.#known.set(sent.key, found);
    return found;
  }

  #verified(sent: Conjunction, candidates: Iterable<unknown>): readonly unknown[] {
    const found: unknown[] = [];
    for (const value of candidates) {
      if (found.length >= valuesKept || !this.#engine.afford(1)) break;
      if (found.some((other) => equalJson(other, value))) continue;
      if (holdsAll(sent.nodes, value) === true && this.#inTypes(sent, value)) found.push(value);
    }
    return found;
  }

  #inTypes(sent: Conjunction, value: unknown): boolean {
    return (
      sent.types === 127 || this.#engine.shapes(sent).some((shape) => (shape.types & bitsOf(value)) !== 0)
    );
  }

  *#candidates(sent: Conjunction): Generator<unknown> {
    const shapes = this.#possible(sent);
    const queues = shapes.map((shape) => this.#ofShape(shape));
    // One of each shape in turn, so that every alternative shows.
    for (let round = 0; round < 40 && queues.length > 0; round++) {
      for (const queue of [...queues]) {
        const next = queue.next();
        if (next.done) queues.splice(queues.indexOf(queue), 1);
        else yield next.value;
      }
    }
  }

  /** Some shapes that may have values; a conjunction of one shape is not worth the question. */
  #possible(sent: Conjunction): readonly Shape[] {
    const shapes = this.#engine.shapes(sent);
    if (shapes.length < 2) return shapes;
    return shapes.filter((shape) => !this.#engine.isEmpty(shape.conj)).slice(0, shapesTried);
  }

  *#ofShape(shape: Shape): Generator<unknown> {
    if (shape.enums) {
      yield* shape.enums;
      return;
    }
    for (const part of shape.parts) yield* part.examples;
    if (shape.types & bits.string)
      yield* textsOf(shape, Math.max(shape.minLength, Math.min(4, shape.maxLength))).slice(0, 8);
    if (shape.types & numberBits) yield* plainNumbers(shape);
    if (shape.types & bits.object) yield* this.#objects(shape);
    if (shape.types & bits.array) yield* this.#arrays(shape);
    if (shape.types & bits.boolean) yield* [true, false];
    if (shape.types & bits.null) yield null;
    if (shape.types & bits.string) yield* textsOf(shape, shape.minLength);
    if (shape.types & numberBits) yield* numbersOf(shape, []).slice(0, 20);
  }

  *#objects(shape: Shape): Generator<unknown> {
    const members = objectMembers(this.#engine, shape);
    const least = this.#object(shape, [...shape.required]);
    if (least) yield least;
    const possible = [...members.declared].filter((name) => !shape.required.has(name));
    for (const name of possible.slice(0, 6)) {
      const one = this.#object(shape, [...shape.required, name]);
      if (one) yield one;
    }
    const full = this.#object(shape, [...shape.required, ...possible]);
    if (full) yield full;
  }

  /** Undefined if a name cannot be given a value; names beyond those needed are skipped instead. */
  #object(shape: Shape, names: readonly string[]): object | undefined {
    const members = objectMembers(this.#engine, shape);
    const made = {};
    for (const name of names) {
      if (Object.keys(made).length >= shape.maxProperties) break;
      const member = members.of(name);
      const [value] = member ? this.values(member) : [];
      if (value !== undefined) setOwn(made, name, value);
      else if (shape.required.has(name)) return undefined;
    }
    this.#fill(shape, made, shape.minProperties);
    return made;
  }

  /** Adds further properties until there are enough. */
  #fill(shape: Shape, made: object, size: number): void {
    const members = objectMembers(this.#engine, shape);
    const spare = [...members.declared].filter((name) => !Object.hasOwn(made, name));
    const wanted = Math.min(size, 200);
    for (const name of spare) {
      if (Object.keys(made).length >= wanted) return;
      const member = members.of(name);
      const [value] = member ? this.values(member) : [];
      if (value !== undefined) setOwn(made, name, value);
    }
    for (const other of members.others) {
      const [value] = this.values(other.conj);
      if (value === undefined) continue;
      for (let i = 1; Object.keys(made).length < wanted && i <= wanted + 5; i++) {
        const names = other.pattern === undefined ? [`other${i}`] : textsLike(other.pattern, i);
        for (const name of names)
          if (!Object.hasOwn(made, name) && Object.keys(made).length < wanted) setOwn(made, name, value);
      }
    }
  }

  *#arrays(shape: Shape): Generator<unknown> {
    for (const size of [shape.minItems, shape.minItems + 1, Math.min(shape.maxItems, shape.minItems + 2)]) {
      const made = this.#array(shape, size);
      if (made) yield made;
    }
    for (const { node, min } of shape.contains) {
      const member = and(itemAt(shape, 0), node);
      const items = this.values(member).slice(0, 1);
      if (items.length > 0) yield Array.from({ length: Math.max(min, shape.minItems, 1) }, () => items[0]);
    }
  }

  #array(shape: Shape, size: number): unknown[] | undefined {
    if (size > longestArray || size > shape.maxItems) return undefined;
    const made: unknown[] = [];
    const taken = new Set<string>();
    for (let position = 0; position < size; position++) {
      const fresh = unlike(taken, shape, this.values(itemAt(shape, position)));
      if (fresh === undefined) return undefined;
      made.push(fresh);
    }
    return made;
  }

  objectsOfSize(sent: Conjunction, size: number): Iterable<unknown> {
    return this.#eachShape(sent, bits.object, (shape) => {
      const made = this.#object(shape, [...shape.required]);
      if (made) this.#fill(shape, made, size);
      return [made];
    });
  }

  /** Objects that have a property. */
  objectsWith(sent: Conjunction, name: string): Iterable<unknown> {
    return this.#eachShape(sent, bits.object, (shape) => {
      const member = objectMembers(this.#engine, shape).of(name);
      return (member ? this.values(member) : []).flatMap((value) => [...this.#holding(shape, name, value)]);
    });
  }

  /** Objects that have a property with a given value. */
  objectsHolding(sent: Conjunction, name: string, value: unknown): Iterable<unknown> {
    return this.#eachShape(sent, bits.object, (shape) => this.#holding(shape, name, value));
  }

  /** The least such object; then, if that will not do, the fullest. */
  *#holding(shape: Shape, name: string, value: unknown): Generator<unknown> {
    const rest = [...shape.required].filter((other) => other !== name);
    const least = this.#object(shape, rest);
    if (!least) return;
    yield withValue(least, name, value);
    const all = [...shape.required, ...objectMembers(this.#engine, shape).declared];
    const whole = this.#object(shape, all);
    if (whole) yield withValue(whole, name, value);
  }

  arraysOfSize(sent: Conjunction, size: number): Iterable<unknown> {
    return this.#eachShape(sent, bits.array, (shape) => {
      const repeated = this.values(itemAt(shape, 0)).slice(0, 1);
      const same =
        size <= longestArray && repeated.length > 0 ? [Array.from({ length: size }, () => repeated[0])] : [];
      return [this.#array(shape, size), ...same];
    });
  }

  arraysMatching(sent: Conjunction, node: SchemaNode, count: number): Iterable<unknown> {
    return this.#eachShape(sent, bits.array, (shape) => {
      const made: unknown[] = [];
      const taken = new Set<string>();
      for (let matching = 0; matching < count || made.length < shape.minItems; ) {
        if (made.length >= Math.min(longestArray, shape.maxItems)) break;
        const item = itemAt(shape, made.length);
        const fitting = matching < count ? this.values(and(item, node)) : [];
        const value = unlike(taken, shape, fitting.length > 0 ? fitting : this.values(item));
        if (value === undefined) break;
        if (fitting.length > 0) matching++;
        made.push(value);
      }
      return [made];
    });
  }

  arraysHolding(sent: Conjunction, position: number, value: unknown): Iterable<unknown> {
    return this.#eachShape(sent, bits.array, (shape) => {
      const least = this.#array(shape, Math.max(position, Math.min(shape.minItems, longestArray)));
      if (!least) return [];
      const made = [...least];
      made[position] = value;
      return [made];
    });
  }

  *#eachShape(
    sent: Conjunction,
    kind: number,
    make: (shape: Shape) => Iterable<unknown>,
  ): Generator<unknown> {
    if (this.#engine.proofOnly) return;
    for (const shape of this.#possible(sent)) {
      if ((shape.types & kind) === 0) continue;
      const [narrow] = this.#engine.shapes(ofTypes(shape, kind));
      if (!narrow) continue;
      for (const value of make(narrow)) if (value !== undefined) yield value;
    }
  }
}

function withValue(object: object, name: string, value: unknown): object {
  const made = { ...object };
  setOwn(made, name, value);
  return made;
}

function bitsOf(value: unknown): number {
  if (typeof value === "number") return numberBits;
  if (value === null) return bits.null;
  if (Array.isArray(value)) return bits.array;
  return typeof value === "object" ? bits.object : bits[typeof value as "string" | "boolean"];
}

function plainNumbers(shape: Shape): readonly number[] {
  const low = shape.lower?.value;
  const high = shape.upper?.value;
  const within =
    low !== undefined ? [low, low + 1, Math.ceil(low)] : high !== undefined ? [high, high - 1] : [1];
  const fractions = shape.types & bits.integer ? [] : [0.5, 1.5, (low ?? 0) + 0.5];
  return [1, ...within, ...fractions, ...shape.multiples, 0];
}

/** One of the values; for a list without duplicates one that it does not have yet, made up if need be. */
function unlike(taken: Set<string>, shape: Shape, values: readonly unknown[]): unknown {
  if (!shape.uniqueItems) return values[0];
  const found = values.find((value) => !taken.has(canonicalJson(value))) ?? freshValue(taken, values);
  if (found !== undefined) taken.add(canonicalJson(found));
  return found;
}

/** Something different again, for lists without duplicates. */
function freshValue(taken: ReadonlySet<string>, values: readonly unknown[]): unknown {
  // The number of values taken so far is mostly the first that is free.
  for (let i = taken.size; i < taken.size + longestArray; i++) {
    for (const base of values) {
      const made = typeof base === "number" ? base + i : typeof base === "string" ? `${base}${i}` : undefined;
      if (made !== undefined && !taken.has(canonicalJson(made))) return made;
    }
  }
  return undefined;
}
