/** The JSON types as bits, with numbers cut in two so that `integer` is a part of `number`. */
export const bits = {
  null: 1,
  boolean: 2,
  integer: 4,
  fraction: 8,
  string: 16,
  array: 32,
  object: 64,
} as const;
export const anyType = 127;
export const numberBits = bits.integer | bits.fraction;

export function bitsOfName(name: unknown): number | undefined {
  if (name === "number") return numberBits;
  return typeof name === "string" && Object.hasOwn(bits, name) && name !== "fraction"
    ? bits[name as keyof typeof bits]
    : undefined;
}

export function bitOf(value: unknown): number {
  if (value === null) return bits.null;
  if (Array.isArray(value)) return bits.array;
  if (typeof value === "number") return Number.isInteger(value) ? bits.integer : bits.fraction;
  if (typeof value === "boolean") return bits.boolean;
  return typeof value === "string" ? bits.string : bits.object;
}

/** "string", "integer or null". */
export function namesOfBits(mask: number): string {
  const names = typeNamesOf(mask);
  return names.length === 0 ? "nothing" : names.join(" or ");
}

/** As a `type` keyword lists them. */
export function typeNamesOf(mask: number): string[] {
  const names: string[] = [];
  for (const [name, bit] of Object.entries(bits)) {
    if ((mask & bit) === 0 || name === "fraction") continue;
    names.push(name === "integer" && mask & bits.fraction ? "number" : name);
  }
  if (mask & bits.fraction && !(mask & bits.integer)) names.push("number");
  return names;
}
