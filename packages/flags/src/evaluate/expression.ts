/**
 * A targeting, read once: JSONLogic without its shorthands, references followed, constants computed. Both compilers
 * start from it. What a `$ref` names is one object wherever it is used, so that references cannot multiply.
 */
export type Expression =
  | { readonly kind: "constant"; readonly value: unknown }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | Variable
  /** A `var` whose path is computed; a list is a path and what to take where it leads nowhere. */
  | {
      readonly kind: "variable-by";
      readonly path: Expression;
      readonly otherwise: Expression;
      readonly inList: boolean;
    }
  | { readonly kind: "whole" }
  | { readonly kind: "flag-key" }
  | { readonly kind: "timestamp" }
  /** Alternating conditions and results, and what else. */
  | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise: Expression }
  | { readonly kind: "and" | "or"; readonly items: readonly Expression[] }
  | { readonly kind: "not"; readonly item: Expression; readonly twice: boolean }
  | { readonly kind: "compare"; readonly operator: string; readonly items: readonly Expression[] }
  | Iteration
  | {
      readonly kind: "reduce";
      readonly list: Expression;
      readonly body: Expression;
      readonly start: Expression | undefined;
    }
  | Call
  /** Fails whenever it is reached; the complaint about it was made when it was read. */
  | { readonly kind: "failing"; readonly because: string };

export interface Variable {
  readonly kind: "variable";
  readonly steps: readonly string[];
  readonly otherwise: Expression;
  /** Whether it reads the entry of a list, not the context. */
  readonly inList: boolean;
}

export interface Branch {
  readonly when: Expression;
  readonly result: Expression;
}

export interface Iteration {
  readonly kind: "map" | "filter" | "all" | "some" | "none";
  readonly list: Expression;
  /** Reads the entry, not the context. */
  readonly body: Expression;
}

/** An operator that wants its arguments computed. `spread`: the one argument gives all of them where it is a list. */
export interface Call {
  readonly kind: "call";
  readonly operator: string;
  readonly items: readonly Expression[];
  readonly spread: boolean;
  /** Whether `var` reads the context here, or the entry of a list. */
  readonly inList: boolean;
}

export const nothing: Expression = { kind: "constant", value: null };

/** The expressions directly below one. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "list":
    case "and":
    case "or":
    case "compare":
    case "call":
      return expression.items;
    case "variable":
      return [expression.otherwise];
    case "variable-by":
      return [expression.path, expression.otherwise];
    case "if":
      return [...expression.branches.flatMap(({ when, result }) => [when, result]), expression.otherwise];
    case "not":
      return [expression.item];
    case "map":
    case "filter":
    case "all":
    case "some":
    case "none":
      return [expression.list, expression.body];
    case "reduce":
      return [expression.list, expression.body, ...(expression.start ? [expression.start] : [])];
    default:
      return [];
  }
}
