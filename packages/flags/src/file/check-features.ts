import { suggestion } from "@crossfade/core";
import { checkAudience, checkCondition } from "./check-audience.ts";
import type { Path, Report } from "./complaint.ts";
import { type Feature, type FeatureFile, offOf, type Rule, secondsOf, variantsOf } from "./feature-file.ts";
import { fileLimits } from "./limits.ts";
import { versionRange } from "./version-range.ts";

/** Those too that are left out because something else is wrong with them: they are there, all the same. */
export interface NamesOfAll {
  readonly names: { readonly features: readonly string[]; readonly segments: readonly string[] };
}

/** What a shape cannot say: names that lead nowhere, ranges that are none, words that exclude each other. */
export function checkFeatures(file: FeatureFile & NamesOfAll, report: Report): void {
  const known = file.names;
  for (const [name, condition] of Object.entries(file.segments ?? {}))
    checkCondition(condition, ["segments", name], report);
  for (const [key, feature] of Object.entries(file.features)) {
    const path = ["features", key];
    if (feature.flagd !== undefined) checkForeign(feature, path, report);
    else {
      checkVariants(feature, path, report);
      checkNames(feature, path, report);
      checkAudience(feature, path, known, report);
      checkRules(feature, path, known, report);
      checkSchedule(feature, path, report);
      checkNeeds(feature, file, path, report);
      checkExclusions(feature, path, report);
    }
  }
}

function checkForeign(feature: Feature, path: Path, report: Report): void {
  const others = Object.keys(feature).filter((key) => key !== "flagd" && !key.startsWith("x-"));
  for (const key of others)
    report(
      [...path, key],
      `\`flagd\` says everything, so \`${key}\` would have no effect.`,
      "Keep one of both.",
      "key",
    );
}

function checkVariants(feature: Feature, path: Path, report: Report): void {
  const { value_type, code_default } = feature;
  if (feature.enabled === undefined) report(path, "`enabled` is missing.", "Expected true or false.", "key");
  const types = [...new Set(Object.values(variantsOf(feature)).map(typeOf))];
  const at = feature.variants === undefined ? path : [...path, "variants"];
  if (types.includes(undefined))
    report(at, "A variant has no value.", "Expected true, false, a text, a number or a mapping.");
  if (types.length > 1)
    report(at, `The variants are of several types: ${types.join(", ")}.`, "Expected one type.");
  if (types.length !== 1) return;
  if (value_type !== undefined && value_type !== types[0])
    report([...path, "value_type"], `\`value_type\` is ${value_type}, and the variants are ${types[0]}.`);
  if (Object.hasOwn(feature, "code_default") && typeOf(code_default) !== types[0])
    report([...path, "code_default"], `The code's default must be ${types[0]}, as the variants are.`);
}

/** Lists are objects to OpenFeature, but not to flagd's schema. */
function typeOf(value: unknown): string | undefined {
  if (value === null || value === undefined || Array.isArray(value)) return undefined;
  return typeof value;
}

function checkNames(feature: Feature, path: Path, report: Report): void {
  const known = Object.keys(variantsOf(feature));
  const check = (name: string, at: Path) => {
    if (!known.includes(name)) report(at, `There is no variant \`${name}\`.`, suggestion(name, known));
  };
  check(offOf(feature), feature.off === undefined ? path : [...path, "off"]);
  if (feature.default !== undefined) check(feature.default, [...path, "default"]);
  const grows =
    (feature.rollout_percentage ?? 0) > 0 ||
    feature.schedule?.ramp ||
    feature.segments ||
    feature.ring !== undefined;
  if (grows) check("on", path);
  for (const [user, name] of Object.entries(feature.overrides ?? {}))
    check(name, [...path, "overrides", user]);
  for (const [index, rule] of (feature.rules ?? []).entries()) {
    if (rule.serve !== undefined) check(rule.serve, [...path, "rules", index, "serve"]);
    for (const name of Object.keys(rule.split ?? {})) check(name, [...path, "rules", index, "split", name]);
  }
}

interface Known {
  readonly segments: readonly string[];
}

function checkRules(feature: Feature, path: Path, known: Known, report: Report): void {
  const rules = feature.rules ?? [];
  if (rules.length > fileLimits.rules)
    report(
      [...path, "rules"],
      `There are ${rules.length} rules.`,
      `At most ${fileLimits.rules} (limit rules).`,
    );
  for (const [index, rule] of rules.entries()) {
    const at = [...path, "rules", index];
    checkAudience(rule, at, known, report);
    if ((rule.serve === undefined) === (rule.split === undefined))
      report(
        at,
        "A rule has either `serve` or `split`.",
        "Write `serve: on`, or `split: { on: 25, off: 75 }`.",
      );
    checkSplit(rule, at, report);
  }
}

function checkSplit({ split }: Rule, path: Path, report: Report): void {
  if (!split) return;
  const total = Object.values(split).reduce((sum, share) => sum + Math.round(share * 1000), 0);
  if (total !== 100_000)
    report([...path, "split"], `The shares are ${total / 1000} together.`, "Expected 100.");
}

function checkSchedule({ schedule, rollout_percentage }: Feature, path: Path, report: Report): void {
  const at = [...path, "schedule"];
  const seconds = (moment: string | undefined, ...steps: Path) => {
    const found = moment === undefined ? undefined : secondsOf(moment);
    if (moment !== undefined && found === undefined)
      report([...at, ...steps], `There is no such moment: ${moment}.`);
    return found;
  };
  const [from, to] = [seconds(schedule?.not_before, "not_before"), seconds(schedule?.not_after, "not_after")];
  if (from !== undefined && to !== undefined && from >= to)
    report([...at, "not_after"], "It ends before it begins.", "Expected a moment after `not_before`.");
  const ramp = schedule?.ramp ?? [];
  if (ramp.length > 0 && rollout_percentage !== undefined)
    report([...at, "ramp"], "`ramp` and `rollout_percentage` both say how many get it.", "Keep one.", "key");
  const steps = ramp.map((step, index) => ({ ...step, atS: seconds(step.at, "ramp", index, "at") ?? 0 }));
  for (const [index, step] of steps.entries()) {
    const earlier = steps[index - 1];
    if (earlier && (earlier.atS >= step.atS || earlier.to > step.to))
      report(
        [...at, "ramp", index],
        "A ramp grows: each step is later than the one before, and not smaller.",
      );
  }
}

function checkNeeds({ needs }: Feature, file: FeatureFile & NamesOfAll, path: Path, report: Report): void {
  const at = [...path, "needs"];
  for (const [service, range] of Object.entries(needs?.services ?? {})) {
    checkPlainName(service, [...at, "services", service], report);
    if (!versionRange(range)) report([...at, "services", service], `"${range}" is no version range.`);
  }
  for (const [index, name] of (needs?.contracts ?? []).entries())
    checkPlainName(name, [...at, "contracts", index], report);
  for (const [key, variant] of Object.entries(needs?.flags ?? {}))
    checkNeeded(file, key, variant, [...at, "flags", key], report);
}

function checkNeeded(
  file: FeatureFile & NamesOfAll,
  key: string,
  variant: string,
  path: Path,
  report: Report,
): void {
  const { features } = file.names;
  const needed = Object.hasOwn(file.features, key) ? file.features[key] : undefined;
  const known = Object.keys(needed ? variantsOf(needed) : {});
  if (!features.includes(key))
    report(path, `There is no feature \`${key}\`.`, suggestion(key, features), "key");
  else if (needed?.flagd !== undefined || needed?.targeting !== undefined)
    report(
      path,
      `\`${key}\` is in flagd's own words, which may mean something else inside of another flag.`,
      "Write it with rules.",
    );
  else if (needed && !known.includes(variant))
    report(path, `\`${key}\` has no variant \`${variant}\`.`, suggestion(variant, known));
}

/** What becomes part of a path: a dot would make two steps of it. */
function checkPlainName(name: string, path: Path, report: Report): void {
  if (!/^[A-Za-z0-9_-]+$/.test(name))
    report(path, `"${name}" cannot be looked up.`, "Letters, digits, - and _ can.", "key");
}

const ruled = [
  "rules",
  "segments",
  "ring",
  "overrides",
  "rollout_percentage",
  "schedule",
  "clients",
  "needs",
  "default",
  "bucket_by",
  "seed",
] as const;

function checkExclusions(feature: Feature, path: Path, report: Report): void {
  if (feature.targeting !== undefined)
    for (const key of ruled)
      if (feature[key] !== undefined)
        report(
          [...path, key],
          `\`targeting\` decides alone, so \`${key}\` would have no effect.`,
          "Keep one of both.",
          "key",
        );
  if (feature.lifecycle !== "tombstone") return;
  const share = feature.rollout_percentage;
  const moving = [
    "rules",
    "segments",
    "ring",
    "overrides",
    "schedule",
    "clients",
    "needs",
    "targeting",
  ] as const;
  for (const key of moving)
    if (feature[key] !== undefined)
      report([...path, key], "A tombstone serves one value to everyone.", "Remove it.", "key");
  if (share !== undefined && share !== 0 && share !== 100)
    report(
      [...path, "rollout_percentage"],
      "A tombstone serves one value to everyone.",
      "Expected 0 or 100.",
    );
}
