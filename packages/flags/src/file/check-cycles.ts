import type { Report } from "./complaint.ts";
import type { FeatureFile } from "./feature-file.ts";
import { fileLimits } from "./limits.ts";

/** Features that need each other in a circle would never be on; a long chain would be written out again and again. */
export function checkCycles({ features }: FeatureFile, report: Report): void {
  const depths = new Map<string, number>();
  const visit = (key: string, open: readonly string[]): number => {
    const known = depths.get(key);
    if (known !== undefined) return known;
    const needed = Object.keys((Object.hasOwn(features, key) && features[key]?.needs?.flags) || {});
    let depth = 0;
    for (const other of needed) {
      if (other === key || open.includes(other)) {
        const from = open.indexOf(other);
        const circle = [...(from < 0 ? [] : open.slice(from)), key, other];
        report(
          ["features", key, "needs", "flags", other],
          `They need each other: ${circle.join(" → ")}.`,
          undefined,
          "key",
        );
      } else depth = Math.max(depth, 1 + visit(other, [...open, key]));
    }
    if (depth > fileLimits.needsDepth)
      report(
        ["features", key, "needs"],
        `The chain of needs has ${depth} links.`,
        `At most ${fileLimits.needsDepth} (limit needsDepth).`,
      );
    depths.set(key, depth);
    return depth;
  };
  for (const key of Object.keys(features)) visit(key, []);
}
