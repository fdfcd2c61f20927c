import { own } from "../document/json.ts";
import type { Location } from "../document/library.ts";

/** Longer keys are not told apart. */
const maxLength = 500;

/** `cart:v2:{id}`: the key under which the values of a schema are stored, where its root says so as `x-key`. */
export function keyOf(schema: Location): string | undefined {
  const key = own(schema.value, "x-key");
  return typeof key === "string" && key !== "" ? key : undefined;
}

/**
 * Whether one stored key can fit both. `{name}` stands for one part of a key: one or more characters without a
 * separator, whatever its name; `<name>`, `%s` and `%d` do too, and `*` for anything. Two long ones are taken to meet: values are then compared, which is never too lenient.
 */
export function keysMeet(one: string, other: string): boolean {
  const [a, b] = [tokensOf(one), tokensOf(other)];
  if (a.length > maxLength || b.length > maxLength) return true;
  // meets[j]: whether the rests from here and from b[j] can be the same text; filled from the ends.
  let meets: readonly boolean[] = [...b.map(() => false), true];
  for (const from of a.toReversed()) {
    const next = [...b.map(() => false), false];
    for (let j = b.length - 1; j >= 0; j--) next[j] = stepsOn(from, b[j], meets, next, j);
    meets = next;
  }
  return meets[0] ?? true;
}

/** `after` is the row behind `from`, `same` the row of `from` itself, already filled beyond `j`. */
function stepsOn(
  from: Token | undefined,
  to: Token | undefined,
  after: readonly boolean[],
  same: readonly boolean[],
  j: number,
): boolean {
  if (!from || !to) return false;
  const both = after[j + 1] ?? false;
  if (from.kind === "text" && to.kind === "text") return from.text === to.text && both;
  const fits = (one: Token, other: Token) =>
    one.kind !== "part" || other.kind !== "text" || !separators.has(other.text);
  if (!fits(from, to) || !fits(to, from)) return false;
  const fromGoesOn = from.kind !== "text" && (same[j + 1] ?? false);
  const toGoesOn = to.kind !== "text" && (after[j] ?? false);
  return both || fromGoesOn || toGoesOn;
}

type Token = { readonly kind: "part" | "any" } | { readonly kind: "text"; readonly text: string };

const separators = new Set([..."/:.|#_-"]);

function tokensOf(key: string): readonly Token[] {
  return [...key.matchAll(/\{[^{}]*\}|<[^<>]+>|%[sd]|./gsu)].map(([text]) => {
    if (text === "*") return { kind: "any" };
    return [...text].length > 1 ? { kind: "part" } : { kind: "text", text };
  });
}
