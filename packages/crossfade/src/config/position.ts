/** A place in crossfade.yaml, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
