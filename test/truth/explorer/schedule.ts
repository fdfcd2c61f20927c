import type { PairRef, System, VerdictTable } from "@crossfade/core";
import { pairKey } from "./contact.ts";
import { type Forbidden, reaches } from "./search.ts";
import { compileWorld, type World } from "./world.ts";

/** What a schedule must keep apart: breaking pairs, and unknown ones too unless they are excepted. */
export interface Avoid {
  readonly avoid: "breaking" | "breaking-and-unknown";
  readonly except?: readonly PairRef[];
}

export function forbiddenIn(world: Pick<World, "touches">, { avoid, except = [] }: Avoid): Forbidden {
  const spared = new Set(except.map(pairKey));
  return world.touches.filter(
    ({ verdict, key }) => verdict === "breaking" || (avoid === "breaking-and-unknown" && !spared.has(key)),
  );
}

/** Is there any way at all to make the release without a forbidden contact? */
export function scheduleExists(system: System, verdicts: VerdictTable, what: Avoid): boolean {
  return scheduleIn(compileWorld(system, verdicts), what);
}

export function scheduleIn(world: World, what: Avoid, eager = true): boolean {
  return reaches(world.moves, forbiddenIn(world, what), world.target, { eager });
}
