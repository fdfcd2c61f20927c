import type { ParsedDocument } from "../../document/parse.ts";

/** What a consumer says it uses of a contract: the operations that it calls, and of their answers what it reads. */
export interface Uses {
  readonly document: ParsedDocument;
  readonly operations: readonly UsedOperation[];
}

export interface UsedOperation {
  /** "GET /carts/{}": what parameters are called does not matter. */
  readonly key: string;
  /** As it is written. */
  readonly name: string;
  /** Of the entry in the list. */
  readonly pointer: string;
  /** By status or range of statuses ("200", "4XX", "default"); statuses that are not named are read whole. */
  readonly reads: ReadonlyMap<string, readonly ReadPath[]>;
}

/** One place of a body that is read, with all below it. */
export interface ReadPath {
  /** Of the entry in the list. */
  readonly pointer: string;
  /** As it is written: "/items/0/price". */
  readonly text: string;
  /** `*` is any item and any field. */
  readonly steps: readonly string[];
}

/** A list is foreign input: these bound the work that it can cause. */
export const usesLimits = {
  /** Paths of one body. */
  paths: 1_000,
  /** Steps of one path. */
  steps: 20,
  /** Schemas that the narrowed contract is made of. */
  schemas: 50_000,
} as const;
