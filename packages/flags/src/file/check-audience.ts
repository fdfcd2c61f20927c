import { suggestion } from "@crossfade/core";
import type { Path, Report } from "./complaint.ts";
import type { Attributes, Audience, Condition } from "./feature-file.ts";
import { versionRange } from "./version-range.ts";

/** Who a rule or a feature is for: segments that exist, ranges that are some. */
export function checkAudience(
  audience: Audience,
  path: Path,
  { segments }: { readonly segments: readonly string[] },
  report: Report,
): void {
  for (const [index, name] of (audience.segments ?? []).entries())
    if (!segments.includes(name))
      report([...path, "segments", index], `There is no segment \`${name}\`.`, suggestion(name, segments));
  for (const [client, range] of Object.entries(audience.clients ?? {}))
    checkRange(range, [...path, "clients", client], report);
  if (audience.when) checkCondition(audience.when, [...path, "when"], report);
}

export function checkCondition(condition: Condition, path: Path, report: Report): void {
  const listed = Array.isArray(condition);
  for (const [index, attributes] of (listed
    ? (condition as readonly Attributes[])
    : [condition as Attributes]
  ).entries())
    for (const [name, matcher] of Object.entries(attributes)) {
      const at = [...path, ...(listed ? [index] : []), name];
      if (name.startsWith("$flagd"))
        report(at, "`$flagd` is no attribute of a user.", "Use `schedule` for time.", "key");
      if (typeof matcher !== "object" || Array.isArray(matcher)) continue;
      if (Object.keys(matcher).length === 0)
        report(at, "Nothing is said about it.", "Expected a value or an operator.");
      if ("version" in matcher && matcher.version !== undefined)
        checkRange(matcher.version, [...at, "version"], report);
    }
}

function checkRange(range: string, path: Path, report: Report): void {
  if (!versionRange(range))
    report(path, `"${range}" is no version range.`, 'Expected one such as ">=2.3.0 <3".');
}
