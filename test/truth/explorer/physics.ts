import type { Component, Overlap, System } from "@crossfade/core";
import { isAtom, type Moments, never, past, type When } from "./moments.ts";

/** Core's ABSENT, spelled again: the explorer shares no value with the planner. */
export const absent = "∅";

/** One version's time in the world: `process` is [deploy, gone), `traffic` is [start, end). */
export interface Life {
  readonly component: Component;
  readonly version: string;
  readonly deploy: When;
  readonly start: When;
  readonly end: When;
  readonly gone: When;
}

export type MomentKind = "deploy" | "start" | "end" | "gone";

/** Gives the atom of a version's moment: a fresh one for a free world, a plan's step for a world that obeys a plan. */
export type MomentOf = (kind: MomentKind, component: Component, version: string) => When;

/** Where the rules of the channels go: into a world's preconditions, or into a list that a plan is checked against. */
export type Rules = Pick<Moments, "join" | "requires">;

/**
 * Versions that never end: the last of a chain, endless ones, and receivers that a version which never ends is pinned to.
 */
function everlasting(system: System): (component: string, version: string) => boolean {
  const names = new Set<string>();
  for (const { id, chain, endless } of system.components)
    for (const version of [chain.at(-1) as string, ...endless]) names.add(`${id}@${version}`);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { sender, receiver, affinity } of system.links)
      for (const [from, to] of affinity ?? []) {
        const kept = `${receiver}@${to}`;
        if (!names.has(`${sender}@${from}`) || names.has(kept)) continue;
        names.add(kept);
        grown = true;
      }
  }
  return (component, version) => names.has(`${component}@${version}`);
}

/** Does the version run anything before its first and after its last user? */
export const runsDark = (component: Component, version: string): boolean =>
  component.dark === "warm" && version !== absent;

/** The lives of all versions of a release that goes forward, and what the channels, groups and pins physically allow. */
export function physics(system: System, moment: MomentOf, rules: Rules): Life[] {
  const lasts = everlasting(system);
  const lives: Life[] = [];
  for (const component of system.components) {
    const own = component.chain.map((version, rank) =>
      lifeOf(component, version, rank === 0, lasts(component.id, version), moment),
    );
    const older = component.older.map((version) =>
      lifeOf(component, version, true, lasts(component.id, version), moment),
    );
    for (const life of [...older, ...own]) nest(life, rules);
    passTraffic(own, component.forward, component.serial, rules);
    lives.push(...older, ...own);
  }
  switchGroups(system, lives, rules);
  for (const link of system.links)
    for (const [from, to] of link.affinity ?? [])
      for (const sender of lives)
        for (const receiver of lives)
          if (is(sender, link.sender, from) && is(receiver, link.receiver, to)) {
            rules.requires(sender.start, receiver.start);
            rules.requires(receiver.end, sender.end);
          }
  return lives;
}

const is = (life: Life, component: string, version: string): boolean =>
  life.component.id === component && life.version === version;

function lifeOf(
  component: Component,
  version: string,
  running: boolean,
  lasting: boolean,
  moment: MomentOf,
): Life {
  const start = running ? past : moment("start", component, version);
  const end = lasting ? never : moment("end", component, version);
  const dark = runsDark(component, version);
  const deploy = dark && !running ? moment("deploy", component, version) : start;
  const gone = dark && !lasting ? moment("gone", component, version) : end;
  return { component, version, deploy, start, end, gone };
}

export function nest(life: Life, rules: Rules): void {
  if (life.deploy !== life.start) rules.requires(life.start, life.deploy);
  rules.requires(life.end, life.start, true);
  if (life.gone !== life.end) rules.requires(life.gone, life.end);
}

/** How traffic passes along a row of lives, first to last. From nothing and to nothing it is always a cut. */
export function passTraffic(row: readonly Life[], channel: Overlap, serial: boolean, rules: Rules): void {
  for (const [index, next] of row.entries()) {
    const old = row[index - 1];
    if (!old) continue;
    const how = old.version === absent || next.version === absent ? "cut" : channel;
    if (how === "cut") rules.join(next.start, old.end);
    if (how === "overlap") rules.requires(old.end, next.start, true);
    if (how === "gap") rules.requires(next.start, old.end, true);
    rules.requires(next.start, old.start, true);
    const beforeOld = row[index - 2];
    if (serial && beforeOld) rules.requires(next.start, beforeOld.end);
  }
}

function switchGroups(system: System, lives: readonly Life[], rules: Rules): void {
  for (const { components, atomic } of system.groups) {
    const members = system.components.filter(({ id }) => components.includes(id));
    const ranks = Math.max(...members.map(({ chain }) => chain.length));
    for (let rank = 0; rank < ranks; rank++) {
      const peers = lives.filter(
        ({ component, version }) => members.includes(component) && component.chain[rank] === version,
      );
      if (rank > 0)
        together(
          peers.map(({ start }) => start),
          rules,
        );
      if (atomic) together(peers.map(({ end }) => end).filter(isAtom), rules);
    }
  }
}

export function together(moments: readonly When[], rules: Rules): void {
  for (const [index, moment] of moments.entries()) if (index > 0) rules.join(moments[0] as When, moment);
}
