/** A file of features as it is written, when its shape is right. file-shape.ts says what each key means. */
export interface FeatureFile {
  readonly features: Readonly<Record<string, Feature>>;
  readonly segments?: Readonly<Record<string, Condition>>;
  readonly evaluators?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, Scalar>>;
}

export type Scalar = string | number | boolean;

export interface Operators {
  readonly equals?: Scalar;
  readonly not?: Scalar | readonly Scalar[];
  readonly in?: readonly Scalar[];
  readonly starts_with?: string;
  readonly ends_with?: string;
  readonly contains?: Scalar;
  readonly version?: string;
  readonly at_least?: number;
  readonly at_most?: number;
  readonly above?: number;
  readonly below?: number;
  readonly exists?: boolean;
}

export type Matcher = Scalar | readonly Scalar[] | Operators;
export type Attributes = Readonly<Record<string, Matcher>>;
export type Condition = Attributes | readonly Attributes[];

/** Who: what a rule and a feature have in common. */
export interface Audience {
  readonly when?: Condition;
  readonly segments?: readonly string[];
  readonly ring?: number;
  readonly clients?: Readonly<Record<string, string>>;
}

export interface Rule extends Audience {
  readonly name?: string;
  readonly serve?: string;
  readonly split?: Readonly<Record<string, number>>;
  readonly bucket_by?: string;
  readonly seed?: string;
}

export interface Schedule {
  readonly not_before?: string;
  readonly not_after?: string;
  readonly ramp?: readonly { readonly at: string; readonly to: number }[];
}

export interface Needs {
  readonly services?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, string>>;
  readonly contracts?: readonly string[];
}

export interface Feature extends Omit<Audience, "when"> {
  readonly enabled?: boolean;
  readonly description?: string;
  readonly rollout_percentage?: number;
  readonly type?: "release" | "experiment" | "ops" | "kill-switch" | "permission";
  readonly owner?: string;
  readonly created?: string;
  readonly expires?: string;
  readonly lifecycle?: string;
  readonly value_type?: "boolean" | "string" | "number" | "object";
  readonly variants?: Readonly<Record<string, unknown>>;
  readonly off?: string;
  readonly default?: string;
  readonly code_default?: unknown;
  readonly needs?: Needs;
  readonly schedule?: Schedule;
  readonly rules?: readonly Rule[];
  readonly overrides?: Readonly<Record<string, string>>;
  readonly bucket_by?: string;
  readonly seed?: string;
  readonly targeting?: Readonly<Record<string, unknown>>;
  readonly flagd?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, Scalar>>;
}

const plainVariants: Readonly<Record<string, unknown>> = { on: true, off: false };

export const variantsOf = (feature: Feature): Readonly<Record<string, unknown>> =>
  feature.variants ?? plainVariants;
export const offOf = (feature: Feature): string => feature.off ?? "off";
export const defaultOf = (feature: Feature): string => feature.default ?? offOf(feature);

/** What only an enabled feature looks at, besides its guards. */
export function decides(feature: Feature): boolean {
  return (
    feature.rules !== undefined ||
    feature.segments !== undefined ||
    feature.ring !== undefined ||
    feature.overrides !== undefined ||
    feature.schedule?.ramp !== undefined ||
    feature.rollout_percentage !== undefined
  );
}

/** Seconds since 1970 of a day or a moment; undefined where there is no such day. */
export function secondsOf(moment: string): number | undefined {
  const ms = Date.parse(moment);
  if (Number.isNaN(ms)) return undefined;
  // Date.parse takes the 31st of June for the 1st of July.
  const [year, month, day] = moment.slice(0, 10).split("-").map(Number) as [number, number, number];
  const sameDay = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(moment.slice(0, 10));
  return sameDay ? Math.floor(ms / 1000) : undefined;
}

/** As a file has it, and a person reads it: "2026-09-01T08:00Z". */
export function momentText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/(:00)?\.000Z$/, "Z");
}
