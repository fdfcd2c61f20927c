import type { System, VerdictTable } from "@crossfade/core";
import { type Touch, touches } from "./contact.ts";
import { sourcesForward } from "./left-behind.ts";
import { isAtom, Moments, type Move, type When } from "./moments.ts";
import { type Life, type MomentOf, physics } from "./physics.ts";

/**
 * Everything that can happen to a system, whatever anybody plans. A state is the set of moves that have happened, so a
 * world only ever grows: no move forbids another.
 */
export interface World {
  readonly moves: readonly Move[];
  /** Moves after which the release is done. Older versions may stay, and so may what was left behind. */
  readonly target: number;
  /** Harmful pairs that are not standing. */
  readonly touches: readonly Touch[];
  /** Keys of harmful pairs that are in touch before the first move. */
  readonly standing: ReadonlySet<string>;
  /** Moves in which a version of a chain starts. */
  readonly starts: ReadonlyMap<number, Start>;
  /** Leftovers vanish: only time makes these moves. */
  readonly vanishings: number;
}

/** The moves that belong to a start: what starts is deployed; other versions of the same components start. */
export interface Start {
  readonly deploys: number;
  readonly others: number;
}

export function compileWorld(system: System, verdicts: VerdictTable): World {
  const moments = new Moments();
  const required: When[] = [];
  const vanishing: When[] = [];
  const fresh: MomentOf = (kind, component, version) => {
    const when = moments.atom(`${kind} ${component.id}@${version}`, !component.ours);
    if (component.chain.includes(version)) required.push(when);
    return when;
  };
  const cuts = new Map(
    system.cutOffs.map(({ link, version }) => {
      const name = `${link} ${version}`;
      return [name, moments.atom(`cut-off ${name}`)];
    }),
  );
  const lives = physics(system, fresh, moments);
  const sourcesOf = sourcesForward(system, lives, moments, {
    cutOff: (link, version) => cuts.get(`${link} ${version}`),
    clearing: (id) => {
      const when = moments.atom(`clearing ${id}`);
      required.push(when);
      return when;
    },
    vanish: (link, version) => {
      const when = moments.atom(`vanish ${link} ${version}`);
      vanishing.push(when);
      return when;
    },
  });
  const all = touches(system, verdicts, lives, moments, sourcesOf);
  const standing = new Set(all.filter(({ need }) => need === 0).map(({ key }) => key));

  return {
    moves: moments.moves(),
    target: moments.mask(required),
    touches: all.filter(({ key }) => !standing.has(key)),
    standing,
    starts: startsOf(system, lives, moments),
    vanishings: moments.mask(vanishing),
  };
}

function startsOf(system: System, lives: readonly Life[], moments: Moments): Map<number, Start> {
  const starts = new Map<number, Start>();
  for (const { id } of system.components) {
    const own = lives.filter(({ component, start }) => component.id === id && isAtom(start));
    const all = moments.mask(own.map(({ start }) => start));
    for (const { start, deploy } of own) {
      const bit = moments.bit(start);
      const { deploys, others } = starts.get(bit) ?? { deploys: 0, others: 0 };
      starts.set(bit, { deploys: deploys | moments.bit(deploy), others: others | (all & ~bit) });
    }
  }
  return starts;
}

export const possible = (move: Move, state: number): boolean =>
  (state & move.bit) === 0 && (state & move.need) === move.need;
