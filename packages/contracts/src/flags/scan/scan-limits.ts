/** Sources are foreign input: what is beyond a limit is told as uncertain, with the limit's name, and never as "reads nothing". */
export const scanLimits = {
  files: 20_000,
  /** Characters of one file. */
  fileLength: 1_000_000,
  /** Characters of all files together. */
  totalLength: 100_000_000,
  keys: 10_000,
  /** Places that are told for one key. */
  places: 5,
  uncertain: 200,
  /** Values that one expression may have: `a ? "x" : "y"`. */
  alternatives: 16,
  /** Constants that lead to constants, over files too. */
  steps: 8,
  /** Characters between the brackets of a call in a language that is only read as text. */
  callLength: 2_000,
  /** Expressions within an expression, for a key or a default. */
  expression: 100,
  /** Names in front of a call: `a.b.c()`. */
  chain: 8,
  /** Levels of syntax below each other. */
  depth: 2_000,
} as const;
