import { saysTheSame } from "../document/closure-text.ts";
import type { Location } from "../document/library.ts";
import { inModernWords } from "../schema/modern-words.ts";
import type { SchemaSource } from "../schema/schema-source.ts";

/**
 * Do two parts that are only compared as a whole say the same, with everything they refer to? `nullable` is a word of
 * OpenAPI 3.0 and none of 3.1: the same words in both are not the same.
 */
export function isSamePart(from: SchemaSource, ours: Location, to: SchemaSource, theirs: Location): boolean {
  const [one, other] = [from.dialectOf(ours), to.dialectOf(theirs)];
  if (one === other) return saysTheSame(from.library, ours, to.library, theirs);
  return saysTheSame(from.library, ours, to.library, theirs, [
    (value) => inModernWords(value, one),
    (value) => inModernWords(value, other),
  ]);
}
