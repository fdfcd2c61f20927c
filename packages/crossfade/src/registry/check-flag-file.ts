import { CrossfadeError, type Revision } from "@crossfade/core";
import { parseFeatures } from "@crossfade/flags/file";
import type { ConfigComponent } from "../config/system-config.ts";

/**
 * A file of features is published as it could be served: a prerequisite that is not there, or that needs itself, would be
 * found when it is too late. CF_FLAG_FILE_REFUSED
 */
export function checkFlagFile({ documents }: Revision, { kind, file }: ConfigComponent): void {
  const text = kind === "flags" && file !== undefined ? documents.read(file) : undefined;
  // Definitions of flagd have no `features`.
  if (file === undefined || text === undefined || !/^\s*"?features"?\s*:/m.test(text)) return;
  const parsed = parseFeatures(text, file);
  if (parsed.ok) return;
  const [first, ...rest] = parsed.complaints;
  const more = rest.length === 0 ? "" : ` And ${rest.length} more.`;
  const where = `${file}:${first?.line}:${first?.column}`;
  const why = `${where} ${[first?.message, first?.expected].filter((each) => each !== undefined).join(" ")}${more}`;
  throw new CrossfadeError("CF_FLAG_FILE_REFUSED", { file, why });
}
