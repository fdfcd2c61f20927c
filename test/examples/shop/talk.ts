import type { World } from "./world.ts";

/** How two versions of a link talk: by their own code, over the real medium. What cannot be done throws. */
export type Talk = Meeting | Leaving;

/** Both ends are there at once. */
export interface Meeting {
  meet(world: World, sender: string, receiver: string): Promise<void>;
}

/** One leaves something behind, the other finds it, perhaps when the first is long gone. */
export interface Leaving {
  /** What the receiver takes is gone for the next one: a message. */
  readonly once: boolean;
  /** The id of what was left: an order, a cart. */
  leave(world: World, sender: string): Promise<string>;
  take(world: World, left: string, receiver: string): Promise<void>;
}

/** Fails with both values. Node's assert would say the same in ten lines. */
export function must(condition: boolean, what: string, value?: unknown): asserts condition {
  if (!condition) throw new Error(value === undefined ? what : `${what}: ${JSON.stringify(value)}`);
}
