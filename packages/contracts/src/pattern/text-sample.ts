import { type CharSet, type Pattern, parsePattern } from "./syntax.ts";

const lengthLimit = 10_000;

/** A few texts made after a pattern, from short to long. They still have to be matched: anchors may contradict. */
export function textsLike(source: string, minLength: number): readonly string[] {
  const pattern = parsePattern(source);
  if (!pattern || minLength > lengthLimit) return [];
  const texts = new Set<string>();
  for (const extra of [0, 1, 2, minLength]) {
    const text = made(pattern, extra);
    if (text === undefined) continue;
    texts.add(text);
    const missing = minLength - [...text].length;
    if (missing > 0) {
      texts.add(text + "a".repeat(missing));
      const longer = made(pattern, missing);
      if (longer !== undefined) texts.add(longer);
    }
  }
  return [...texts].filter((text) => text.length <= 2 * lengthLimit);
}

/** `extra` more rounds than needed go into the first repetition that takes them. */
function made(pattern: Pattern, extra: number): string | undefined {
  const purse = { left: extra };
  const text = write(pattern, purse);
  return text.length <= 2 * lengthLimit ? text : undefined;
}

function write(pattern: Pattern, purse: { left: number }): string {
  if (pattern.kind === "chars") return friendly(pattern.set);
  if (pattern.kind === "sequence") return pattern.parts.map((part) => write(part, purse)).join("");
  if (pattern.kind === "choice") return pattern.parts[0] ? write(pattern.parts[0], purse) : "";
  if (pattern.kind !== "repeat") return "";
  const spare = Math.min(purse.left, pattern.max - pattern.min);
  purse.left -= spare;
  const rounds = Math.min(pattern.min + spare, lengthLimit);
  let text = "";
  for (let i = 0; i < rounds && text.length <= 2 * lengthLimit; i++) text += write(pattern.part, purse);
  return text;
}

function friendly(set: CharSet): string {
  for (const wanted of [97, 65, 48, 49, 45, 95, 32]) {
    if (set.some(([low, high]) => low <= wanted && wanted <= high)) return String.fromCodePoint(wanted);
  }
  const printable = set.find(([low, high]) => high >= 33 && low < 0xd800);
  const point = printable ? Math.max(printable[0], 33) : (set[0]?.[0] ?? 97);
  return String.fromCodePoint(point);
}
