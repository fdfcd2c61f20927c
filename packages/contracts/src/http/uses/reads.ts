/** What is read of a value: all of it, or some of its fields and items. */
export interface Reads {
  readonly whole: boolean;
  /** By field name or index. */
  readonly named: ReadonlyMap<string, Reads>;
  /** Of every item and every field. */
  readonly each: Reads | undefined;
  /** Equal for equal reads. */
  readonly key: string;
}

export const everything: Reads = { whole: true, named: new Map(), each: undefined, key: "all" };

/** What is read where only these paths are. */
export function readsOf(paths: readonly (readonly string[])[]): Reads {
  if (paths.some((steps) => steps.length === 0)) return everything;
  const below = new Map<string, string[][]>();
  for (const [step = "", ...rest] of paths) {
    const known = below.get(step);
    if (known) known.push(rest);
    else below.set(step, [rest]);
  }
  const inner = [...below].map(([step, rest]) => [step, readsOf(rest)] as const);
  return made(new Map(inner.filter(([step]) => step !== "*")), inner.find(([step]) => step === "*")?.[1]);
}

export function readsNothing({ whole, named, each }: Reads): boolean {
  return !whole && named.size === 0 && !each;
}

/** Undefined where nothing is read. */
function both(one: Reads | undefined, other: Reads | undefined): Reads | undefined {
  if (!one || !other || one === other) return one ?? other;
  if (one.whole || other.whole) return everything;
  const names = new Set([...one.named.keys(), ...other.named.keys()]);
  const named = [...names].map((name): [string, Reads] => [
    name,
    both(one.named.get(name), other.named.get(name)) ?? everything,
  ]);
  return made(new Map(named), both(one.each, other.each));
}

/** Of the field or item of this name. */
export function readsAt(reads: Reads, name: string): Reads | undefined {
  return both(reads.named.get(name), reads.each);
}

/** Of the fields that are not among these. */
export function readsBeyond(reads: Reads, declared: readonly string[]): Reads | undefined {
  const others = [...reads.named].filter(([name]) => !declared.includes(name)).map(([, inner]) => inner);
  return others.reduce<Reads | undefined>(both, reads.each);
}

/** Of items, from a position on. */
export function readsOfItems(reads: Reads): Reads | undefined {
  const items = [...reads.named].filter(([name]) => /^\d+$/.test(name)).map(([, inner]) => inner);
  return items.reduce<Reads | undefined>(both, reads.each);
}

function made(named: ReadonlyMap<string, Reads>, each: Reads | undefined): Reads {
  const keys = [...named].map(([name, inner]) => `${JSON.stringify(name)}:${inner.key}`).sort();
  return { whole: false, named, each, key: `{${keys.join()}|${each?.key ?? ""}}` };
}
