/** A file of features is foreign input: each bound is named in the complaint that cites it. */
export const fileLimits = {
  /** Characters of the file. */
  textLength: 4 * 1024 * 1024,
  /** Expansions of YAML aliases. */
  aliases: 1_000,
  complaints: 100,
  /** Rules of one feature. */
  rules: 200,
  /** Alternatives of one version range, and comparisons in each. */
  rangeParts: 50,
  /** Features that need a feature that needs a feature … */
  needsDepth: 8,
} as const;
