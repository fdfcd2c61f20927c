/** The files of one revision. Paths use `/` and are relative to the repository's root. */
export interface Documents {
  /** The text of a file, or undefined where there is none. Throws a CrossfadeError for a file that cannot be read as text. */
  read(path: string): string | undefined;
  /** Paths of all files below a folder, sorted; the folder may be "" for all. */
  list(folder: string): readonly string[];
}

/** A cryptographic digest of a text in lower-case hex. */
export type Hash = (text: string) => string;
