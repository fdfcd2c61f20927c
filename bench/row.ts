/** One measured figure. A row with a goal says whether it was met; a benchmark never fails a test. */
export interface Row {
  /** The benchmark: the name of its file. */
  readonly bench: string;
  /** What was measured, with its size: "plan 2,000 components". */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Who else was measured in the same run, by the same yardstick. */
  readonly peer?: string;
  readonly peerValue?: number;
  /** How many times better than the peer: above 1 is good, whatever the unit. */
  readonly ratio?: number;
  /** The figure to reach, as a person would write it: "<= 1000 ms". */
  readonly goal?: string;
  readonly met?: boolean;
}

export interface BenchOptions {
  /** A smaller size or fewer rounds: seconds instead of minutes. */
  readonly quick: boolean;
}

/** What every file bench/NAME.ts exports as `bench`. It runs in a process of its own with `gc` exposed; stdout is not its own. */
export type Bench = (options: BenchOptions) => Promise<readonly Row[]>;
