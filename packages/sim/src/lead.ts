import {
  CrossfadeError,
  liveVersions,
  type ReleaseEvent,
  type ReleaseProgress,
  type ReleaseSpec,
  setWeight,
  stationsOf,
  weightsOf,
} from "@crossfade/core";
import { wayBackOf } from "../../crossfade/src/release/way-back.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Dice } from "./dice.ts";
import type { RouterMachine } from "./router-machine.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { WatchedStore } from "./watched-store.ts";
import type { Weather } from "./weather.ts";

export interface LeadOptions {
  readonly watched: WatchedStore;
  readonly routers: readonly RouterMachine[];
  readonly routed: readonly string[];
  readonly clock: VirtualClock;
  readonly weather: Weather;
  readonly dice: Dice;
  readonly chronicle: Chronicle;
}

/** In fine weather. */
const maxResumes = 5;

/** The person who leads the release: starts, promotes, holds, resumes, aborts, takes back, and sometimes turns a knob. */
export class Lead {
  readonly #options: LeadOptions;
  readonly #temper: { readonly aborts: number; readonly holds: number; readonly hands: number };
  readonly #wantsBack: boolean;
  #resumes = 0;
  #isDone = false;
  #gaveUpOn: string | undefined;

  constructor(options: LeadOptions) {
    this.#options = options;
    const { dice } = options;
    this.#temper = {
      aborts: dice.chance(0.5) ? 0.03 : 0,
      holds: dice.chance(0.3) ? 0.03 : 0,
      hands: dice.chance(0.3) ? 0.04 : 0,
    };
    this.#wantsBack = dice.chance(0.35);
  }

  /** Nothing more is to come of this person. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Why the release is on hold once more, however often it was resumed. */
  get gaveUpOn(): string | undefined {
    return this.#gaveUpOn;
  }

  begin(): void {
    const { clock, dice } = this.#options;
    clock.after(dice.between(2, 12) * 1_000, () => {
      void this.#look().then(() => this.begin());
    });
  }

  async #look(): Promise<void> {
    const { watched, dice, weather } = this.#options;
    const last = watched.releases.at(-1);
    if (last === undefined) return;
    const { spec, progress } = last;
    if (progress.phase === "draft") return this.#say(spec, { kind: "start-asked", atMs: 0 });
    if (progress.phase === "completed" || progress.phase === "aborted") return this.#afterwards();
    if (progress.phase !== "running") return;
    if (progress.hold !== undefined) return this.#resume(spec, progress.hold.why);
    if (await this.#promoted(spec, progress)) return;
    if (weather.isCalm) return;
    const { aborts, holds, hands } = this.#temper;
    if (dice.chance(aborts)) return this.#say(spec, { kind: "aborted", why: "the lead says so" });
    if (dice.chance(holds)) return this.#say(spec, { kind: "held", why: "the lead wants to look" });
    if (dice.chance(hands)) await this.#turn();
  }

  async #resume(spec: ReleaseSpec, why: string): Promise<void> {
    const { dice, weather } = this.#options;
    if (!weather.isCalm && dice.chance(0.6)) return;
    if (weather.isCalm) this.#resumes++;
    if (this.#resumes <= maxResumes) return this.#say(spec, { kind: "resumed" });
    this.#gaveUpOn = why;
    this.#isDone = true;
  }

  async #promoted(spec: ReleaseSpec, progress: ReleaseProgress): Promise<boolean> {
    const { dice } = this.#options;
    for (const step of spec.plan.steps) {
      const state = progress.steps[step.id];
      if (state === undefined || state.doneMs !== undefined || state.promotedBy !== undefined) continue;
      const station = stationsOf(spec, step)[state.station];
      if (station?.kind !== "bake" || station.rung.promotion === "automatic" || dice.chance(0.5)) continue;
      await this.#say(spec, { kind: "promotion-asked", step: step.id, station: state.station });
      return true;
    }
    return false;
  }

  /** Other weights at one router, of a component that has users on two versions. */
  async #turn(): Promise<void> {
    const { routers, routed, dice, chronicle } = this.#options;
    const [first, ...others] = routers;
    if (first === undefined) return;
    const machine = dice.pick([first, ...others]);
    for (const component of routed) {
      const { state } = machine;
      const [label, other] = Object.keys(weightsOf(state.components[component]?.split ?? []));
      if (label === undefined || other === undefined) continue;
      chronicle.say("lead", `sets weights of ${component} at ${machine.id}`);
      const weight = dice.between(1, 99) * 100;
      await machine.apply(setWeight(state, { component, label, weight }), { kind: "person" });
      return;
    }
  }

  /** Taking a whole release back is one of its own. */
  async #afterwards(): Promise<void> {
    const { watched, clock, chronicle } = this.#options;
    const [first, second] = watched.releases;
    if (first === undefined || second !== undefined || !this.#wantsBack) {
      this.#isDone = true;
      return;
    }
    const { spec, progress } = first;
    const basis = await watched.store.basis(spec.id);
    if (basis === undefined) throw new Error("the basis of the release is gone");
    const nowMs = Math.floor(clock.nowMs);
    const live = liveVersions(await watched.store.facts(spec.environment));
    const { draft, view } = wayBackOf({ spec, progress, basis, live, id: "r2", by: "lead", nowMs });
    if (draft === undefined || view.impossible.length > 0) this.#isDone = true;
    else {
      chronicle.say("lead", `takes ${spec.id} back: ${view.order.map(({ step }) => step).join(", ")}`);
      await watched.store.create(draft.spec, draft.basis);
    }
  }

  async #say({ id }: ReleaseSpec, event: ReleaseEvent): Promise<void> {
    const { store } = this.#options.watched;
    try {
      const expectedSeq = (await store.read(id))?.progress.seq ?? 0;
      await store.append({ release: id, expectedSeq, actor: "lead", events: [event] });
    } catch (error) {
      if (!(error instanceof CrossfadeError)) throw error;
    }
  }
}
