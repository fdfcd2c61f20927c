import { compareVersions, versionOf } from "../evaluate/sem-ver.ts";
import { type Comparator, versionRange } from "./version-range.ts";

/** Whether a version is in a range; what is no version, or no range, is in none. */
export function isInRange(label: string, text: string): boolean {
  const version = versionOf(label);
  const range = versionRange(text);
  if (version === undefined || range === undefined) return false;
  return range.some((all) =>
    all.every((each) => {
      const other = versionOf(each.version);
      return other !== undefined && holds(compareVersions(version, other), each);
    }),
  );
}

function holds(order: number, { operator }: Comparator): boolean {
  if (operator === "=") return order === 0;
  if (operator === ">=") return order >= 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order < 0;
}
