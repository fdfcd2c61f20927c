/** What one version reads of flags, as it is published in `.crossfade/flag-reads.json`: keys, defaults, places; no source code. */
export interface PublishedFlagReads {
  readonly flagReadsSchema: 1;
  readonly component: string;
  readonly reads: Readonly<Record<string, ReadKey>>;
  readonly uncertain: readonly UncertainKey[];
  /** Files of source code that were looked into. */
  readonly sources: number;
  /**
   * list: a list of its own says what it reads · folder: a link says where all code is that reads flags · scan: nobody says
   * so, its files were scanned.
   */
  readonly toldBy: "list" | "folder" | "scan";
  /** Of each folder that a link names, what a scan of it found: a document for comparisons. */
  readonly folders: Readonly<Record<string, unknown>>;
}

export interface ReadKey {
  readonly type: string;
  /** All that the code passes. */
  readonly defaults: readonly unknown[];
  /** Somewhere it passes what cannot be told. */
  readonly isDefaultUncertain?: boolean;
  /** "web/src/cart.ts:12:5", the first few. */
  readonly at: readonly string[];
}

/** Code that reads a flag, or may, of which a scan could not tell all. */
export interface UncertainKey {
  readonly at: string;
  readonly why: string;
  /** Absent: it may be any key. */
  readonly key?: string;
}
