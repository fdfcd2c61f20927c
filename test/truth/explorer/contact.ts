import type { Component, Link, PairRef, System, VerdictTable } from "@crossfade/core";
import { type Moments, never, past, type When } from "./moments.ts";
import { absent, type Life, runsDark } from "./physics.ts";

/** Something of a sender version that can be read on a link: from a moment until the first of some moments. */
export interface Source {
  readonly version: string;
  readonly from: When;
  readonly until: readonly When[];
}

/** A receiver version that takes what comes. */
interface Sink {
  readonly version: string;
  readonly from: When;
  readonly to: When;
}

/**
 * A version pair that would do harm, and when it is in touch: all moves of `need` have happened and none of `not` has.
 */
export interface Touch {
  readonly pair: PairRef;
  readonly key: string;
  readonly verdict: "breaking" | "unknown";
  readonly need: number;
  readonly not: number;
}

export const pairKey = ({ link, sender, receiver }: PairRef): string => `${link}: ${sender} -> ${receiver}`;

/** What is harmful about a pair, before asking when it is in touch. Silence and obligations are harmless. */
function harm(
  system: System,
  verdicts: VerdictTable,
  link: Link,
  sender: string,
  receiver: string,
): Touch["verdict"] | undefined {
  // A component that is not there says nothing, and does not miss itself.
  if (sender === absent || (receiver === absent && link.sender === link.receiver)) return undefined;
  const pinned = link.affinity?.get(sender);
  if (pinned !== undefined && pinned !== receiver) return undefined;
  const promised = system.promised.some(
    ({ component, version }) =>
      (component === link.sender && version === sender) ||
      (component === link.receiver && version === receiver),
  );
  const accepted = system.accepted.some(
    (pair) => pair.link === link.id && pair.sender === sender && pair.receiver === receiver,
  );
  if (promised || accepted) return undefined;
  const kind = verdicts.get(link.id)?.get(sender)?.get(receiver)?.kind ?? "unknown";
  return kind === "breaking" || kind === "unknown" ? kind : undefined;
}

/** May what is left on the link vanish by itself? */
export const vanishes = (link: Link): boolean => link.linger.kind === "for" && !link.carries;

/** When a sender's own process writes on the link: a dark process is not silent. */
export function speaking(link: Link, life: Life): { from: When; to: When } {
  const process = runsDark(life.component, life.version) && !link.silentUnlessServing;
  return process ? { from: life.deploy, to: life.gone } : { from: life.start, to: life.end };
}

function hearing(link: Link, life: Life): { from: When; to: When } {
  const process =
    runsDark(life.component, life.version) && !link.silentUnlessServing && link.inbound === "attached";
  return process ? { from: life.deploy, to: life.gone } : { from: life.start, to: life.end };
}

function sinks(link: Link, lives: readonly Life[], receiver: Component): Sink[] {
  return lives
    .filter((life) => life.component.id === receiver.id)
    .map((life) => ({ version: life.version, ...hearing(link, life) }));
}

/**
 * Every harmful pair with the moves that put it in touch and apart. `sourcesOf` says what can be read on a link; it is
 * asked only for links and versions that can do harm, so that vanishing of harmless leftovers is no move.
 */
export function touches(
  system: System,
  verdicts: VerdictTable,
  lives: readonly Life[],
  moments: Moments,
  sourcesOf: (link: Link, harmful: (version: string) => boolean) => readonly Source[],
): Touch[] {
  const found: Touch[] = [];
  for (const link of system.links) {
    const receiver = system.components.find(({ id }) => id === link.receiver) as Component;
    const takers = sinks(link, lives, receiver).filter(({ from, to }) => from !== never && to !== past);
    const harmful = (version: string) =>
      takers.some((taker) => harm(system, verdicts, link, version, taker.version) !== undefined);
    for (const source of sourcesOf(link, harmful)) {
      if (source.from === never || source.until.includes(past)) continue;
      for (const taker of takers) {
        const verdict = harm(system, verdicts, link, source.version, taker.version);
        if (!verdict) continue;
        const pair = { link: link.id, sender: source.version, receiver: taker.version };
        const need = moments.bit(source.from) | moments.bit(taker.from);
        const not = source.until.reduce((mask, when) => mask | moments.bit(when), moments.bit(taker.to));
        found.push({ pair, key: pairKey(pair), verdict, need, not });
      }
    }
  }
  return found;
}

/** Is the pair in touch in this state? */
export const inTouch = ({ need, not }: { need: number; not: number }, state: number): boolean =>
  (state & need) === need && (state & not) === 0;
