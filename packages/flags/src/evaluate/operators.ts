import { arithmetic } from "./arithmetic.ts";
import { comparisons } from "./comparison.ts";
import { isIn, merged } from "./lists.ts";
import { semVer } from "./sem-ver.ts";
import { affix, joined, portion } from "./text.ts";

const startsWith = affix((text, part) => text.startsWith(part));
const endsWith = affix((text, part) => text.endsWith(part));

/** Operators that are functions of their arguments alone. */
export const functions: ReadonlyMap<string, (values: readonly unknown[]) => unknown> = new Map<
  string,
  (values: readonly unknown[]) => unknown
>([
  ...arithmetic,
  ["in", isIn],
  ["merge", merged],
  ["cat", joined],
  ["substr", portion],
  ["starts_with", startsWith],
  ["ends_with", endsWith],
  ["sem_ver", semVer],
]);

/** Operators that also look at the context. */
export const contextual: ReadonlySet<string> = new Set(["missing", "missing_some", "fractional"]);

export const iterations: ReadonlySet<string> = new Set(["map", "filter", "all", "some", "none"]);

/** Every operator of flagd's schema of targeting. Other engines know more; a definition with those is not portable. */
export const operatorNames: readonly string[] = [
  "var",
  "if",
  "and",
  "or",
  "!",
  "!!",
  "reduce",
  ...comparisons.keys(),
  ...iterations,
  ...contextual,
  ...functions.keys(),
];
