import type { JournalEntry } from "./flag-journal.ts";
import type { FlagContents } from "./flag-state.ts";
import { readContents } from "./flag-state.ts";

/** The one value that a flag serves to everyone. */
export interface FinalValue {
  readonly variant: string;
  readonly value: unknown;
}

/** Undefined where there is no such flag, or where it depends on who asks, or when. */
export function finalValue(
  { document }: Pick<FlagContents, "document">,
  key: string,
): FinalValue | undefined {
  const flag = Object.hasOwn(document.flags, key) ? (document.flags[key] as Definition) : undefined;
  if (flag?.state !== "ENABLED" || flag.targeting !== undefined) return undefined;
  const { variants, defaultVariant: variant } = flag;
  if (typeof variant !== "string" || !Object.hasOwn(variants, variant)) return undefined;
  return { variant, value: variants[variant] };
}

interface Definition {
  readonly state?: unknown;
  readonly variants: Readonly<Record<string, unknown>>;
  readonly defaultVariant?: unknown;
  readonly targeting?: unknown;
}

/** What a text says of one flag, where it can be read. */
interface Said {
  readonly final?: FinalValue;
  readonly lifecycle?: string;
  readonly isThere: boolean;
}

const saidBefore = new WeakMap<JournalEntry, Map<string, Said>>();

/** Each revision is read once for each flag that somebody asks about. */
function said(entry: JournalEntry, key: string): Said {
  const known = saidBefore.get(entry) ?? new Map<string, Said>();
  saidBefore.set(entry, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const read = readContents(entry.text, "", () => 0);
  const final = read.ok ? finalValue(read.contents, key) : undefined;
  const feature =
    read.ok && Object.hasOwn(read.contents.file.features, key) ? read.contents.file.features[key] : undefined;
  const now: Said = {
    isThere: feature !== undefined,
    ...(final === undefined ? {} : { final }),
    ...(feature?.lifecycle === undefined ? {} : { lifecycle: feature.lifecycle }),
  };
  known.set(key, now);
  return now;
}

/** Since when everyone gets the value that they get now, as far back as revisions are kept. */
export function finalSinceMs(
  history: readonly JournalEntry[],
  key: string,
  final: FinalValue,
): number | undefined {
  const isSame = (entry: JournalEntry) => {
    const { final: before } = said(entry, key);
    return before !== undefined && JSON.stringify(before.value) === JSON.stringify(final.value);
  };
  return sinceMs(history, isSame);
}

/** Since when the file says this life cycle without a break. */
export function lifecycleSinceMs(
  history: readonly JournalEntry[],
  key: string,
  lifecycles: readonly string[],
): number | undefined {
  return sinceMs(history, (entry) => lifecycles.includes(said(entry, key).lifecycle ?? ""));
}

/** Since when there is no such flag any more; undefined where there never was one. */
export function goneSinceMs(history: readonly JournalEntry[], key: string): number | undefined {
  const was = history.some((entry) => said(entry, key).isThere);
  return was ? sinceMs(history, (entry) => !said(entry, key).isThere) : undefined;
}

function sinceMs(
  history: readonly JournalEntry[],
  holds: (entry: JournalEntry) => boolean,
): number | undefined {
  let since: number | undefined;
  for (const entry of history.toReversed()) {
    if (!holds(entry)) break;
    since = entry.atMs;
  }
  return since;
}
