import { type ComponentVersions, readOf } from "./flag-readers.ts";
import type { RetirementFacts } from "./retirement.ts";
import { askersOf } from "./retirement-askers.ts";
import { doubtsAbout } from "./retirement-blocks.ts";
import type { VersionRead } from "./version-reads.ts";

/**
 * What a version does with the flag. other: reads it, and falls back to another value than the final one, or to what cannot be
 * told · final: falls back to the final value · unsure: may read it · none: does not.
 */
export type CodeKind = "other" | "final" | "unsure" | "none";

/** A component that reads the flag, or may, on its way to a version that does not. */
export interface Population {
  readonly id: string;
  readonly isClient: boolean;
  /** From the last version that falls back to something else; none: nobody can release it anew. */
  readonly chain: readonly string[];
  /** Other versions that are there, or ask. */
  readonly older: readonly string[];
  /** Of each of these versions. */
  readonly kinds: ReadonlyMap<string, CodeKind>;
  /** Versions that are there, or ask, now. */
  readonly present: ReadonlySet<string>;
  /** Whether it would be known if others of its versions were there: pages that are open go on asking. */
  readonly isHeard: boolean;
  /** Of `present`, those that only ask, and that the cut-off lets go. */
  readonly rare: readonly string[];
}

/** Not a component: whoever asks and does not say what it is, or goes by a name that nobody knows. */
const somebody = "somebody who is";
/** A version of which nothing is known. */
const notKnown = "not known";

/** Whoever reads the flag, or may, of all that is known. */
export function populationsOf(facts: RetirementFacts): readonly Population[] {
  const seen = seenOf(facts);
  return [
    ...facts.components.flatMap((each) => populationOf(each, facts, seen) ?? []),
    ...strangers(facts, seen),
    ...facts.neededBy.map((flag) => standing(`flag ${flag}`, `that needs ${facts.key}`, "other")),
  ];
}

interface Seen {
  readonly who: ReadonlySet<string>;
  /** Those that ask more often than the cut-off lets go. */
  readonly above: ReadonlySet<string>;
  readonly isCounted: boolean;
}

function seenOf(facts: RetirementFacts): Seen {
  const { askers, above, isCounted } = askersOf(facts, facts.components);
  const names = (all: typeof askers) => new Set(all.map(({ who }) => who));
  return { who: names(askers), above: names(above), isCounted };
}

function strangers({ components }: RetirementFacts, { who, above }: Seen): readonly Population[] {
  const isStranger = (each: string) => !components.some(({ id }) => each.startsWith(`${id}@`));
  const all = [...who].filter(isStranger);
  if (all.length === 0) return [];
  const population = standing(somebody, notKnown, "unsure");
  const isRare = !all.some((each) => above.has(each));
  return [{ ...population, isClient: true, rare: isRare ? [notKnown] : [] }];
}

function standing(id: string, label: string, kind: CodeKind): Population {
  const older = [label];
  return {
    id,
    isClient: false,
    chain: [],
    older,
    kinds: new Map([[label, kind]]),
    present: new Set(older),
    isHeard: false,
    rare: [],
  };
}

function populationOf(each: ComponentVersions, facts: RetirementFacts, seen: Seen): Population | undefined {
  const { id, isClient, versions } = each;
  const kinds = new Map(versions.map((version) => [version.label, kindOf(version, facts)]));
  const asking = askingOf(each, seen);
  for (const { label } of asking) if (kinds.get(label) === "none") kinds.set(label, "unsure");
  const live = liveOf(each, facts);
  const reads = (label: string) => (kinds.get(label) ?? "unsure") !== "none";
  const present = new Set([...live, ...asking.map(({ label }) => label)].filter(reads));
  const chain = chainOf(versions, facts, present);
  const older = [...present].filter((label) => !chain.includes(label));
  if (older.length === 0 && !chain.some(reads)) return undefined;
  return {
    id,
    isClient,
    chain,
    older,
    kinds: new Map([...chain, ...older].map((label) => [label, kinds.get(label) ?? madeKind(label, facts)])),
    present,
    isHeard: facts.live !== undefined && (!isClient || seen.isCounted),
    rare: asking
      .filter(({ label, isAbove }) => !live.includes(label) && !(isClient && isAbove))
      .map(({ label }) => label),
  };
}

/** What code passes, against the final value. */
function kindOf(version: VersionRead, { key, final }: RetirementFacts): CodeKind {
  const read = readOf(version, key);
  const isSure = doubtsAbout(version, key).length === 0;
  if (read === undefined) return isSure ? "none" : "unsure";
  const isFinal = (value: unknown) =>
    final !== undefined && JSON.stringify(value) === JSON.stringify(final.value);
  const isTold = isSure && read.isDefaultUncertain !== true && read.defaults.length > 0;
  return isTold && read.defaults.every(isFinal) ? "final" : "other";
}

/** Versions of it that are there. A page that is open after its end is known by what it asks. */
function liveOf({ id, isClient }: ComponentVersions, { live }: RetirementFacts): readonly string[] {
  if (live === undefined) return [notKnown];
  return live
    .filter(({ component, phase }) => component === id && !(isClient && phase === "ended"))
    .map(({ label }) => label);
}

interface Asking {
  readonly label: string;
  readonly isAbove: boolean;
}

/** Versions that ask; those that were never published are one, for anybody may call itself anything. */
function askingOf({ id, versions }: ComponentVersions, { who, above }: Seen): readonly Asking[] {
  const found = new Map<string, boolean>();
  for (const each of who) {
    if (!each.startsWith(`${id}@`)) continue;
    const label = each.slice(id.length + 1);
    const known = versions.some((version) => version.label === label) ? label : notKnown;
    found.set(known, (found.get(known) ?? false) || above.has(each));
  }
  return [...found].map(([label, isAbove]) => ({ label, isAbove }));
}

const madeDefault = ({ final }: RetirementFacts) =>
  `with default ${final === undefined ? "= final value" : JSON.stringify(final.value)}`;
const madeWithout = ({ key }: RetirementFacts) => `without ${key}`;

/** Versions that are still to be made do what they are called; of all others nothing is known. */
function madeKind(label: string, facts: RetirementFacts): CodeKind {
  if (label === madeDefault(facts)) return "final";
  return label === madeWithout(facts) ? "none" : "unsure";
}

/**
 * The last version that falls back to something else, the first after it that falls back to the final value, the first without
 * the flag. What was not published yet goes by what it will do.
 */
function chainOf(
  versions: readonly VersionRead[],
  facts: RetirementFacts,
  present: ReadonlySet<string>,
): readonly string[] {
  const kinds = versions.map((each) => kindOf(each, facts));
  const label = (at: number) => versions[at]?.label ?? "";
  const last = kinds.findIndex((each) => each !== "none");
  const [first] = present;
  if (versions.length === 0)
    return first === undefined || first === notKnown ? [] : [first, madeDefault(facts), madeWithout(facts)];
  if (last < 0) return [label(versions.length - 1)];
  const out = last === 0 ? madeWithout(facts) : label(last - 1);
  const before = kinds.findIndex((each, at) => at >= last && each !== "final");
  const end = before < 0 ? kinds.length : before;
  const fallsBack = end < kinds.length && kinds[end] !== "none" ? [label(end)] : [];
  if (end > last) return [...fallsBack, label(end - 1), out];
  return last === 0 ? [label(0), madeDefault(facts), out] : [label(last), out];
}
