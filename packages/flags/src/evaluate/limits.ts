/** Definitions are foreign input: each bound is named here and in the complaint that cites it. All are checked when compiled. */
export const flagLimits = {
  /** Flags in one document. */
  flags: 10_000,
  /** Levels of lists and operators in one targeting. */
  depth: 64,
  /** Lists, operators and literals in one targeting, what it refers to counted once. */
  expressions: 20_000,
  /** The same, over all targetings of a document. */
  expressionsInAll: 1_000_000,
  /** Steps that one evaluation may take at worst. */
  steps: 1_000_000,
  /** Characters or entries of a value that an expression makes, at worst. */
  growth: 10_000_000,
  /** How long a list or a text of the context is taken to be where steps and growth are counted. */
  contextItems: 100,
  /** Complaints that are listed; a document with more is broken as a whole. */
  complaints: 100,
} as const;
