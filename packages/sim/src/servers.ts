import type { RouterState } from "@crossfade/core";
import { weightsOf } from "@crossfade/core";

/** The servers of one component that change their version in place, and what each of them runs. Undefined: nothing, it is being updated. */
export class Servers {
  readonly component: string;
  readonly #runs = new Map<string, string | undefined>();
  /** Of the largest set: so many may be away from users at once. */
  readonly #mostAway: number;

  constructor(component: string, label: string, sets: readonly (readonly string[])[]) {
    this.component = component;
    for (const url of sets.flat()) this.#runs.set(url, label);
    this.#mostAway = Math.max(...sets.map(({ length }) => length));
  }

  get labels(): readonly string[] {
    return [...new Set([...this.#runs.values()].flatMap((label) => label ?? []))].sort();
  }

  runs(label: string): readonly string[] {
    return [...this.#runs].flatMap(([url, each]) => (each === label ? [url] : []));
  }

  goDown(urls: readonly string[]): void {
    for (const url of urls) this.#runs.set(url, undefined);
  }

  comeUp(urls: readonly string[], label: string): void {
    for (const url of urls) this.#runs.set(url, label);
  }

  /** What is wrong with what a router does with them. */
  problem({ router, components }: RouterState, isForward: boolean): string | undefined {
    const traffic = components[this.component];
    if (traffic === undefined) return undefined;
    const weights = weightsOf(traffic.split);
    const pinned = new Set(Object.values(traffic.userPins));
    const seen = new Set<string>();
    let serving = 0;
    for (const { label, instances } of traffic.versions)
      for (const { url, out = false } of instances) {
        if (seen.has(url)) return `${router} has ${url} as an instance of two versions`;
        seen.add(url);
        const hasUsers = (weights[label] ?? 0) > 0;
        if (out || !(hasUsers || pinned.has(label))) continue;
        if (this.#runs.get(url) !== label)
          return `${router} sends users of ${label} to ${url}, which runs ${this.#runs.get(url) ?? "nothing"}`;
        if (hasUsers) serving++;
      }
    const away = this.#runs.size - serving;
    return isForward && away > this.#mostAway
      ? `${router} has ${away} servers of ${this.component} away at once, and a set has ${this.#mostAway}`
      : undefined;
  }
}
