import { assetLimits } from "../asset-limits.ts";
import type { AssetRule } from "../rule.ts";

const id = "assets/missing";

export const rule: AssetRule = {
  id,
  mirror: id,
  title: "A page may ask for a file that is not held",
  explanation:
    "The page's version names a file that the server's or the CDN's version does not hold: 404, and a lazily loaded part of the page fails. It happens when a new page meets a server that still has the old files, and when an old page, open since before the release, asks for a chunk that was deleted with it. Files whose name has a content hash can be kept side by side: upload the new ones before any page names them, and delete the old ones when no page that names them is open. `keepsEarlier: true` on the component says that nothing is ever deleted.",
  check: ({ missing }) => {
    const shown = missing.slice(0, assetLimits.missing);
    const more = missing.length - shown.length;
    return shown.map(({ url, at }, index) => ({
      ruleId: id,
      outcome: "breaking",
      direction: "request",
      operation: `GET ${url}`,
      place: { side: "sender", ...at },
      why: `the page may ask for ${url}, which is not held (404 Not Found)${more > 0 && index === shown.length - 1 ? `; ${more} more files are not held either (limit missing)` : ""}`,
      example: { value: url, at: "" },
      fixes: [
        "Upload the files before any page names them.",
        "Keep the files until no page that names them is open: an upload that never deletes, `keepsEarlier: true`.",
      ],
    }));
  },
};
