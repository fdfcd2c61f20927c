import { type SchemaNode, unaliased } from "./node.ts";
import { anyType } from "./types.ts";

/**
 * What the sender's value is known to satisfy: several schemas at once, with some alternatives already decided.
 * This is the left side of every inclusion.
 */
export interface Conjunction {
  /** In the order of their places, no duplicates. */
  readonly nodes: readonly SchemaNode[];
  /** node id of an anyOf -> index of the branch that was picked. */
  readonly picks: ReadonlyMap<number, number>;
  readonly types: number;
  readonly key: string;
}

const noPicks: ReadonlyMap<number, number> = new Map();

export function conjunction(
  nodes: Iterable<SchemaNode>,
  picks: ReadonlyMap<number, number> = noPicks,
  types: number = anyType,
): Conjunction {
  const unique = new Set<SchemaNode>();
  for (const node of nodes) unique.add(unaliased(node));
  const sorted = unique.size < 2 ? [...unique] : [...unique].sort(byPlace);
  const picked =
    picks.size === 0 ? "" : [...picks].sort((a, b) => a[0] - b[0]).map(([id, branch]) => `${id}:${branch}`);
  const key = `${sorted.map((node) => node.id).join(",")};${picked};${types}`;
  return { nodes: sorted, picks, types, key };
}

/** The order decides which example is found first: it must not depend on what was asked before. */
function byPlace(a: SchemaNode, b: SchemaNode): number {
  if (a.place.pointer !== b.place.pointer) return a.place.pointer < b.place.pointer ? -1 : 1;
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  return a.id - b.id;
}

export function and(known: Conjunction, ...nodes: readonly SchemaNode[]): Conjunction {
  return conjunction([...known.nodes, ...nodes], known.picks, known.types);
}

export function alone(...nodes: readonly SchemaNode[]): Conjunction {
  return conjunction(nodes);
}
