import { stringify } from "yaml";
import { totalWeight } from "./expressions.ts";
import type { Feature, FeatureFile, Scalar } from "./feature-file.ts";

export interface ImportedFeatures {
  readonly file: FeatureFile;
  /** The file as text. */
  readonly text: string;
}

type Mapping = Readonly<Record<string, unknown>>;

/**
 * Definitions of flagd as a file of features. What our words can say is said in them; an unknown targeting stays as it
 * is under `targeting`; a flag that they cannot say at all (DISABLED, no default variant, variants of several types)
 * stays as it is under `flagd`. Compiled again it is the same. `document` is valid against flagd's schema.
 */
export function importDefinitions(document: unknown): ImportedFeatures {
  const root = mapping(document);
  const flags = Array.isArray(root.flags)
    ? root.flags.map((flag): [string, Mapping] => [String(mapping(flag).key), withoutKey(mapping(flag))])
    : Object.entries(mapping(root.flags)).map(([key, flag]): [string, Mapping] => [key, mapping(flag)]);
  const evaluators = mapping(root.$evaluators);
  const { "crossfade.bucketing": _, ...metadata } = mapping(root.metadata);
  const file: FeatureFile = {
    features: Object.fromEntries(flags.map(([key, flag]) => [key, featureOf(flag)])),
    ...(Object.keys(evaluators).length > 0 ? { evaluators } : {}),
    ...(Object.keys(metadata).length > 0 ? { metadata: metadata as Record<string, Scalar> } : {}),
  };
  return { file, text: stringify(file, { lineWidth: 110 }) };
}

function featureOf(flag: Mapping): Feature {
  const { state, variants, defaultVariant, targeting } = flag;
  const known = ["state", "variants", "defaultVariant", "targeting", "metadata"];
  const values = Object.values(mapping(variants));
  const types = new Set(
    values.map((value) => (Array.isArray(value) || value === null ? "list" : typeof value)),
  );
  const sayable =
    state === "ENABLED" &&
    typeof defaultVariant === "string" &&
    Object.hasOwn(mapping(variants), defaultVariant) &&
    types.size === 1 &&
    !types.has("list") &&
    Object.keys(flag).every((key) => known.includes(key));
  if (!sayable) return { flagd: flag };
  const said =
    targeting !== undefined && Object.keys(mapping(targeting)).length > 0 ? mapping(targeting) : undefined;
  return { ...decisionOf(mapping(variants), defaultVariant, said), ...notesOf(mapping(flag.metadata)) };
}

function decisionOf(variants: Mapping, off: string, targeting: Mapping | undefined): Feature {
  const plain = Object.keys(variants).length === 2 && variants.on === true && variants.off === false;
  const named = plain ? {} : { variants };
  if (targeting !== undefined) {
    const share = plain && off === "off" ? shareOf(targeting) : undefined;
    if (share !== undefined) return { enabled: true, rollout_percentage: share };
    return { enabled: true, ...named, ...(off === "off" ? {} : { off }), targeting };
  }
  if (plain)
    return off === "on"
      ? { enabled: true, rollout_percentage: 100 }
      : { enabled: false, rollout_percentage: 0 };
  return { enabled: true, rollout_percentage: 0, ...named, ...(off === "off" ? {} : { off }) };
}

/**
 * `fractional` of on and off by the targeting key is our share: the same users, as the seed is the key of the flag in
 * both. All other forms may serve other users, and stay as they are.
 */
function shareOf(targeting: Mapping): number | undefined {
  const [operator, ...others] = Object.keys(targeting);
  const shares = operator === "fractional" && others.length === 0 ? targeting.fractional : undefined;
  if (!Array.isArray(shares) || shares.length !== 2) return undefined;
  const [on, off] = shares.map((share) => (Array.isArray(share) ? share : [])) as [unknown[], unknown[]];
  if (on[0] !== "on" || off[0] !== "off" || on.length !== 2 || off.length !== 2) return undefined;
  const [grown, rest] = [on[1], off[1]];
  if (typeof grown !== "number" || typeof rest !== "number" || grown + rest <= 0) return undefined;
  const share = (grown * totalWeight) / (grown + rest);
  return Number.isInteger(share) ? share / (totalWeight / 100) : undefined;
}

/** Our own notes go back to their words, all other metadata stays. */
function notesOf(metadata: Mapping): Partial<Feature> {
  const words = {
    owner: "owner",
    type: "type",
    description: "description",
    created: "created",
    expires: "expires",
    lifecycle: "lifecycle",
    codeDefault: "code_default",
  };
  const prefix = "crossfade.";
  const entries = Object.entries(metadata);
  const word = (key: string) =>
    key.startsWith(prefix) ? words[key.slice(prefix.length) as keyof typeof words] : undefined;
  const ours = entries.flatMap(([key, value]) => (word(key) === undefined ? [] : [[word(key), value]]));
  const others = entries.filter(([key]) => word(key) === undefined);
  return {
    ...Object.fromEntries(ours),
    ...(others.length > 0 ? { metadata: Object.fromEntries(others) } : {}),
  };
}

function withoutKey({ key: _, ...flag }: Mapping): Mapping {
  return flag;
}

function mapping(value: unknown): Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}
