const dayMs = 86_400_000;
const units = [
  ["day", dayMs],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** "2026-11-21 14:02 UTC": sentences of a release are the same for everybody, wherever they read them. */
export function momentText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, "2026-11-21T14:02".length).replace("T", " ")} UTC`;
}

/** "4 days", "1 hour", "90 seconds": in the largest unit of which there are at least two, rounded up; "1 day" if it is just that. */
export function spanText(ms: number): string {
  const [name, size] =
    units.find(([, each]) => ms >= 2 * each || ms === each) ?? (["second", 1_000] as const);
  const count = Math.ceil(ms / size);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
