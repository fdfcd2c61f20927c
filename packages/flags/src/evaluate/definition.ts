import type { DefinitionComplaint } from "./complaint.ts";
import type { FlagMetadata, FlagValue } from "./resolution.ts";

/** One flag of a flagd document (schema v0) whose shape is right; its targeting is still JSON. */
export interface FlagDefinition {
  readonly key: string;
  readonly path: readonly (string | number)[];
  readonly enabled: boolean;
  readonly variants: ReadonlyMap<string, FlagValue>;
  readonly defaultVariant: string | undefined;
  readonly targeting: unknown;
  readonly metadata: FlagMetadata;
  /** Something about it is wrong: it answers PARSE_ERROR. */
  readonly broken: boolean;
}

export interface DefinitionSet {
  readonly flags: readonly FlagDefinition[];
  readonly evaluators: ReadonlyMap<string, unknown>;
  readonly metadata: FlagMetadata;
  readonly complaints: readonly DefinitionComplaint[];
}

type Complain = (path: readonly (string | number)[], message: string) => void;
type Mapping = Readonly<Record<string, unknown>>;

/** The shape of a document: `flags` as a mapping, or as a list with keys. Never throws. */
export function definitionsIn(
  document: unknown,
  limit: { flags: number; complaints: number },
): DefinitionSet {
  const complaints: DefinitionComplaint[] = [];
  const complain: Complain = (path, message) => {
    if (complaints.length < limit.complaints) complaints.push({ path, message });
  };
  const root = asMapping(document);
  const metadata = metadataAt(own(root, "metadata"), ["metadata"], complain);
  const evaluators = new Map(Object.entries(asMapping(own(root, "$evaluators"))));
  const listed = entriesOf(own(root, "flags"), complain);
  if (listed.length > limit.flags)
    complain(["flags"], `there are more than ${limit.flags} flags (limit flags)`);
  const flags = listed
    .slice(0, limit.flags)
    .map(([key, path, flag]) => definitionOf(key, path, flag, metadata, complain));
  return { flags, evaluators, metadata, complaints };
}

type Entry = readonly [key: string, path: readonly (string | number)[], flag: unknown];

function entriesOf(flags: unknown, complain: Complain): readonly Entry[] {
  if (Array.isArray(flags))
    return flags.flatMap((flag: unknown, index): Entry[] => {
      const key = own(asMapping(flag), "key");
      if (typeof key === "string" && key !== "") return [[key, ["flags", index], flag]];
      complain(["flags", index], "`key` is missing: the name of the flag");
      return [];
    });
  if (isMapping(flags)) return Object.entries(flags).map(([key, flag]) => [key, ["flags", key], flag]);
  complain(["flags"], "`flags` must be a mapping of keys to flags");
  return [];
}

function definitionOf(
  key: string,
  path: readonly (string | number)[],
  flag: unknown,
  shared: FlagMetadata,
  complain: Complain,
): FlagDefinition {
  let broken = false;
  const complainHere = (step: string, message: string) => {
    broken = true;
    complain([...path, step], message);
  };
  const root = asMapping(flag);
  const [state, given, fallback] = [own(root, "state"), own(root, "variants"), own(root, "defaultVariant")];
  if (state !== "ENABLED" && state !== "DISABLED")
    complainHere("state", "`state` must be ENABLED or DISABLED");
  const variants = new Map(Object.entries(asMapping(given)).filter(([, value]) => value !== null));
  if (variants.size === 0) complainHere("variants", "`variants` must be a mapping with at least one value");
  if (fallback !== undefined && fallback !== null && typeof fallback !== "string")
    complainHere("defaultVariant", "`defaultVariant` must be the name of a variant, or null");
  const defaultVariant = typeof fallback === "string" && fallback !== "" ? fallback : undefined;
  if (defaultVariant !== undefined && variants.size > 0 && !variants.has(defaultVariant))
    complainHere(
      "defaultVariant",
      `\`defaultVariant\` names no variant: there are ${[...variants.keys()].slice(0, 10).join(", ")}`,
    );
  const targeting = own(root, "targeting");
  if (targeting !== undefined && targeting !== null && !isMapping(targeting))
    complainHere("targeting", '`targeting` must be an expression such as { "if": [ … ] }');
  const targets = isMapping(targeting) && Object.keys(targeting).length > 0;
  return {
    key,
    path,
    enabled: state !== "DISABLED",
    variants: variants as ReadonlyMap<string, FlagValue>,
    defaultVariant,
    targeting: targets ? targeting : undefined,
    metadata: { ...shared, ...metadataAt(own(root, "metadata"), [...path, "metadata"], complain) },
    broken,
  };
}

function metadataAt(value: unknown, path: readonly (string | number)[], complain: Complain): FlagMetadata {
  const entries = Object.entries(asMapping(value));
  const plain = entries.filter(([, each]) => ["string", "number", "boolean"].includes(typeof each));
  if (plain.length < entries.length)
    complain(path, "`metadata` holds texts, numbers, true and false, nothing nested");
  return Object.fromEntries(plain) as FlagMetadata;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const asMapping = (value: unknown): Mapping => (isMapping(value) ? value : {});

function own(mapping: Mapping, key: string): unknown {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}
