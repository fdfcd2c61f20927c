import { setOwn } from "../../packages/contracts/src/document/json.ts";
import type { Dice } from "./random-value.ts";
import type { Words } from "./schema-values.ts";

const odd: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  "",
  "x",
  [],
  {},
  [null],
  { other: 1 },
];

/** A copy with one thing changed: what the maker of values takes for granted is not granted. */
export function tweaked(value: unknown, words: Words, roll: Dice): unknown {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(roll() * items.length)];
  const anything = () => (words.values.length > 0 && roll() < 0.3 ? pick(words.values) : pick(odd));
  const go = (at: unknown): unknown => {
    if (typeof at !== "object" || at === null || roll() < 0.1) return anything();
    if (Array.isArray(at)) {
      const index = Math.floor(roll() * at.length);
      if (at.length === 0 || roll() < 0.2) return [...at, anything()];
      return roll() < 0.2
        ? at.filter((_, i) => i !== index)
        : at.map((each, i) => (i === index ? go(each) : each));
    }
    const names = Object.keys(at);
    const made = { ...at };
    const name = roll() < 0.25 || names.length === 0 ? pick(words.names) : pick(names);
    if (name === undefined) return made;
    if (!Object.hasOwn(made, name)) setOwn(made, name, anything());
    else if (roll() < 0.25) delete (made as Record<string, unknown>)[name];
    else setOwn(made, name, go((made as Record<string, unknown>)[name]));
    return made;
  };
  return go(value);
}
