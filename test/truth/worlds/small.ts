import type { Component, Link, Verdict, VerdictTable } from "@crossfade/core";
import { call, queue, rows, schema, service, system, type World } from "./story.ts";

/**
 * All worlds of at most three components, two versions and two directed links (self links included), up to renaming.
 *
 * What is enumerated: for each component whether it rolls (overlap, warm), passes at once (cut, no dark) or does not move;
 * for each link whether it retains nothing (routed), for a while, or for ever (both attached), and each verdict of each
 * pair. Two verdicts are not: `not-spoken`, which the explorer and the model treat as compatible (it is drawn for every
 * third compatible pair), and any verdict of 0 -> 0, which stands from the beginning and is exempt for ever (it is drawn
 * by turns, so that a planner that does not exempt it is found out).
 */
export function* smallWorlds(shard = 0, shards = 1): Generator<World & { readonly name: string }> {
  let count = 0;
  for (const shape of shapes)
    for (const settings of tuples(Object.keys(movers), shape.parts))
      for (const links of tuples(Object.keys(media), shape.links.length))
        for (const codes of verdictCodes(shape, settings)) {
          if (!isFirst(shape, settings, links, codes)) continue;
          if (count++ % shards === shard) yield build(shape, settings, links, codes, count);
        }
}

interface Shape {
  readonly parts: number;
  readonly links: readonly (readonly [number, number])[];
  /** Renamings that leave the shape as it is: where each component and each link goes. */
  readonly twins?: { readonly parts: readonly number[]; readonly links: readonly number[] };
}

const shapes: readonly Shape[] = [
  { parts: 1, links: [[0, 0]] },
  { parts: 2, links: [[0, 1]] },
  {
    parts: 1,
    links: [
      [0, 0],
      [0, 0],
    ],
    twins: { parts: [0], links: [1, 0] },
  },
  {
    parts: 2,
    links: [
      [0, 0],
      [1, 1],
    ],
    twins: { parts: [1, 0], links: [1, 0] },
  },
  {
    parts: 2,
    links: [
      [0, 0],
      [0, 1],
    ],
  },
  {
    parts: 2,
    links: [
      [0, 0],
      [1, 0],
    ],
  },
  {
    parts: 2,
    links: [
      [0, 1],
      [0, 1],
    ],
    twins: { parts: [0, 1], links: [1, 0] },
  },
  {
    parts: 2,
    links: [
      [0, 1],
      [1, 0],
    ],
    twins: { parts: [1, 0], links: [1, 0] },
  },
  {
    parts: 3,
    links: [
      [0, 0],
      [1, 2],
    ],
  },
  {
    parts: 3,
    links: [
      [0, 1],
      [0, 2],
    ],
    twins: { parts: [0, 2, 1], links: [1, 0] },
  },
  {
    parts: 3,
    links: [
      [0, 1],
      [2, 1],
    ],
    twins: { parts: [2, 1, 0], links: [1, 0] },
  },
  {
    parts: 3,
    links: [
      [0, 1],
      [1, 2],
    ],
  },
];

const names = ["a", "b", "c"] as const;
const movers: Record<string, (id: string) => Component> = {
  rolls: (id) => service(id),
  cuts: (id) => schema(id),
  stays: (id) => service(id, ["0"]),
};
const media: Record<string, typeof call> = { call, queue, rows };
const harms = ["compatible", "breaking", "unknown"] as const;

/** The pairs of a link that begin in the release, as "0 -> 1". */
function pairsOf([from, to]: readonly [number, number], settings: readonly string[]): string[] {
  const moves = (index: number) => settings[index] !== "stays";
  return [
    ...(moves(to) ? ["0 -> 1"] : []),
    ...(moves(from) ? ["1 -> 0"] : []),
    ...(moves(from) && moves(to) ? ["1 -> 1"] : []),
  ];
}

/** One number in base 3 per link: the verdicts of its pairs. */
function* verdictCodes(shape: Shape, settings: readonly string[]): Generator<number[]> {
  const [first = 1, second = 1] = shape.links.map((link) => 3 ** pairsOf(link, settings).length);
  for (let a = 0; a < first; a++)
    for (let b = 0; b < second; b++) yield shape.links.length === 1 ? [a] : [a, b];
}

/** Of worlds that differ only by names, the first. */
function isFirst(
  shape: Shape,
  settings: readonly string[],
  links: readonly string[],
  codes: readonly number[],
): boolean {
  const { twins } = shape;
  if (!twins) return true;
  const name = (parts: readonly number[], order: readonly number[]) =>
    [
      ...parts.map((at) => settings[at]),
      ...order.map((at) => `${links[at]} ${String(codes[at]).padStart(3)}`),
    ].join();
  const plain = name(
    settings.map((_, at) => at),
    links.map((_, at) => at),
  );
  return plain <= name(twins.parts, twins.links);
}

function build(
  shape: Shape,
  settings: readonly string[],
  kinds: readonly string[],
  codes: readonly number[],
  turn: number,
): World & { readonly name: string } {
  const components = settings.map((setting, at) =>
    (movers[setting] as (id: string) => Component)(names[at] as string),
  );
  const table = new Map<string, Map<string, Map<string, Verdict>>>();
  const words: string[] = [];
  const links = shape.links.map((ends, at): Link => {
    const [from, to] = ends.map((end) => names[end] as string) as [string, string];
    const kind = kinds[at] as string;
    const link = (media[kind] as typeof call)(from, to, {
      id: `${kind}${at} ${from}-${to}`.replace(" ", ":"),
    });
    const rowsOf = new Map([
      ["0", new Map()],
      ["1", new Map()],
    ] as [string, Map<string, Verdict>][]);
    const put = (pair: string, harm: (typeof harms)[number], silent: boolean) => {
      const [sender, receiver] = pair.split(" -> ") as [string, string];
      if (harm !== "compatible") words.push(`${link.id}: ${pair} ${harm}`);
      rowsOf.get(sender)?.set(receiver, verdictOf(harm, silent, `${link.id}: ${pair}`));
    };
    put("0 -> 0", harms[turn % 3] as (typeof harms)[number], false);
    let code = codes[at] as number;
    for (const pair of pairsOf(ends, settings)) {
      put(pair, harms[code % 3] as (typeof harms)[number], (turn + code) % 3 === 0);
      code = Math.floor(code / 3);
    }
    table.set(link.id, rowsOf);
    return link;
  });
  const parts = components.map(({ id }, at) => `${id} ${settings[at]}`);
  const name = `${parts.join(", ")}; ${links.map(({ id }) => id).join(", ")}; ${words.join(", ")}`;
  return { system: system(components, links), verdicts: table satisfies VerdictTable, name };
}

function verdictOf(harm: (typeof harms)[number], silent: boolean, name: string): Verdict {
  if (harm === "compatible") return { kind: silent ? "not-spoken" : "compatible" };
  return { kind: harm, because: [name] };
}

function tuples<T>(items: readonly T[], length: number): T[][] {
  if (length === 0) return [[]];
  return tuples(items, length - 1).flatMap((tuple) => items.map((item) => [...tuple, item]));
}
