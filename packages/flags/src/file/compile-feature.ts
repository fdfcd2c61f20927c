import { audienceOf, ringOf } from "./audience.ts";
import {
  all,
  any,
  attribute,
  between,
  inRange,
  type Logic,
  oneOf,
  rampWeights,
  type Share,
  split,
  totalWeight,
  weightOf,
} from "./expressions.ts";
import { decides, defaultOf, type Feature, offOf, type Rule, secondsOf, variantsOf } from "./feature-file.ts";
import { versionRange } from "./version-range.ts";

/** What a feature refers to. */
export interface Surrounding {
  readonly segmentOf: (name: string) => Logic;
  /** True for whom another feature serves a variant; a constant where it serves everyone the same. */
  readonly served: (key: string, variant: string) => Logic | boolean;
}

/** The variant that everyone gets, or the targeting that gives one, or null for `off`. */
export type Decision = { readonly everyone: string } | { readonly targeting: Logic };

/**
 * In this order: enabled, guards (clients, schedule, needs), overrides, rules, segments and ring, the share, default.
 * `none` is what stands for `off`: null, so that flagd serves the default variant, or its name inside of another flag.
 */
export function decisionOf(
  key: string,
  feature: Feature,
  around: Surrounding,
  none: string | null,
): Decision {
  const off = offOf(feature);
  if (feature.enabled !== true) return { everyone: off };
  const guards = guardsOf(feature, around);
  if (guards.includes(false)) return { everyone: off };
  const named = (variant: string) => (variant === off ? none : variant);
  const branches = branchesOf(key, feature, around, none).flat();
  const rest = restOf(key, feature, none);
  const conditions = guards.filter((guard) => guard !== true) as readonly Logic[];
  if (typeof rest === "string" && branches.length === 0 && conditions.length === 0) return { everyone: rest };
  const last = typeof rest === "string" ? named(rest) : rest;
  const inner = branches.length === 0 ? last : { if: [...branches, last] };
  if (conditions.length > 0) return { targeting: { if: [all(conditions), inner, none] } };
  return { targeting: inner as Logic };
}

/** Where one does not hold, everybody gets `off`. */
export function guardsOf(feature: Feature, around: Surrounding): readonly (Logic | boolean)[] {
  const { clients, schedule, needs } = feature;
  const seconds = (moment: string | undefined) => (moment === undefined ? undefined : secondsOf(moment));
  return [
    ...(clients ? audienceOf({ clients }, around.segmentOf) : []),
    ...between(seconds(schedule?.not_before), seconds(schedule?.not_after)),
    ...Object.entries(needs?.services ?? {}).map(([service, range]) =>
      inRange(`crossfade.live.${service}`, versionRange(range) ?? []),
    ),
    ...(needs?.contracts ?? []).map((name) => ({ "===": [attribute(`crossfade.contracts.${name}`), true] })),
    ...Object.entries(needs?.flags ?? {}).map(([key, variant]) => around.served(key, variant)),
  ];
}

type Result = string | null | Logic;
type Branch = readonly [when: Logic, result: Result];

export function branchesOf(
  key: string,
  feature: Feature,
  around: Surrounding,
  none: string | null,
): readonly Branch[] {
  const { overrides = {}, rules = [], segments, ring } = feature;
  const named = (variant: string) => (variant === offOf(feature) ? none : variant);
  const byVariant = [...new Set(Object.values(overrides))].map((variant): Branch => {
    const users = Object.keys(overrides).filter((user) => overrides[user] === variant);
    return [oneOf("targetingKey", users), named(variant)];
  });
  const ruled = rules.map((rule): Branch => {
    const conditions = audienceOf(rule, around.segmentOf);
    const when = conditions.length === 0 ? { "!!": [true] } : all(conditions);
    return [when, rule.serve === undefined ? sharesOf(key, feature, rule, none) : named(rule.serve)];
  });
  const chosen = [
    ...(segments ? [any(segments.map(around.segmentOf))] : []),
    ...(ring === undefined ? [] : [ringOf(ring)]),
  ];
  return [...byVariant, ...ruled, ...(chosen.length === 0 ? [] : [[any(chosen), named("on")] as const])];
}

/**
 * What is not the rest grows from both ends, and the rest lies in between: so two of three variants can grow without
 * taking a user from each other.
 */
function sharesOf(key: string, feature: Feature, rule: Rule, none: string | null): Logic {
  const names = Object.keys(rule.split ?? {});
  const weighted = names.map((name): Share => [name, weightOf(rule.split?.[name] ?? 0)]);
  const rest = names.includes(defaultOf(feature)) ? defaultOf(feature) : names.at(-1);
  const others = weighted.filter(([name]) => name !== rest);
  const ordered = [
    ...others.slice(0, -1),
    ...weighted.filter(([name]) => name === rest),
    ...others.slice(-1),
  ];
  const shares = others.length < 2 ? [...others, ...weighted.filter(([name]) => name === rest)] : ordered;
  return split(shares, rule.bucket_by ?? bucketBy(feature), rule.seed ?? seedOf(key, feature), none);
}

const bucketBy = (feature: Feature) => feature.bucket_by ?? "targetingKey";
const seedOf = (key: string, feature: Feature) => feature.seed ?? key;

/** For whom no rule decided: a variant, or shares of `on` and the default. */
function restOf(key: string, feature: Feature, none: string | null): string | Logic {
  const otherwise = defaultOf(feature);
  const shared = (on: number | Logic, rest: number | Logic) =>
    split(
      [
        ["on", on],
        [otherwise, rest],
      ],
      bucketBy(feature),
      seedOf(key, feature),
      none,
    );
  const ramp = feature.schedule?.ramp;
  if (ramp) {
    const steps = ramp.map(({ at, to }) => ({ atS: secondsOf(at) ?? 0, weight: weightOf(to) }));
    return shared(...rampWeights(steps));
  }
  if (!decides(feature)) return Object.hasOwn(variantsOf(feature), "on") ? "on" : otherwise;
  const weight = weightOf(feature.rollout_percentage ?? 0);
  if (weight === 0) return otherwise;
  return weight === totalWeight ? "on" : shared(weight, totalWeight - weight);
}
