import type { Location } from "../document/library.ts";
import type { SchemaNode } from "./node.ts";

/** Schemas by property name, each read when somebody asks for it: of a large object mostly one or two are looked at. */
export class Properties implements ReadonlyMap<string, SchemaNode> {
  readonly #names: ReadonlySet<string>;
  readonly #read: (name: string) => SchemaNode;
  /** The object of all of them, where they are spelled. */
  readonly at: Location;
  readonly #spelled: (name: string) => boolean;
  readonly #known = new Map<string, SchemaNode>();

  constructor(
    at: Location,
    names: Iterable<string>,
    read: (name: string) => SchemaNode,
    spelled: (name: string) => boolean,
  ) {
    this.at = at;
    this.#names = new Set(names);
    this.#read = read;
    this.#spelled = spelled;
  }

  /** Whether the schema of a property is the one that stands at its place. */
  spells(name: string): boolean {
    return this.#names.has(name) && this.#spelled(name);
  }

  get size(): number {
    return this.#names.size;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  get(name: string): SchemaNode | undefined {
    if (!this.#names.has(name)) return undefined;
    const known = this.#known.get(name) ?? this.#read(name);
    this.#known.set(name, known);
    return known;
  }

  keys(): MapIterator<string> {
    return this.#names.keys();
  }

  *entries(): Generator<[string, SchemaNode], undefined> {
    for (const name of this.#names) yield [name, this.get(name) as SchemaNode];
  }

  *values(): Generator<SchemaNode, undefined> {
    for (const [, node] of this.entries()) yield node;
  }

  [Symbol.iterator](): Generator<[string, SchemaNode], undefined> {
    return this.entries();
  }

  forEach(each: (node: SchemaNode, name: string, map: ReadonlyMap<string, SchemaNode>) => void): void {
    for (const [name, node] of this.entries()) each(node, name, this);
  }
}
