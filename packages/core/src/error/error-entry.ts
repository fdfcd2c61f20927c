export interface ErrorEntry {
  /** `{name}` is replaced by a detail. */
  readonly sentence: string;
  /** What to do next; names the next command where there is one. */
  readonly hint: string;
  readonly httpStatus: number;
  readonly exitCode: number;
}
