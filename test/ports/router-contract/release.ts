import { bucketOf, type Router, type RouterCapabilities, type RouterState } from "@crossfade/core";
import {
  type Answer,
  type Call,
  freshState,
  newLabel,
  type RouterSetup,
  type RouterUnderTest,
  type Stream,
} from "./router-under-test.ts";

/** What every part of the contract gets: releases, each with users of its own, on one router. */
export interface Given {
  readonly claims: RouterCapabilities;
  begin(): Promise<Release>;
}

/** One release on the router under test: a salt that no other has, and the state that the router was told last. */
export class Release {
  readonly #subject: RouterUnderTest;
  readonly setup: RouterSetup;
  readonly salt: string;
  state: RouterState;

  private constructor(subject: RouterUnderTest, setup: RouterSetup, state: RouterState, salt: string) {
    this.#subject = subject;
    this.setup = setup;
    this.state = state;
    this.salt = salt;
  }

  static async begin(subject: RouterUnderTest, setup: RouterSetup, salt: string): Promise<Release> {
    const { generation } = (await subject.router.read()).state;
    const state = freshState(setup, salt, generation + 1);
    await subject.router.apply(state);
    return new Release(subject, setup, state, salt);
  }

  get router(): Router {
    return this.#subject.router;
  }

  async change(by: (state: RouterState) => RouterState): Promise<void> {
    const next = by(this.state);
    await this.router.apply(next);
    this.state = next;
  }

  send(call: Call): Promise<Answer> {
    return this.#subject.send(call);
  }

  open(call: Call): Promise<Stream> {
    return this.#subject.open(call);
  }

  async sign(text: string): Promise<string> {
    return this.#subject.sign(text);
  }

  tamper(state: RouterState): Promise<void> {
    return this.#subject.tamper(state);
  }

  /** Which of these users the new version of api answers. */
  async usersOfNew(users: readonly string[]): Promise<ReadonlySet<string>> {
    const answers = await inParallel(users, (user) => this.send({ user }));
    return new Set(users.filter((_, index) => answers[index]?.label === newLabel));
  }

  bucket(user: string): number {
    return bucketOf(this.salt, user);
  }

  /** A user whose bucket lies within these bounds. */
  userIn(from: number, to: number): string {
    for (let n = 0; n < 100_000; n++) {
      const user = `u-${n}`;
      const bucket = this.bucket(user);
      if (bucket >= from && bucket < to) return user;
    }
    throw new Error(`no user of the buckets ${from} to ${to}`);
  }
}

const maxInParallel = 64;

/** In order, at most 64 at a time. */
export async function inParallel<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await act(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(maxInParallel, items.length) }, worker));
  return results;
}

export function users(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `u-${n}`);
}
