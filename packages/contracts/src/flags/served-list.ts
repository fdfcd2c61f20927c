import type { ParsedDocument } from "../document/parse.ts";
import { type Complaints, entriesOf } from "./flag-document.ts";
import type { KeyServed } from "./flags.ts";
import { typeAt, valuesAt } from "./reading-list.ts";

const words = ["type", "values"];
const example = '{ "type": "boolean" }';

/** `serves`: what an api of one's own answers. */
export function servedList(document: ParsedDocument, complaints: Complaints): Map<string, KeyServed> {
  const serves = new Map<string, KeyServed>();
  for (const [key, at] of entriesOf(document, "serves", complaints)) {
    if (!complaints.entry(at, words, example)) continue;
    const type = typeAt(at, complaints);
    if (type === undefined) continue;
    const values = valuesAt(at, type, complaints);
    serves.set(key, { at, type, answers: "always", ...(values === undefined ? {} : { values }) });
  }
  return serves;
}
