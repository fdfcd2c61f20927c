import type { Component, Overlap, System } from "@crossfade/core";
import { isAtom, type Moments, never, past, type When } from "./moments.ts";
import { absent, type Life, nest, passTraffic, runsDark, together } from "./physics.ts";
import { type Happened, progressOf, servingRank } from "./present.ts";

/** The lives in a world that goes back: what is alive now, and the old versions that take over again. */
export interface Returning {
  readonly lives: readonly Life[];
  /** Old versions take over again. When all have, nothing is left but to end. */
  readonly starts: readonly When[];
  /** Ends of a client's new versions, which take as long as their users like. */
  readonly tails: readonly When[];
  /** Some component goes back by a gap: it is down for a while. */
  readonly down: boolean;
}

/**
 * The mirrored release (THEORY A.4.5) as lives. Half-way versions may end at any time and draining processes may go at any
 * time, nothing orders them; the version that serves passes its traffic back along the chain, as `channelOf` says.
 */
export function returning(
  system: System,
  happened: Happened,
  moments: Moments,
  channelOf: (component: Component) => Overlap,
): Returning {
  const lives: Life[] = [];
  const rows: Life[][] = [];
  let down = false;
  for (const component of system.components) {
    const present = alive(component, happened, moments);
    const row = [
      ...present.filter(({ version }) => version === base(component, happened)),
      ...back(component, happened, moments),
    ];
    passTraffic(row, channelOf(component), component.serial, moments);
    down ||= row.length > 1 && channelOf(component) === "gap";
    lives.push(...present, ...row.filter((life) => !present.includes(life)));
    rows.push(row);
  }
  for (const life of lives) nest(life, moments);
  for (const { components, atomic } of system.groups)
    for (let rank = 0; rank < 3; rank++) {
      const peers = rows
        .flat()
        .filter(
          ({ component, version }) => components.includes(component.id) && component.chain[rank] === version,
        );
      together(peers.map(({ start }) => start).filter(isAtom), moments);
      if (atomic) together(peers.map(({ end }) => end).filter(isAtom), moments);
    }
  pins(system, lives, moments);
  const isNew = ({ component, version }: Life) => version !== absent && component.chain.indexOf(version) > 0;
  return {
    lives,
    starts: lives.map(({ start }) => start).filter(isAtom),
    tails: lives
      .filter((life) => life.component.tail && isNew(life))
      .map(({ end }) => end)
      .filter(isAtom),
    down,
  };
}

function base(component: Component, happened: Happened): string | undefined {
  const rank = servingRank(progressOf(component, happened));
  return rank === undefined ? undefined : component.chain[rank];
}

/** Versions of which a process or users are still there. */
function alive(component: Component, happened: Happened, moments: Moments): Life[] {
  const { id, chain, older, endless } = component;
  const progress = progressOf(component, happened);
  const rank = servingRank(progress);
  const remains = (version: string): boolean =>
    endless.includes(version) ||
    (version === chain[rank ?? -1] && (rank === 0 || component.back === "stays"));
  const life = (version: string, started: boolean, ended: boolean): Life => {
    const end = remains(version) ? never : ended || !started ? past : moments.atom(`end ${id}@${version}`);
    const goes = runsDark(component, version) && !remains(version);
    return {
      component,
      version,
      deploy: past,
      start: started ? past : never,
      end,
      gone: goes ? moments.atom(`gone ${id}@${version}`) : end,
    };
  };
  const present = progress.filter(({ deployed, gone }) => deployed && !gone);
  const olderOnes = older.flatMap((version) => {
    const ended = happened.done.has(`end ${id}@${version}`);
    const gone = happened.done.has(`gone ${id}@${version}`) || (ended && !runsDark(component, version));
    return gone ? [] : [life(version, true, ended)];
  });
  return [...olderOnes, ...present.map(({ version, started, ended }) => life(version, started, ended))];
}

/** Versions that take over again, in the order in which they do. The last of them is there to stay. */
function back(component: Component, happened: Happened, moments: Moments): Life[] {
  if (component.back === "stays") return [];
  const { id, chain, endless } = component;
  const progress = progressOf(component, happened);
  const top = servingRank(progress) ?? progress.filter(({ ended }) => ended).length;
  return chain
    .slice(0, top)
    .map((version, rank) => {
      const start = moments.atom(`start again ${id}@${version}`);
      const dark = runsDark(component, version);
      const deploy = dark ? moments.atom(`deploy again ${id}@${version}`) : start;
      if (rank === 0 || endless.includes(version))
        return { component, version, deploy, start, end: never, gone: never };
      const end = moments.atom(`end again ${id}@${version}`);
      return {
        component,
        version,
        deploy,
        start,
        end,
        gone: dark ? moments.atom(`gone again ${id}@${version}`) : end,
      };
    })
    .reverse();
}

/**
 * A pinned sender needs its receiver: whoever comes back starts after it, and it does not end before whoever is pinned to
 * it has ended. A sender whose receiver neither serves nor comes back cannot come back.
 */
function pins(system: System, lives: readonly Life[], moments: Moments): void {
  for (const link of system.links)
    for (const [from, to] of link.affinity ?? []) {
      const senders = lives.filter(
        ({ component, version }) => component.id === link.sender && version === from,
      );
      const receivers = lives.filter(
        ({ component, version, start, end }) =>
          component.id === link.receiver && version === to && start !== never && end !== past,
      );
      for (const sender of senders) {
        if (receivers.length === 0) moments.requires(sender.start, never);
        for (const receiver of receivers) {
          moments.requires(sender.start, receiver.start);
          if (sender.start !== never) moments.requires(receiver.end, sender.end);
        }
      }
    }
}
