import type { Component } from "@crossfade/core";
import { absent, runsDark } from "./physics.ts";

/** What has happened in a release: its steps ("start api@2.0.0"), and leftovers known to be gone (`link version`). */
export interface Happened {
  readonly done: ReadonlySet<string>;
  readonly empty: ReadonlySet<string>;
}

/** How far a version of a chain has come. */
export interface Progress {
  readonly version: string;
  readonly deployed: boolean;
  readonly started: boolean;
  readonly ended: boolean;
  readonly gone: boolean;
}

export function progressOf(component: Component, { done }: Happened): Progress[] {
  const { id, chain } = component;
  const has = (kind: string, rank: number) => done.has(`${kind} ${id}@${chain[rank]}`);
  return chain.map((version, rank) => {
    // ∅ begins and ends with its neighbours; a plan may leave those moments to them.
    const started = rank === 0 || has("start", rank) || (version === absent && has("end", rank - 1));
    const ended = has("end", rank) || (version === absent && has("start", rank + 1));
    const dark = runsDark(component, version);
    const deployed = started || (dark && has("deploy", rank));
    return { version, started, ended, deployed, gone: dark ? has("gone", rank) : ended };
  });
}

/** Rank of the version that an abort leaves serving: the lowest that serves. Undefined while a gap is open. */
export function servingRank(progress: readonly Progress[]): number | undefined {
  const rank = progress.findIndex(({ started, ended }) => started && !ended);
  return rank < 0 ? undefined : rank;
}

/** Is a version on its way in while an older one still serves? */
export function halfWay(component: Component, happened: Happened): { started: boolean; deployed: boolean } {
  const progress = progressOf(component, happened);
  const base = servingRank(progress);
  const above = base === undefined ? [] : progress.slice(base + 1).filter(({ gone }) => !gone);
  return { started: above.some(({ started }) => started), deployed: above.some(({ deployed }) => deployed) };
}
