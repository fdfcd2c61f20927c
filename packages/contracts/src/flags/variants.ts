import { isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import type { Complaints } from "./flag-document.ts";
import { type FlagType, flagTypeOf } from "./flag-type.ts";

/** The named values of one flag, all of one type. */
export interface Variants {
  readonly type: FlagType;
  readonly byName: ReadonlyMap<string, unknown>;
}

/** Undefined, with a complaint, where they are no mapping, empty, or of several types. */
export function variantsAt(flag: Location, complaints: Complaints): Variants | undefined {
  const at = below(flag, "variants");
  if (!isObject(at.value)) {
    complaints.add(
      Object.hasOwn(flag.value as object, "variants") ? at : flag,
      "`variants` must be a mapping of names to values",
    );
    return undefined;
  }
  const byName = new Map(Object.keys(at.value).map((name) => [name, own(at.value, name)]));
  const types = new Set([...byName.values()].map(flagTypeOf));
  const [type] = types;
  if (types.size === 1 && type !== undefined) return { type, byName };
  const wrong = byName.size === 0 ? "there is no variant" : "its variants are of different types";
  complaints.add(at, `${wrong}: a flag serves values of one type, boolean, string, number or object`);
  return undefined;
}
