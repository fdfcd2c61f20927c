/** Lines of a diff that are kept. */
const maxLines = 200;

/**
 * Which lines went and which came, between what both texts begin and end with. Changes of flags are a few lines in one
 * place: nothing finer is worth its code.
 */
export function textDiff(before: string, after: string): readonly string[] {
  const [one, other] = [before.split("\n"), after.split("\n")];
  const shorter = Math.min(one.length, other.length);
  let begin = 0;
  while (begin < shorter && one[begin] === other[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && one.at(-1 - end) === other.at(-1 - end)) end++;
  const lines = [
    ...one.slice(begin, one.length - end).map((line) => `- ${line}`),
    ...other.slice(begin, other.length - end).map((line) => `+ ${line}`),
  ];
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines), `… and ${lines.length - maxLines} lines more`];
}
