/** One thing that is wrong in a file of features. All of them are collected before anyone is told. */
export interface FileComplaint {
  readonly file: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  /** "features.dark-mode.enabled"; empty for the file as a whole. */
  readonly path: string;
  /** One sentence. */
  readonly message: string;
  /** What would be right, and the nearest known word where there is one. */
  readonly expected?: string;
}

export type Path = readonly (string | number)[];

/** Notes one complaint about a place; `of` says whether it is the key or its value that is meant. */
export type Report = (path: Path, message: string, expected?: string, of?: "key" | "value") => void;
