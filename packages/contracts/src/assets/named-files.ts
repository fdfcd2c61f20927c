import { assetLimits } from "./asset-limits.ts";

/** "/a.js, /b.js and 4 more". */
export function namedFiles(urls: readonly string[]): string {
  const shown = urls.slice(0, assetLimits.listed);
  const more = urls.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
