import { nearest } from "@crossfade/core";
import type { ContractProblem } from "../contract.ts";
import { problemAt } from "../document/closure.ts";
import { isObject, own } from "../document/json.ts";
import { below, type Location, rootOf } from "../document/library.ts";
import { documentLimits } from "../document/limits.ts";
import type { ParsedDocument } from "../document/parse.ts";

/** Collects everything that is wrong with one document, up to a limit. */
export class Complaints {
  readonly list: ContractProblem[] = [];

  add(at: Location, message: string): void {
    if (this.list.length < documentLimits.problems)
      this.list.push(problemAt(at.document, at.pointer, message));
  }

  /** Told for every entry that is no mapping or holds a word nobody knows: a typing mistake must not change a verdict. */
  entry(at: Location, known: readonly string[], example: string): boolean {
    if (!isObject(at.value)) {
      this.add(at, `expected a mapping such as ${example}`);
      return false;
    }
    for (const word of Object.keys(at.value)) {
      if (known.includes(word) || word === "description" || word.startsWith("x-")) continue;
      const close = nearest(word, known);
      const meant = close === undefined ? `known are ${known.join(", ")}` : `did you mean "${close}"?`;
      this.add(below(at, word), `"${word}" is not known here: ${meant}`);
    }
    return true;
  }
}

/** The entries of a document's one mapping: `reads`, `serves`, `features`, `flags`. flagd takes a list of flags, too. */
export function entriesOf(
  document: ParsedDocument,
  word: string,
  complaints: Complaints,
): readonly (readonly [key: string, at: Location])[] {
  const at = below(rootOf(document), word);
  if (isObject(at.value)) return Object.keys(at.value).map((key) => [key, below(at, key)] as const);
  if (word === "flags" && Array.isArray(at.value)) return listedEntries(at, complaints);
  complaints.add(at, `\`${word}\` must be a mapping of flag keys`);
  return [];
}

function listedEntries(list: Location, complaints: Complaints): readonly (readonly [string, Location])[] {
  const seen = new Set<string>();
  return (list.value as readonly unknown[]).flatMap((entry, index): [string, Location][] => {
    const [key, at] = [own(entry, "key"), below(list, index)];
    if (typeof key === "string" && !seen.has(key)) {
      seen.add(key);
      return [[key, at]];
    }
    complaints.add(
      at,
      typeof key === "string" ? `the flag "${key}" is here twice` : "`key` is missing: the name of the flag",
    );
    return [];
  });
}
