import type { Contract } from "../contract.ts";
import type { Location } from "../document/library.ts";
import type { SchemaSource } from "../schema/schema-source.ts";

/** What is compared of a message, each on its own. */
export const messageParts = ["payload", "headers", "key"] as const;
export type MessagePart = (typeof messageParts)[number];

/** One type of message, as one side's documents describe it. */
export interface Message {
  /** What people call it: "order-placed", "OrderPlaced on orders". */
  readonly type: string;
  /** Every name that the document gives it; none where it has none of its own. */
  readonly names: readonly string[];
  /** Where it travels, parameters as `{}`; absent where the document does not say. */
  readonly channel?: string;
  /** What the described application does with it; absent where the document does not say. */
  readonly direction?: "send" | "receive";
  readonly at: Location;
  /** Absent: nothing is said of it. */
  readonly payload?: Location;
  readonly headers?: Location;
  /** The schema of its Kafka key. */
  readonly key?: Location;
  /** Lower case, without parameters. */
  readonly contentType?: string;
  /** Notes that decide partition, order and idempotency, by name. */
  readonly hints: ReadonlyMap<string, unknown>;
  /** Other schemas are built upon it: a list of types in it does not say that each of them is taken. */
  readonly base?: true;
  /** Parts of it that are not compared. */
  readonly foreign: readonly ForeignPart[];
}

/** A part that is not compared: equal identities mean that it did not change. */
export interface ForeignPart {
  readonly part: MessagePart | "whole";
  /** "the payload is Avro": the start of a sentence. */
  readonly what: string;
  /** "a JSON Schema of the payload". */
  readonly decides: string;
  readonly at: Location;
  /** Undefined: never equal to another. */
  readonly identity: string | undefined;
}

/** The messages of one version: JSON Schemas, AsyncAPI documents, or both. */
export interface EventContract extends Contract {
  readonly schemas: SchemaSource;
  readonly messages: readonly Message[];
  /** One message without a channel: what it is called does not matter. */
  readonly single: boolean;
}

const hintNames = ["x-partition-key", "x-ordering-key", "x-idempotency-key"];

/** The notes of schemas and messages about keys; those of the first that has one count. */
export function hintsOf(...values: readonly unknown[]): Map<string, unknown> {
  const hints = new Map<string, unknown>();
  for (const name of hintNames)
    for (const value of values) {
      const said = typeof value === "object" && value !== null && Object.hasOwn(value, name);
      if (said && !hints.has(name)) hints.set(name, (value as Record<string, unknown>)[name]);
    }
  return hints;
}
