import type { Conjunction } from "./conjunction.ts";
import type { SchemaNode } from "./node.ts";
import type { Outcome } from "./outcome.ts";
import type { Shape } from "./shape.ts";

/** What the judges of single keywords ask of the engine that calls them. */
export interface Reasoner {
  readonly sampler: Samples;
  /** Is every value of `sent` accepted? `deeper` when the values asked about lie inside those of the question before. */
  included(sent: Conjunction, accepted: SchemaNode, deeper?: boolean): Outcome;
  /** The same, where a "no" needs no reason: no value is looked for. */
  proves(sent: Conjunction, accepted: SchemaNode, deeper?: boolean): boolean;
  /** Only a proof is asked for: the first doubt ends the question. */
  readonly proofOnly: boolean;
  shapes(sent: Conjunction): readonly Shape[];
  /** The receiver's text stands among what the shape surely satisfies. */
  saysTheSame(shape: Shape, accepted: SchemaNode): boolean;
  /** The receiver's text of a property stands among what the shape surely satisfies. Neither schema is read for it. */
  saysTheSameOf(name: string, shape: Shape, accepted: SchemaNode): boolean;
  /** As written no value of the shape is ever sent, although it was meant. */
  isOnlyMeant(shape: Shape): boolean;
  /** The sender itself says that a value is one of the two and never both: in a `oneOf` with the very same branches. */
  sendsOneOnly(shape: Shape, first: SchemaNode, second: SchemaNode): boolean;
  /** Surely no value satisfies it. */
  isEmpty(sent: Conjunction): boolean;
  /** The first candidate that is sent for sure and refused for sure; a gap if there is none. */
  refute(
    sent: Conjunction,
    accepted: SchemaNode,
    keyword: string,
    why: string,
    candidates: Iterable<unknown>,
  ): Outcome;
  /** The gap where nothing shows what was found. */
  unshown(sent: Conjunction, accepted: SchemaNode, keyword: string, why: string): Outcome;
  /** A schema that no document spells; the same for the same key, so that questions stay finite. */
  synthetic(key: string, like: SchemaNode, change: Partial<SchemaNode>): SchemaNode;
  /** Spends work; false when it is used up. */
  afford(work: number): boolean;
}

/**
 * Values that a sender may send. Those of `values` satisfy all of the conjunction; the others are candidates, made when
 * asked for.
 */
export interface Samples {
  values(sent: Conjunction): readonly unknown[];
  objectsOfSize(sent: Conjunction, size: number): Iterable<unknown>;
  objectsWith(sent: Conjunction, name: string): Iterable<unknown>;
  objectsHolding(sent: Conjunction, name: string, value: unknown): Iterable<unknown>;
  arraysOfSize(sent: Conjunction, size: number): Iterable<unknown>;
  /** Arrays of which as many items as can be, up to `count`, satisfy a schema. */
  arraysMatching(sent: Conjunction, node: SchemaNode, count: number): Iterable<unknown>;
  arraysHolding(sent: Conjunction, position: number, value: unknown): Iterable<unknown>;
}
