import { decisionOf, type Surrounding } from "./compile-feature.ts";
import type { Logic } from "./expressions.ts";
import { type Feature, type FeatureFile, offOf, type Scalar, secondsOf, variantsOf } from "./feature-file.ts";
import { plainSurrounding } from "./plain-surrounding.ts";

/** A document of flagd, schema v0. */
export interface FlagdDocument {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly $evaluators?: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, Scalar>>;
}

export interface DefinitionOptions {
  /** Owner, description, dates and the like as metadata `crossfade.…`. They are served with every answer. Default: yes. */
  readonly notes?: boolean;
}

/** Features as definitions of flagd. A feature that is not enabled is ENABLED and off: DISABLED would serve what the code says. */
export function definitionsOf(file: FeatureFile, { notes = true }: DefinitionOptions = {}): FlagdDocument {
  const shared = new Shared(file);
  const flags = Object.fromEntries(
    Object.entries(file.features).map(([key, feature]) => [
      key,
      feature.flagd ?? definitionOf(key, feature, shared, notes),
    ]),
  );
  const evaluators = { ...file.evaluators, ...shared.evaluators };
  return {
    flags,
    ...(Object.keys(evaluators).length > 0 ? { $evaluators: evaluators } : {}),
    metadata: { ...file.metadata, "crossfade.bucketing": "v2" },
  };
}

function definitionOf(key: string, feature: Feature, shared: Shared, notes: boolean): unknown {
  const decision = decisionOf(key, feature, shared, null);
  const own = feature.targeting !== undefined && feature.enabled === true;
  const targeting = own ? feature.targeting : "targeting" in decision ? decision.targeting : undefined;
  const everyone = !own && "everyone" in decision ? decision.everyone : offOf(feature);
  const metadata = { ...feature.metadata, ...(notes ? notesOf(feature) : {}) };
  return {
    state: "ENABLED",
    variants: variantsOf(feature),
    defaultVariant: everyone,
    ...(targeting === undefined ? {} : { targeting }),
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
  };
}

/** How long a flag should live, in days, by what it is for. */
const lifetimes: Readonly<Record<string, number>> = { release: 40, experiment: 40, ops: 7 };
const dayS = 86_400;

function notesOf(feature: Feature): Record<string, Scalar> {
  const { owner, type, description, created, lifecycle, code_default } = feature;
  const lifetime = lifetimes[type ?? ""];
  const createdS = created === undefined ? undefined : secondsOf(created);
  const due =
    createdS !== undefined && lifetime !== undefined
      ? new Date((createdS + lifetime * dayS) * 1000).toISOString().slice(0, 10)
      : undefined;
  const plain = typeof code_default === "object" ? undefined : (code_default as Scalar | undefined);
  const all = {
    owner,
    type,
    description,
    created,
    expires: feature.expires ?? due,
    lifecycle,
    codeDefault: plain,
  };
  const known = Object.entries(all).filter(([, value]) => value !== undefined) as [string, Scalar][];
  return Object.fromEntries(known.map(([name, value]) => [`crossfade.${name}`, value]));
}

/**
 * What several flags refer to becomes an evaluator, where that is safe in every provider: some put evaluators in by
 * text, in any order, and take a dollar sign in them for a reference of their own. Such ones are written out instead.
 */
class Shared implements Surrounding {
  readonly evaluators: Record<string, unknown> = {};
  readonly #file: FeatureFile;
  readonly #plain: Surrounding;

  constructor(file: FeatureFile) {
    this.#file = file;
    this.#plain = plainSurrounding(file);
  }

  readonly segmentOf = (name: string): Logic => this.#shared(`segment:${name}`, this.#plain.segmentOf(name));

  readonly served = (key: string, variant: string): Logic | boolean => {
    const needed = this.#file.features[key] as Feature;
    // Inside of an evaluator nothing may refer to another one.
    const decision = decisionOf(key, needed, this.#plain, offOf(needed));
    if ("everyone" in decision) return decision.everyone === variant;
    return { "===": [this.#shared(`flag:${key}`, decision.targeting), variant] };
  };

  #shared(name: string, logic: Logic): Logic {
    if (JSON.stringify([name, logic]).includes("$")) return logic;
    this.evaluators[name] = logic;
    return { $ref: name };
  }
}
