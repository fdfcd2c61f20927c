import { CrossfadeError } from "../error/crossfade-error.ts";
import type { VersionName } from "./traffic-change.ts";

/**
 * A version as one types it: "myapp-v2" (the longest component that fits wins: with `my` and `my-app`, "my-app-v2" is v2
 * of my-app) or "myapp@v2". CF_VERSION_MALFORMED where no component fits.
 */
export function componentLabel(text: string, components: readonly string[]): VersionName {
  const byLength = [...components].sort((a, b) => b.length - a.length);
  for (const separator of ["@", "-"])
    for (const component of byLength) {
      const label = text.slice(component.length + 1);
      if (label !== "" && text.startsWith(component + separator)) return { component, label };
    }
  throw new CrossfadeError("CF_VERSION_MALFORMED", { text, known: components.join(", ") || "none" });
}
