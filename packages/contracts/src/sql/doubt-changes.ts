import type { Catalogue, Doubt } from "./catalogue/catalogue.ts";

/** Statements whose effect is not known, which may have altered tables, and which the other schema does not have. */
export function newDoubts(before: Catalogue, after: Catalogue): Doubt[] {
  const known = new Set(before.doubts.map(({ identity }) => identity));
  return after.doubts.filter(({ alters, identity }) => alters && !known.has(identity));
}
