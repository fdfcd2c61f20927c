import type { Meeting } from "../coexistence/meetings.ts";
import type { Structure } from "../coexistence/timeline.ts";

/** `from` happens strictly before `to`; forced by a meeting, or by the way a component moves. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly rule?: Structure;
  readonly meeting?: Meeting;
}

/** Arcs in compressed rows: those of node n are `arcs[row[n] .. row[n + 1])`. */
export interface Graph {
  readonly size: number;
  readonly arcs: readonly Arc[];
  readonly row: Int32Array;
  readonly target: Int32Array;
  /** Index into `arcs` for each place in `target`. */
  readonly arcAt: Int32Array;
}

/** Nodes of an arc are mapped to the representative of their moment. */
export function graphOf(size: number, arcs: readonly Arc[], same: (node: number) => number): Graph {
  const row = new Int32Array(size + 1);
  const sources = new Int32Array(arcs.length);
  arcs.forEach((arc, index) => {
    const from = same(arc.from);
    sources[index] = from;
    row[from + 1] = (row[from + 1] ?? 0) + 1;
  });
  for (let node = 0; node < size; node++) row[node + 1] = (row[node + 1] ?? 0) + (row[node] ?? 0);
  const next = row.slice();
  const target = new Int32Array(arcs.length);
  const arcAt = new Int32Array(arcs.length);
  arcs.forEach((arc, index) => {
    const from = sources[index] ?? 0;
    const place = next[from] ?? 0;
    next[from] = place + 1;
    target[place] = same(arc.to);
    arcAt[place] = index;
  });
  return { size, arcs, row, target, arcAt };
}

/** Nodes in an order that every arc obeys, or undefined where there is a cycle. Kahn's algorithm, O(V + E). */
export function topologicalOrder({ size, row, target }: Graph): Int32Array | undefined {
  const incoming = new Int32Array(size);
  for (const to of target) incoming[to] = (incoming[to] ?? 0) + 1;
  const order = new Int32Array(size);
  let filled = 0;
  for (let node = 0; node < size; node++) if (incoming[node] === 0) order[filled++] = node;
  for (let done = 0; done < filled; done++) {
    const node = order[done] ?? 0;
    for (let place = row[node] ?? 0; place < (row[node + 1] ?? 0); place++) {
      const to = target[place] ?? 0;
      const left = (incoming[to] ?? 0) - 1;
      incoming[to] = left;
      if (left === 0) order[filled++] = to;
    }
  }
  return filled === size ? order : undefined;
}

/** The strongly connected component of each node, numbered from 0. Tarjan's algorithm without recursion. */
export function strongComponents({ size, row, target }: Graph): Int32Array {
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const component = new Int32Array(size).fill(-1);
  const place = row.slice(0, size);
  const open: number[] = [];
  const path: number[] = [];
  let counter = 0;
  let components = 0;
  const enter = (node: number) => {
    index[node] = low[node] = counter++;
    open.push(node);
    path.push(node);
  };
  for (let root = 0; root < size; root++) {
    if (index[root] === -1) enter(root);
    while (path.length > 0) {
      const node = path[path.length - 1] ?? 0;
      const at = place[node] ?? 0;
      if (at < (row[node + 1] ?? 0)) {
        place[node] = at + 1;
        const to = target[at] ?? 0;
        if (index[to] === -1) enter(to);
        else if (component[to] === -1) low[node] = Math.min(low[node] ?? 0, index[to] ?? 0);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] === index[node]) closeComponent(open, component, node, components++);
    }
  }
  return component;
}

function closeComponent(open: number[], component: Int32Array, root: number, number: number): void {
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    component[node] = number;
    if (node === root) return;
  }
}

/** The shortest path of arcs from one node to another, or undefined. Breadth first, within `allowed` nodes. */
function shortestPath(
  graph: Graph,
  from: number,
  to: number,
  allowed: (node: number) => boolean = () => true,
): Arc[] | undefined {
  const cameBy = new Map<number, number>([[from, -1]]);
  const queue = [from];
  for (const node of queue) {
    for (let place = graph.row[node] ?? 0; place < (graph.row[node + 1] ?? 0); place++) {
      const next = graph.target[place] ?? 0;
      if (next === to) return unwind(graph, cameBy, place, node);
      if (cameBy.has(next) || !allowed(next)) continue;
      cameBy.set(next, place);
      queue.push(next);
    }
  }
  return undefined;
}

function unwind(graph: Graph, cameBy: ReadonlyMap<number, number>, last: number, node: number): Arc[] {
  const path = [last];
  const places = cameBy;
  let at = node;
  for (let place = places.get(at) ?? -1; place !== -1; place = places.get(at) ?? -1) {
    path.push(place);
    at = sourceOf(graph, place);
  }
  return path.reverse().flatMap((place) => graph.arcs[graph.arcAt[place] ?? -1] ?? []);
}

/** The node whose row holds a place: binary search over the rows. */
function sourceOf({ row, size }: Graph, place: number): number {
  let low = 0;
  let high = size - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((row[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** At most this many start nodes of one component are tried when looking for its shortest cycle. */
const MAX_CYCLE_STARTS = 256;
/** At most this many cycles are reported, one for each strongly connected component. */
const MAX_CYCLES = 20;

/** The shortest cycle of each strongly connected component. */
export function shortestCycles(graph: Graph): Arc[][] {
  const component = strongComponents(graph);
  const members = new Map<number, number[]>();
  const selfLoops = new Set<number>();
  for (let node = 0; node < graph.size; node++) {
    const own = component[node] ?? 0;
    const known = members.get(own);
    if (known) known.push(node);
    else members.set(own, [node]);
    for (let place = graph.row[node] ?? 0; place < (graph.row[node + 1] ?? 0); place++)
      if (graph.target[place] === node) selfLoops.add(own);
  }
  const cyclic = [...members].filter(([own, nodes]) => nodes.length > 1 || selfLoops.has(own));
  return cyclic.slice(0, MAX_CYCLES).flatMap(([own, nodes]) => {
    const cycles = nodes
      .slice(0, MAX_CYCLE_STARTS)
      .flatMap((node) => [shortestPath(graph, node, node, (each) => component[each] === own) ?? []])
      .filter((cycle) => cycle.length > 0);
    const shortest = cycles.reduce<Arc[] | undefined>(
      (best, cycle) => (best === undefined || weight(cycle) < weight(best) ? cycle : best),
      undefined,
    );
    return shortest ? [shortest] : [];
  });
}

/** Fewer findings first, then fewer arcs: the easiest cycle to explain. */
function weight(cycle: readonly Arc[]): number {
  return cycle.filter((arc) => arc.meeting).length * 1000 + cycle.length;
}
