import { own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import type { Shared } from "./declared.ts";
import type { SchemaDialect } from "./dialect.ts";
import type { NodeParts, Opaque, SchemaNode } from "./node.ts";
import type { SchemaSource } from "./schema-source.ts";
import { exactView, turnedView, type View } from "./view.ts";

/** How a schema stands to the value: with a value of its own, or as a further judge of another's. */
export interface Stand {
  readonly view: View;
  readonly inPlace: boolean;
  readonly hidden: ReadonlySet<string>;
  readonly shared: Shared;
}

/** Who makes and remembers nodes. */
export interface NodeMaker {
  /** The schema at a place, as one that has a value of its own. */
  node(location: Location, view: View): SchemaNode;
  /** The schema at a place, as a further judge of the same value. */
  judge(location: Location, stand: Stand): SchemaNode;
  /** A part that no keyword spells. */
  made(place: Location, view: View, change: Partial<NodeParts>): SchemaNode;
}

/** One schema object while its keywords are read into one node. */
export class SchemaReading {
  readonly pool: NodeMaker;
  readonly source: SchemaSource;
  readonly at: Location;
  readonly stand: Stand;
  readonly node: NodeParts;
  readonly dialect: SchemaDialect;
  readonly formats: "assert" | "ignore";
  readonly opaque: Opaque[] = [];
  readonly allOf: SchemaNode[] = [];
  #made = 0;

  constructor(of: Pick<SchemaReading, "pool" | "source" | "at" | "stand" | "node" | "dialect" | "formats">) {
    this.pool = of.pool;
    this.source = of.source;
    this.at = of.at;
    this.stand = of.stand;
    this.node = of.node;
    this.dialect = of.dialect;
    this.formats = of.formats;
  }

  get(keyword: string): unknown {
    return own(this.at.value, keyword);
  }

  unclear(keyword: string, why: string): void {
    this.opaque.push({ keyword, why });
  }

  judge(...steps: (string | number)[]): SchemaNode {
    return this.pool.judge(below(this.at, ...steps), this.stand);
  }

  exact(...steps: (string | number)[]): SchemaNode {
    return this.pool.judge(below(this.at, ...steps), { ...this.stand, view: exactView(this.stand.view) });
  }

  turned(...steps: (string | number)[]): SchemaNode {
    return this.pool.judge(below(this.at, ...steps), { ...this.stand, view: turnedView(this.stand.view) });
  }

  /** Without the properties that do not travel in this flow: nobody asks for them. */
  travelling(keyword: string, names: readonly string[]): string[] {
    const { hidden, view } = this.stand;
    if (view.turned && names.some((name) => hidden.has(name)))
      this.unclear(keyword, `below "not" or "if", ${keyword} names a property that is readOnly or writeOnly`);
    return names.filter((name) => !hidden.has(name));
  }

  /** A value that several parts describe together is not closed by any one of them. */
  child(...steps: (string | number)[]): SchemaNode {
    const { view, shared } = this.stand;
    const open = shared.all || (steps[0] === "properties" && shared.names.has(String(steps[1])));
    return this.pool.node(below(this.at, ...steps), open ? { ...view, world: "open" } : view);
  }

  made(change: Partial<NodeParts>): SchemaNode {
    const rank = `${this.node.rank}.${++this.#made}`;
    return this.pool.made(this.at, this.stand.view, { ...change, rank });
  }

  number(keyword: string): number | undefined {
    const value = this.get(keyword);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    this.unclear(keyword, `${keyword} must be a number`);
    return undefined;
  }

  size(keyword: string, fallback: number): number {
    const value = this.number(keyword);
    if (value !== undefined && value < 0) this.unclear(keyword, `${keyword} must not be negative`);
    return value ?? fallback;
  }

  list(keyword: string): readonly number[] {
    const list = this.get(keyword);
    if (Array.isArray(list) && list.length > 0) return [...list.keys()];
    if (list !== undefined) this.unclear(keyword, `${keyword} must be a list with at least one schema`);
    return [];
  }
}
