import type { InclusionAnswer, InclusionSettings } from "../analysis/inclusion.ts";

/** What `crossfade schema included` needs of the world. */
export interface InclusionPorts {
  /** Two files, or one line of a batch at a time. Throws a CrossfadeError for a file that cannot be read. */
  files(sent: string, accepted: string, settings: InclusionSettings): Promise<InclusionAnswer>;
  /** NDJSON in, one answer for each line in the same order; `-` is standard input. */
  batch(file: string, settings: InclusionSettings): AsyncIterable<BatchAnswer>;
}

/** `verdict` is "error" where the line is no question. */
export type BatchAnswer = { readonly id: unknown } & (
  | InclusionAnswer
  | { readonly verdict: "error"; readonly reason: string }
);
