import type { VersionLabel } from "./version.ts";

export const kinds = [
  "schema",
  "service",
  "worker",
  "job",
  "web",
  "add-in",
  "extension",
  "mobile",
  "desktop",
  "assets",
  "store",
  "flags",
  "config",
  "external",
] as const;
export type Kind = (typeof kinds)[number];

/**
 * How traffic passes from one version of a component to the next.
 * `overlap`: the new starts strictly before the old ends. `cut`: one moment. `gap`: the old ends strictly before the new starts.
 */
export type Overlap = "overlap" | "cut" | "gap";

/**
 * What a version does before its first user.
 * `warm`: its processes run and already touch database, queue and cache. `cold`: it lies ready but nothing of it runs
 * (an uploaded page, an extension in review). `none`: deploying it is starting it (a migration).
 */
export type Dark = "warm" | "cold" | "none";

/**
 * How a component goes back. `none`: it cannot, and nothing can with it. `stays`: it is left at the new version
 * while the others go back, which is allowed only where the returning versions work with it (an expanded schema).
 */
export type Back = Overlap | "none" | "stays";

/** One part of the system with versions of its own, and how its population moves. */
export interface Component {
  readonly id: string;
  readonly kind: Kind;
  /** The versions this release runs through; `chain[0]` runs now. Length 1: it does not move. */
  readonly chain: readonly VersionLabel[];
  /** Earlier versions that are still alive, newest first: web@1.7, web@1.6. */
  readonly older: readonly VersionLabel[];
  readonly forward: Overlap;
  readonly back: Back;
  readonly dark: Dark;
  /** Traffic of version n has ended before version n + 2 starts. False for clients: tails overlap. */
  readonly serial: boolean;
  /** Versions whose population never ends by itself. */
  readonly endless: readonly VersionLabel[];
  /** False: a third party. Its moments can be observed, not ordered. */
  readonly ours: boolean;
  /** Its population leaves a version in its own time (open pages, installed apps), not within a request drain. */
  readonly tail: boolean;
  /** The channel's declared worst time until the old version is gone, in ms. Breaks ties between plans, nothing else. */
  readonly worstWaitMs: number;
  /** The same for going back. Absent: as forward. */
  readonly worstBackMs?: number;
}

/**
 * Components whose versions start at one moment (one flag, one switch, a page and its server): the last of each chain
 * together, the last but one together, and so on.
 */
export interface Group {
  readonly id: string;
  readonly components: readonly string[];
  /** Their ends are one moment too. */
  readonly atomic: boolean;
}
