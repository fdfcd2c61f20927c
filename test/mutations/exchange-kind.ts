import type { Dice } from "../support/random-value.ts";
import type { Label } from "./label.ts";
import { at, isJson, type Json, replaced } from "./schema-tree.ts";
import type { Slice } from "./specification.ts";

/**
 * Changes of everything around a schema: operations, parameters, media types, statuses, headers, security, servers. What
 * each means for an old client with the new server (`forth`) and a new client with the old one (`back`) follows from
 * HTTP; no value of a schema is needed.
 */
export interface ExchangeKind {
  readonly name: string;
  readonly forth: Label;
  readonly back: Label;
  /** Undefined where it cannot be applied. */
  change(slice: Slice, roll: Dice): { readonly before: Json; readonly after: Json } | undefined;
}

export function undone(kind: ExchangeKind, name: string): ExchangeKind {
  return {
    name,
    forth: kind.back,
    back: kind.forth,
    change: (slice, roll) => {
      const made = kind.change(slice, roll);
      return made && { before: made.after, after: made.before };
    },
  };
}

export type Operation = Json;
export type Edited = Operation | readonly [before: Operation, after: Operation] | undefined;

/** A change within one operation: the new one, or both. */
export function within(
  name: string,
  forth: Label,
  back: Label,
  edit: (operation: Operation, roll: Dice) => Edited,
): ExchangeKind {
  return {
    name,
    forth,
    back,
    change: ({ document, path, method }, roll) => {
      const steps = ["paths", path, method];
      const edited = edit(at(document, steps) as Operation, roll);
      if (edited === undefined) return undefined;
      const [before, after] = isJson(edited) ? [undefined, edited] : (edited as readonly [Json, Json]);
      return {
        before: before ? replaced(document, steps, before) : document,
        after: replaced(document, steps, after),
      };
    },
  };
}

/** A change within the document around the operation. */
export function around(
  name: string,
  forth: Label,
  back: Label,
  before: (document: Json) => Json,
  after: (document: Json) => Json,
): ExchangeKind {
  return {
    name,
    forth,
    back,
    change: ({ document, path, method }) => {
      const own = ["servers", "security"].reduce<Json>(
        (made, key) => replaced(made, ["paths", path, method, key], undefined),
        document,
      );
      return { before: before(own), after: after(own) };
    },
  };
}

/** The first description among those of several media types. */
export function mediaOf(content: unknown): unknown {
  return Object.values((content ?? {}) as Json)[0];
}
