import type { RouterFlags } from "./traffic-context.ts";

export interface DrainFlags extends RouterFlags {
  readonly within: number;
  readonly now?: boolean;
  readonly keepOpen?: boolean;
  readonly instance?: readonly string[];
  readonly rejoin?: boolean;
}

/** What is drained, and how. */
export interface DrainOrder {
  readonly name: string;
  readonly flags: DrainFlags;
  readonly withinMs: number;
}
