/** Contracts are foreign input: everything read from them has a bound, named here and in the message that cites it. */
export const documentLimits = {
  /** Characters of one document. */
  textLength: 32 * 1024 * 1024,
  /** Levels of objects and lists in one document. */
  depth: 400,
  /** Values in one document, YAML aliases expanded. */
  values: 5_000_000,
  /** Expansions of YAML aliases that the parser follows before it suspects a bomb. */
  aliases: 10_000,
  /** Documents that one contract may refer to. */
  documents: 5_000,
  /** `$ref`s in a row before a schema must come. */
  refChain: 100,
  /** Problems that are listed; a document with more is broken as a whole. */
  problems: 50,
} as const;
