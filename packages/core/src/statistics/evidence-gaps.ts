/** What was answered and is in no count, as far as the routers know. Plain JSON. */
export interface GapState {
  /** Answers that were lost since the comparison began. */
  readonly answers: number;
  /** The last second that may lack something. Absent: none does. */
  readonly lastS?: number;
  /** What each router has said last, in their order. */
  readonly told: readonly number[];
}

export const noGaps: GapState = { answers: 0, told: [] };

/** A router learns of a line that is missing from those that come after it. */
const learntWithinS = 2;

/**
 * The gaps after one more look: seconds that nobody had kept (`fromS` lies beyond `throughS`), and answers that were lost
 * on the way to whoever counts. A router tells how many it lost since it began to count: less than before is a new count.
 */
export function withGaps(
  state: GapState,
  {
    fromS,
    toS,
    lost = [],
  }: { readonly fromS: number; readonly toS: number; readonly lost?: readonly number[] },
  throughS: number,
): GapState {
  const fresh = lost.map((now, index) => {
    const before = state.told[index] ?? 0;
    return now >= before ? now - before : now;
  });
  const answers = fresh.reduce((sum, each) => sum + each, 0);
  const ends = [
    ...(state.lastS === undefined ? [] : [state.lastS]),
    ...(fromS > throughS ? [fromS] : []),
    ...(answers > 0 ? [toS + learntWithinS] : []),
  ];
  return {
    answers: state.answers + answers,
    ...(ends.length === 0 ? {} : { lastS: Math.max(...ends) }),
    told: lost,
  };
}
