/** How much was left of what a wait of a plan is for, when whoever deploys counted it last. Kept among the evidence. */
export interface LeftCount {
  readonly left: number;
  /** "messages". Absent: nobody said what was counted. */
  readonly what?: string;
  readonly atMs: number;
}

/** Where it is kept. */
export function leftKey(release: string, wait: string): string {
  return ["left", release, wait].map(encodeURIComponent).join("/");
}

/** Undefined: nobody has counted, or something else is kept there. */
export function readLeftCount(kept: unknown): LeftCount | undefined {
  const { left, what, atMs } = (kept ?? {}) as Partial<LeftCount>;
  if (typeof left !== "number" || typeof atMs !== "number") return undefined;
  return { left, atMs, ...(typeof what === "string" ? { what } : {}) };
}
