/** Bounds on what is read and told about assets. */
export const assetLimits = {
  /** Files that one contract may name. */
  files: 200_000,
  /** Missing files of one version pair that are told one by one. */
  missing: 20,
  /** Names that one sentence lists. */
  listed: 3,
  /** Files without a content hash whose text is compared. */
  contents: 1_000,
  /** Characters of such a file. */
  contentLength: 1024 * 1024,
} as const;
