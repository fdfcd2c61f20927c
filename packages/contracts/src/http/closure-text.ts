import { canonicalJson, isObject, own } from "../document/json.ts";
import { below, type Library, type Location } from "../document/library.ts";

const placesLimit = 5_000;

/** Canonical text of a part and of everything it refers to, for parts that are only compared as a whole. */
export function closureText(library: Library, start: Location): string {
  const places: Location[] = [start];
  const seen = new Map<string, number>([[keyOf(start), 0]]);
  const texts: string[] = [];
  for (let next = 0; next < places.length; next++) {
    const place = places[next];
    if (place) texts.push(canonicalJson(place.value));
    if (place) collect(library, place, places, seen);
    if (places.length > placesLimit) return `too large: ${start.document.path}#${start.pointer}`;
  }
  return texts.join("\n");
}

function collect(library: Library, place: Location, places: Location[], seen: Map<string, number>): void {
  const stack: Location[] = [place];
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (typeof at.value !== "object" || at.value === null) continue;
    const reference = own(at.value, "$ref");
    const found =
      isObject(at.value) && typeof reference === "string" ? library.resolve(at, reference) : undefined;
    if (found?.kind === "found" && !seen.has(keyOf(found.location))) {
      seen.set(keyOf(found.location), places.length);
      places.push(found.location);
    }
    for (const step of Object.keys(at.value).reverse()) stack.push(below(at, step));
  }
}

function keyOf(at: Location): string {
  return `${at.document.path}#${at.pointer}`;
}
