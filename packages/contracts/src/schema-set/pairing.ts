import type { Location } from "../document/library.ts";
import type { SchemaSet } from "./schema-set.ts";

/** Which of the receiver's schemas are meant for what the sender gives. */
export interface Counterparts {
  readonly accepted: readonly Location[];
  /** Set where none was found, and one may be meant all the same. */
  readonly doubt?: string;
}

export type Pairing = (type: string, sent: Location, sender: SchemaSet, receiver: SchemaSet) => Counterparts;

/** The type of the same name; of two single files the names do not matter. */
export const pairByName: Pairing = (type, _sent, sender, receiver) => {
  const alike = sender.single && receiver.single ? [...receiver.types.values()][0] : receiver.types.get(type);
  return { accepted: alike ? [alike] : [] };
};
