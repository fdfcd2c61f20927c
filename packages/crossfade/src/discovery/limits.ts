/** What `crossfade init` looks at, at most. A limit that is met is named in its answer. */
export const discoveryLimits = {
  /** Files of the whole folder. More is an error: dependencies or build output are among them. */
  maxFiles: 500_000,
  /** Files whose text is read, the most telling ones first. */
  maxFilesRead: 20_000,
  /** A larger file is not read. */
  maxFileBytes: 16 * 1024 * 1024,
  /** All texts together. */
  maxTotalBytes: 128 * 1024 * 1024,
  /** A larger YAML file is only searched for its first keys, not parsed. */
  maxParsedYamlCharacters: 1024 * 1024,
  /** Of one kind of thing, how many are written into the file. */
  maxSuggestions: 20,
  /** Components that are written into the file. */
  maxComponents: 200,
} as const;
