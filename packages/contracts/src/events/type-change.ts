import type { SchemaMismatch } from "../observe.ts";
import type { EventPair } from "./event-pair.ts";
import { relationOf } from "./type-constant.ts";

/** A schema that is meant for the message by its name, for messages that say to be of another type or version. */
export interface TypeChange {
  /** As JSON: `"built.0.2"`. */
  readonly sent: string;
  readonly taken: string;
  /** The mismatch of the two names. */
  readonly item: SchemaMismatch;
  /** What else would break if the names were the same. */
  readonly beyond: readonly SchemaMismatch[];
}

export function typeChangeOf({ constants, difference }: EventPair): TypeChange | undefined {
  if (!constants) return undefined;
  const theirs = new Map([...constants.accepted.types, ...constants.accepted.versions]);
  for (const [pointer, sent] of [...constants.sent.types, ...constants.sent.versions]) {
    const taken = theirs.get(pointer);
    const item = difference.mismatches.find(({ at, keyword }) => at === pointer && keyword === "enum");
    const both = taken && relationOf(new Map([[pointer, sent]]), new Map([[pointer, taken]]));
    if (taken && item && both === "apart")
      return {
        sent: [...sent].join(", "),
        taken: [...taken].join(", "),
        item,
        beyond: difference.mismatches.filter((each) => each !== item),
      };
  }
  return undefined;
}
