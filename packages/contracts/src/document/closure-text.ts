import { withoutProse } from "./closure.ts";
import { canonicalJson, isObject, own } from "./json.ts";
import { below, type Library, type Location, placeKey } from "./library.ts";
import { sameText } from "./same-text.ts";

const placesLimit = 5_000;

/** Canonical text of a part and of everything it refers to, word for word; undefined where that is too large to write. */
export function closureText(library: Library, start: Location): string | undefined {
  return closureOf(library, start, "outside is named")
    ?.map(({ value }) => canonicalJson(value))
    .join("\n");
}

/**
 * Do two parts that are only compared as a whole say the same, with everything they refer to? Prose does not matter. What
 * leads out of the repository, or is too large to tell, is not the same. Other than `SameText` it compares what has a
 * meaning elsewhere, too, by its words: discriminators, names. `inWords` are the ways to put each side where the same
 * words do not mean the same.
 */
export function saysTheSame(
  a: Library,
  one: Location,
  b: Library,
  other: Location,
  inWords?: readonly [Wording, Wording],
): boolean {
  if (!inWords && sameText(a, b).same(one, other)) return true;
  const [left, right] = [closureOf(a, one), closureOf(b, other)];
  if (!left || !right || left.length !== right.length) return false;
  const [ours, theirs] = inWords ?? [asWritten, asWritten];
  return left.every(
    ({ value }, index) => withoutProse(ours(value)) === withoutProse(theirs(right[index]?.value)),
  );
}

/** Another way to write a part; references stay as they are. */
type Wording = (value: unknown) => unknown;
const asWritten: Wording = (value) => value;

/** The part and the targets of its references, in the order in which they are met. */
function closureOf(library: Library, start: Location, outside?: "outside is named"): Location[] | undefined {
  const places = new Map([[placeKey(start), start]]);
  for (const place of places.values()) {
    if (places.size > placesLimit) return undefined;
    for (const [from, reference] of referencesIn(place)) {
      const found = library.resolve(from, reference);
      if (found.kind === "found") places.set(placeKey(found.location), found.location);
      else if (!outside) return undefined;
    }
  }
  return [...places.values()];
}

function* referencesIn(start: Location): Generator<readonly [Location, string]> {
  const stack: Location[] = [start];
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (typeof at.value !== "object" || at.value === null) continue;
    const reference = own(at.value, "$ref");
    if (isObject(at.value) && typeof reference === "string") yield [at, reference];
    // Sorted: the order of keys says nothing.
    for (const step of Object.keys(at.value).sort().reverse()) stack.push(below(at, step));
  }
}
