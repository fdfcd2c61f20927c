import { compileFlags } from "../evaluate/compile-flags.ts";
import { hashOf } from "../evaluate/fractional.ts";
import type { EvaluationContext, FlagValue } from "../evaluate/resolution.ts";
import { branchesOf, guardsOf, type Surrounding } from "./compile-feature.ts";
import { definitionsOf } from "./definitions.ts";
import { all, type Logic, totalWeight } from "./expressions.ts";
import {
  decides,
  type Feature,
  type FeatureFile,
  offOf,
  type Rule,
  type Schedule,
  secondsOf,
} from "./feature-file.ts";
import { plainSurrounding } from "./plain-surrounding.ts";

/** One look at one part of a feature, in the order in which it decides. */
export interface ExplainedStep {
  /** As in the file: "enabled", "clients", "rules[0] (staff)". */
  readonly part: string;
  /** A sentence for people. */
  readonly says: string;
  /** This one decided. */
  readonly decides: boolean;
}

export interface Explanation {
  readonly variant?: string;
  readonly value?: FlagValue;
  /** Up to the one that decides. */
  readonly steps: readonly ExplainedStep[];
}

interface Asked {
  readonly key: string;
  readonly feature: Feature;
  readonly around: Surrounding;
  readonly holds: (logic: Logic | boolean) => boolean;
  readonly context: EvaluationContext;
  readonly nowS: number;
}

/**
 * Why this user gets this value. The conditions are those that are served, asked one by one; the value at the end is the
 * one that is served, not one that was worked out here. Undefined for a feature that is not in the file.
 */
export function explainFeature(
  file: FeatureFile,
  key: string,
  context: EvaluationContext,
  nowS: number,
): Explanation | undefined {
  if (!Object.hasOwn(file.features, key)) return undefined;
  const feature = file.features[key] as Feature;
  const clock = () => nowS;
  const { variant, value } = compileFlags(definitionsOf(file, { notes: false }), { clock }).resolve(
    key,
    context,
  );
  const holds = (logic: Logic | boolean) =>
    typeof logic === "boolean" ? logic : isTrue({ ...file.evaluators }, logic, context, clock);
  const asked: Asked = { key, feature, around: plainSurrounding(file), holds, context, nowS };
  const steps: ExplainedStep[] = [];
  for (const step of stepsOf(asked, variant)) {
    steps.push(step);
    if (step.decides) break;
  }
  return { steps, ...(variant === undefined ? {} : { variant }), ...(value === undefined ? {} : { value }) };
}

function isTrue(
  evaluators: Readonly<Record<string, unknown>>,
  logic: Logic,
  context: EvaluationContext,
  clock: () => number,
): boolean {
  const question = {
    state: "ENABLED",
    variants: { yes: true, no: false },
    defaultVariant: "no",
    targeting: { if: [logic, "yes", "no"] },
  };
  const document = { flags: { question }, $evaluators: evaluators };
  return compileFlags(document, { clock }).resolve("question", context).value === true;
}

function* stepsOf(asked: Asked, served: string | undefined): Generator<ExplainedStep> {
  const { feature } = asked;
  if (feature.flagd !== undefined)
    return yield { part: "flagd", says: `flagd's own words serve ${nameOf(served)}`, decides: true };
  const off = offOf(feature);
  if (feature.enabled !== true)
    return yield { part: "enabled", says: `is false: everyone gets ${off}`, decides: true };
  yield { part: "enabled", says: "is true", decides: false };
  if (feature.targeting !== undefined)
    return yield { part: "targeting", says: `flagd's own words serve ${nameOf(served)}`, decides: true };
  yield* guardSteps(asked);
  yield* overrideSteps(asked);
  yield* ruleSteps(asked, served);
  yield* groupSteps(asked);
  yield lastStep(asked, served);
}

const nameOf = (variant: string | undefined) => variant ?? "what the code says";

/** `words`: when it holds, and when it does not. */
type Guard = readonly [part: string, what: string, only: Feature, words?: readonly string[]];

function* guardSteps({ feature, around, holds }: Asked): Generator<ExplainedStep> {
  const { clients, schedule, needs, enabled: _, ...rest } = feature;
  const off = offOf(rest);
  const guards: readonly Guard[] = [
    ...(clients ? ([["clients", rangesText(clients), { clients }]] as const) : []),
    ...boundGuard(schedule, "not_before", ["is past", "is still to come"]),
    ...boundGuard(schedule, "not_after", ["is still to come", "is past"]),
    ...Object.entries(needs?.services ?? {}).map(
      ([service, range]) =>
        [`needs.services.${service}`, range, { needs: { services: { [service]: range } } }] as const,
    ),
    ...(needs?.contracts ?? []).map(
      (name) => [`needs.contracts`, name, { needs: { contracts: [name] } }] as const,
    ),
    ...Object.entries(needs?.flags ?? {}).map(
      ([key, variant]) => [`needs.flags.${key}`, variant, { needs: { flags: { [key]: variant } } }] as const,
    ),
  ];
  for (const [part, what, only, [met = "holds", unmet = "does not hold"] = []] of guards) {
    const isMet = guardsOf(only, around).every(holds);
    yield { part, says: isMet ? `${what} ${met}` : `${what} ${unmet}: ${off}`, decides: !isMet };
  }
}

function boundGuard(
  schedule: Schedule | undefined,
  name: "not_before" | "not_after",
  words: readonly string[],
): readonly Guard[] {
  const moment = schedule?.[name];
  return moment === undefined
    ? []
    : [[`schedule.${name}`, moment, { schedule: { [name]: moment } }, words] as const];
}

const rangesText = (ranges: Readonly<Record<string, string>>) =>
  Object.entries(ranges)
    .map(([client, range]) => `${client} ${range}`)
    .join(", ");

function* overrideSteps({ feature, context }: Asked): Generator<ExplainedStep> {
  const { overrides } = feature;
  if (overrides === undefined) return;
  const key = context.targetingKey;
  const variant = typeof key === "string" && Object.hasOwn(overrides, key) ? overrides[key] : undefined;
  const says = variant === undefined ? "does not name this user" : `gives ${String(key)} ${variant}`;
  yield { part: "overrides", says, decides: variant !== undefined };
}

function* ruleSteps(
  { key, feature, around, holds }: Asked,
  served: string | undefined,
): Generator<ExplainedStep> {
  for (const [index, rule] of (feature.rules ?? []).entries()) {
    const [branch] = branchesOf(key, { rules: [rule] }, around, null);
    const part = `rules[${index}]${rule.name === undefined ? "" : ` (${rule.name})`}`;
    const isMet = branch !== undefined && holds(branch[0]);
    yield { part, says: isMet ? ruleText(rule, served) : "does not apply", decides: isMet };
  }
}

function ruleText({ serve, split }: Rule, served: string | undefined): string {
  if (split === undefined) return `applies: ${nameOf(serve)}`;
  const shares = Object.entries(split).map(([variant, percent]) => `${variant} ${percent}%`);
  return `applies, split ${shares.join(", ")}: ${nameOf(served)}`;
}

function* groupSteps({ feature, around, holds }: Asked): Generator<ExplainedStep> {
  for (const name of feature.segments ?? []) {
    const isIn = holds(around.segmentOf(name));
    yield {
      part: `segments.${name}`,
      says: isIn ? "has this user: on" : "does not have this user",
      decides: isIn,
    };
  }
  if (feature.ring === undefined) return;
  const [branch] = branchesOf("", { ring: feature.ring }, around, null);
  const isIn = branch !== undefined && holds(branch[0]);
  yield {
    part: "ring",
    says: isIn ? `is at most ${feature.ring}: on` : `is not at most ${feature.ring}`,
    decides: isIn,
  };
}

function lastStep(asked: Asked, served: string | undefined): ExplainedStep {
  const { feature } = asked;
  const ramp = feature.schedule?.ramp;
  const share = ramp === undefined ? feature.rollout_percentage : undefined;
  if (ramp !== undefined || (share !== undefined && share > 0 && share < 100))
    return shareStep(asked, served);
  if (share === 100) return { part: "rollout_percentage", says: "is 100: everyone gets on", decides: true };
  if (!decides(feature))
    return { part: "enabled", says: `nothing else is said: everyone gets ${nameOf(served)}`, decides: true };
  return { part: "default", says: `nothing above decided: ${nameOf(served)}`, decides: true };
}

function shareStep({ key, feature, holds, context, nowS }: Asked, served: string | undefined): ExplainedStep {
  const by = feature.bucket_by ?? "targetingKey";
  const ramp = feature.schedule?.ramp;
  const part = ramp === undefined ? "rollout_percentage" : "schedule.ramp";
  if (!holds(all([{ "!!": [{ var: by }] }])))
    return { part, says: `counts by ${by}, which is not in the context: ${nameOf(served)}`, decides: true };
  const share =
    ramp === undefined
      ? (feature.rollout_percentage ?? 0)
      : (ramp.findLast(({ at }) => (secondsOf(at) ?? 0) <= nowS)?.to ?? 0);
  const attribute = by.includes(".") ? undefined : context[by];
  const hash =
    attribute === undefined ? undefined : hashOf(`${feature.seed ?? key}${String(attribute)}`, "v2");
  const place =
    hash === undefined
      ? ""
      : `, and this user stands at ${(Math.floor((hash * totalWeight) / 2 ** 32) / 1_000).toFixed(3)}`;
  return { part, says: `${share} in a hundred get on${place}: ${nameOf(served)}`, decides: true };
}
