/** One thing that is wrong in crossfade.yaml. All of them are collected before anyone is told. */
export interface Complaint {
  readonly file: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  /** "components.api.kind", "links[2].from"; empty for the file as a whole. */
  readonly path: string;
  /** One sentence. */
  readonly message: string;
  /** What would be right, and the nearest known word where there is one. */
  readonly expected?: string;
  /** The lines around it with a caret; absent where there is no text to show. */
  readonly frame?: string;
}
