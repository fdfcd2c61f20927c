import { isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { type Complaints, entriesOf } from "./flag-document.ts";
import { type FlagType, flagTypeOf, flagTypes, isFlagType } from "./flag-type.ts";
import type { KeyRead } from "./flags.ts";

const words = ["type", "default", "values", "missing"];
const example = '{ "type": "boolean", "default": false }';

/** `reads`: what a client asks for, with the default in its code. */
export function readingList(document: ParsedDocument, complaints: Complaints): Map<string, KeyRead> {
  const reads = new Map<string, KeyRead>();
  for (const [key, at] of entriesOf(document, "reads", complaints)) {
    if (!complaints.entry(at, words, example)) continue;
    const type = typeAt(at, complaints);
    const missing = missingAt(at, complaints);
    if (type === undefined) continue;
    const values = valuesAt(at, type, complaints);
    if (!isObject(at.value) || !Object.hasOwn(at.value, "default"))
      complaints.add(at, "`default` is missing: write the value that the code falls back to");
    else if (flagTypeOf(own(at.value, "default")) !== type)
      complaints.add(below(at, "default"), `the default must be of type ${type}, as the flag`);
    reads.set(key, {
      at,
      type,
      default: own(at.value, "default"),
      ...(values === undefined ? {} : { values }),
      ...(missing === undefined ? {} : { missing }),
    });
  }
  return reads;
}

export function typeAt(at: Location, complaints: Complaints): FlagType | undefined {
  const type = own(at.value, "type");
  if (isFlagType(type)) return type;
  complaints.add(
    type === undefined ? at : below(at, "type"),
    `\`type\` must be one of ${flagTypes.join(", ")}`,
  );
  return undefined;
}

/** Undefined where none are listed. */
export function valuesAt(
  at: Location,
  type: FlagType,
  complaints: Complaints,
): readonly unknown[] | undefined {
  const values = own(at.value, "values");
  if (values === undefined) return undefined;
  const place = below(at, "values");
  if (!Array.isArray(values) || values.length === 0) {
    complaints.add(place, "`values` must be a list with at least one value");
    return undefined;
  }
  for (const [index, value] of values.entries())
    if (flagTypeOf(value) !== type)
      complaints.add(below(place, index), `every value must be of type ${type}, as the flag`);
  return values;
}

function missingAt(at: Location, complaints: Complaints): KeyRead["missing"] {
  const missing = own(at.value, "missing");
  if (missing === undefined || missing === "fine" || missing === "breaks") return missing;
  complaints.add(below(at, "missing"), "`missing` must be fine or breaks");
  return undefined;
}
