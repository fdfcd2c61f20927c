import type { Catalogue } from "./catalogue/catalogue.ts";

/** Labels that an enum has in one schema and not in another; none where it is no enum in both. */
export function lostLabels(one: Catalogue, other: Catalogue, type: string): string[] {
  const [own, others] = [one.types.get(type), other.types.get(type)];
  if (own?.kind !== "enum" || others?.kind !== "enum") return [];
  return own.labels.filter((label) => !others.labels.includes(label));
}
