/** Random values along a JSON Schema (2020-12): meant to be valid often, not always; a validator has to sort them. */
type Schema = Record<string, unknown> | boolean;
export type Dice = () => number;

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const depthLimit = 7;
const formats: Record<string, string> = {
  "date-time": "2026-01-31T12:00:00Z",
  date: "2026-01-31",
  uuid: "123e4567-e89b-42d3-a456-426614174000",
  guid: "123e4567-e89b-42d3-a456-426614174000",
  uri: "https://example.com/a",
  email: "someone@example.com",
};

export function randomValue(root: Schema, roll: Dice, schema: Schema = root, depth = 0): unknown {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(roll() * items.length)];
  if (typeof schema === "boolean") return pick([null, "a", 1, true]);
  const parts = flattened(root, schema, roll);
  const listed = parts.find((part) => Array.isArray(part.enum));
  if (listed) return pick(listed.enum as unknown[]);
  const typed = parts.find((part) => part.type !== undefined)?.type;
  const guessed = parts.some((part) => part.properties)
    ? "object"
    : parts.some((part) => part.items)
      ? "array"
      : undefined;
  const type = Array.isArray(typed)
    ? pick(typed)
    : (typed ?? guessed ?? pick(["string", "integer", "null", "object"]));
  const first = (keyword: string) => parts.find((part) => part[keyword] !== undefined)?.[keyword];
  if (type === "null") return null;
  if (type === "boolean") return roll() < 0.5;
  if (type === "integer" || type === "number") {
    const low = Number(first("minimum") ?? first("exclusiveMinimum") ?? -1);
    const made = low + Math.floor(roll() * 4);
    return type === "number" && roll() < 0.3 ? made + 0.5 : Math.min(made, Number(first("maximum") ?? made));
  }
  if (type === "string") {
    const known = formats[String(first("format") ?? "")];
    const text = "abcdefgh".slice(0, Math.floor(roll() * 8)).padEnd(Number(first("minLength") ?? 0), "x");
    return known !== undefined && roll() < 0.9 ? known : text;
  }
  if (type === "array") {
    const items = (first("items") ?? true) as Schema;
    const length = depth > depthLimit ? 0 : Math.max(Number(first("minItems") ?? 0), Math.floor(roll() * 3));
    return Array.from({ length: Math.min(length, Number(first("maxItems") ?? length)) }, () =>
      randomValue(root, roll, items, depth + 1),
    );
  }
  const made: Record<string, unknown> = {};
  const required = new Set(parts.flatMap((part) => (part.required as string[] | undefined) ?? []));
  const share = depth > depthLimit ? 0 : depth > 2 ? 0.25 : 0.5;
  for (const part of parts) {
    for (const [name, inner] of Object.entries(
      (part.properties as Record<string, Schema> | undefined) ?? {},
    )) {
      if (required.has(name) || roll() < share) made[name] = randomValue(root, roll, inner, depth + 1);
    }
    if (typeof part.additionalProperties === "object" && roll() < 0.5)
      made.extra = randomValue(root, roll, part.additionalProperties as Schema, depth + 1);
  }
  return made;
}

/** The parts that judge one value, one alternative of each choice. */
function flattened(root: Schema, schema: Schema, roll: Dice): Record<string, unknown>[] {
  const parts: Record<string, unknown>[] = [];
  const stack: Schema[] = [schema];
  for (let at = stack.pop(); at !== undefined && parts.length < 100; at = stack.pop()) {
    if (typeof at === "boolean") continue;
    parts.push(at);
    if (typeof at.$ref === "string" && typeof root === "object") {
      const target = (root.$defs as Record<string, Schema>)[at.$ref.slice("#/$defs/".length)];
      if (target !== undefined) stack.push(target);
    }
    stack.push(...((at.allOf as Schema[] | undefined) ?? []));
    for (const keyword of ["anyOf", "oneOf"]) {
      const branches = (at[keyword] as Schema[] | undefined) ?? [];
      const branch = branches[Math.floor(roll() * branches.length)];
      if (branch !== undefined) stack.push(branch);
    }
  }
  return parts;
}
