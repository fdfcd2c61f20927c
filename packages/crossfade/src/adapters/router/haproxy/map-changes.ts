import type { MapEntries } from "./map-entries.ts";

/** What makes one map another: entries to remove, to set and to add. */
export interface MapChange {
  readonly removed: readonly string[];
  readonly set: MapEntries;
  readonly added: MapEntries;
}

/** Keys are unique in both. */
export function mapChange(from: MapEntries, to: MapEntries): MapChange {
  const before = new Map(from);
  const after = new Map(to);
  return {
    removed: [...before.keys()].filter((key) => !after.has(key)),
    set: [...after].filter(([key, value]) => before.has(key) && before.get(key) !== value),
    added: [...after].filter(([key]) => !before.has(key)),
  };
}

type FileChange = MapChange & { readonly file: string };

/** Beyond so many entries they are sent as lines behind one command. */
const maxAddCommands = 100;

export function isLarge({ added }: MapChange): boolean {
  return added.length > maxAddCommands;
}

/** The change as commands; without what is added where that is much. */
export function mapCommands(change: FileChange): readonly string[] {
  const { file, removed, set, added } = change;
  return [
    ...removed.map((key) => `del map ${file} ${key}`),
    ...set.map(([key, value]) => `set map ${file} ${key} ${value}`),
    ...(isLarge(change) ? [] : added.map(([key, value]) => `add map ${file} ${key} ${value}`)),
  ];
}

/** HAProxy takes a line, or lines behind a command, up to the size of a buffer (16,384 bytes). */
const maxLineBytes = 12_000;

/** Texts in order, put together so that none of the groups is longer than a line may be. */
export function batches(texts: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  let open: string[] = [];
  let size = 0;
  for (const text of texts) {
    const bytes = Buffer.byteLength(text) + 1;
    if (open.length > 0 && size + bytes > maxLineBytes) {
      all.push(open);
      open = [];
      size = 0;
    }
    open.push(text);
    size += bytes;
  }
  return open.length === 0 ? all : [...all, open];
}
