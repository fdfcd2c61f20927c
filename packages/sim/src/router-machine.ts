import {
  bucketOf,
  CrossfadeError,
  chooseVersion,
  type MeasuredTraffic,
  type Router,
  type RouterReading,
  type RouterState,
  weightsOf,
} from "@crossfade/core";
import { type FakeCall, FakeRouter } from "../../crossfade/src/adapters/router/fake-router.ts";
import type { SimProcess } from "./process.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Who changed a router: a release with its fence, the keeper of its members, a person, or a start from an old file. */
export type ChangedBy =
  | {
      readonly kind: "release";
      readonly release: string;
      readonly fence: number;
      readonly process: string;
      readonly component: string;
    }
  | { readonly kind: "keeper" | "person" | "restart" };

export interface RouterChange {
  readonly router: string;
  readonly before: RouterState;
  readonly after: RouterState;
  readonly by: ChangedBy;
}

export interface MachineOptions {
  readonly id: string;
  readonly clock: VirtualClock;
  readonly state: RouterState;
  readonly onChange: (change: RouterChange) => void;
}

const pinSecret = new Uint8Array(32).fill(7);

/** A router that outlives whoever tells it what to do, with everything that it has ever written to its file. */
export class RouterMachine {
  readonly id: string;
  readonly #options: MachineOptions;
  readonly #files: RouterState[] = [];
  #state: RouterState;
  #running: FakeRouter;

  constructor(options: MachineOptions) {
    this.id = options.id;
    this.#options = options;
    this.#state = options.state;
    this.#running = this.#begun();
  }

  get state(): RouterState {
    return this.#state;
  }

  send(call: FakeCall): ReturnType<FakeRouter["send"]> {
    return this.#running.send(call);
  }

  /** Which version such a call would get. */
  labelFor({ component, userKey }: FakeCall): string | undefined {
    const traffic = this.#state.components[component];
    if (traffic === undefined) return undefined;
    return chooseVersion(traffic, { userKey, bucket: bucketOf(traffic.salt, userKey) })?.label;
  }

  async apply(desired: RouterState, by: ChangedBy): Promise<void> {
    const before = this.#state;
    const applied = this.#running.apply(desired);
    await applied;
    if (desired.generation === before.generation) return;
    this.#files.push(before);
    this.#state = desired;
    this.#options.onChange({ router: this.id, before, after: desired, by });
  }

  /** It begins anew from what it wrote so many changes ago; 0: from the last one. */
  restart(changesAgo: number): void {
    const before = this.#state;
    this.#state = (changesAgo === 0 ? before : this.#files.at(-changesAgo)) ?? before;
    this.#running = this.#begun();
    this.#options.onChange({ router: this.id, before, after: this.#state, by: { kind: "restart" } });
  }

  /** As a process of the control plane reaches it. */
  seenBy(process: SimProcess, by: ChangedBy): Router {
    const away = () =>
      new CrossfadeError("CF_ROUTER_UNREACHABLE", { router: this.id, at: "sim", why: "no answer in time" });
    const call = <T>(act: (router: FakeRouter) => Promise<T>) =>
      process.call(this.id, () => act(this.#running), away);
    return {
      capabilities: this.#running.capabilities,
      read: (): Promise<RouterReading> => call((router) => router.read()),
      plan: (desired) => call((router) => router.plan(desired)),
      apply: (desired) => process.call(this.id, () => this.apply(desired, by), away),
      verify: (desired) => call((router) => router.verify(desired)),
      measure: (sinceS, usersSinceS): Promise<MeasuredTraffic> =>
        call((router) => router.measure(sinceS, usersSinceS)),
      drain: (target) => call((router) => router.drain(target)),
      close: async () => {},
    };
  }

  #begun(): FakeRouter {
    const { clock } = this.#options;
    return new FakeRouter({ state: this.#state, nowMs: () => Math.floor(clock.nowMs), pinSecret });
  }
}

/** Labels that users can get there, with a weight or a pin. */
export function servedBy({ components }: RouterState, component: string): readonly string[] {
  const traffic = Object.hasOwn(components, component) ? components[component] : undefined;
  if (traffic === undefined) return [];
  return [...new Set([...Object.keys(weightsOf(traffic.split)), ...Object.values(traffic.userPins)])];
}
