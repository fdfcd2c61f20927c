interface Hunk {
  /** Lines [begin, end) of the base are replaced. */
  readonly begin: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * What two people made of one text without knowing of each other. Each one's change is seen as one stretch of lines; undefined:
 * the stretches meet, and only a person can say what is meant.
 */
export function mergedText(base: string, one: string, other: string): string | undefined {
  const lines = base.split("\n");
  const [first, second] = [hunkOf(lines, one.split("\n")), hunkOf(lines, other.split("\n"))].sort(
    (left, right) => left.begin - right.begin,
  ) as [Hunk, Hunk];
  if (first.end > second.begin || (first.begin === second.begin && first.end === second.end))
    return undefined;
  return [
    ...lines.slice(0, first.begin),
    ...first.lines,
    ...lines.slice(first.end, second.begin),
    ...second.lines,
    ...lines.slice(second.end),
  ].join("\n");
}

function hunkOf(base: readonly string[], changed: readonly string[]): Hunk {
  const shorter = Math.min(base.length, changed.length);
  let begin = 0;
  while (begin < shorter && base[begin] === changed[begin]) begin++;
  let tail = 0;
  while (tail < shorter - begin && base.at(-1 - tail) === changed.at(-1 - tail)) tail++;
  return { begin, end: base.length - tail, lines: changed.slice(begin, changed.length - tail) };
}
