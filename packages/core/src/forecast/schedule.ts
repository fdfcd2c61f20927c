import { ABSENT, type VersionLabel } from "../model/version.ts";
import type { Plan, Step, StepId, Wait } from "../planner/plan.ts";
import type { DelayPhase } from "./delay.ts";
import type { ComponentDelivery } from "./delivery.ts";
import { constant, latest, type Samples, shifted } from "./samples.ts";
import { type Dice, type Draws, type Leg, travelled, undated } from "./travel.ts";

const TO_START: readonly DelayPhase[] = ["review", "publish"];
const TO_USERS: readonly DelayPhase[] = ["check", "consent", "install"];

/** Why a version is not gone earlier. */
export interface Ending {
  /** By its channel alone: its last client has left, its traffic has moved. */
  readonly natural: Samples;
  /** The end of the promise to serve it. */
  readonly support?: Samples;
}

/**
 * The moments of a plan in every run: the critical path over its waits (THEORY A.3), with the delays of the channels on
 * `start`, `end` and `gone`, and the time of what is left on waits for it. A step takes place as soon as all it waits for
 * has; approvals, canary steps and windows are no part of a plan.
 */
export class Schedule {
  readonly #components: ReadonlyMap<string, ComponentDelivery>;
  readonly #dice: Dice;
  readonly #draws: Draws = new Map();
  readonly #begin: Samples;
  readonly #steps: ReadonlyMap<StepId, Step>;
  readonly #waits: ReadonlyMap<StepId, readonly Wait[]>;
  readonly #times = new Map<string, Samples>();
  readonly #endings = new Map<string, Ending>();
  readonly #chains: ReadonlyMap<string, readonly VersionLabel[]>;
  readonly #gone = new Map<string, Samples | undefined>();

  constructor(plan: Plan, components: readonly ComponentDelivery[], startMs: number, dice: Dice) {
    this.#components = new Map(components.map((each) => [each.id, each]));
    this.#dice = dice;
    this.#begin = constant(dice.runs, startMs);
    this.#steps = new Map(plan.steps.map((each) => [each.id, each]));
    this.#waits = waitsBefore(plan);
    this.#chains = chainsOf(plan);
    // The steps of a plan are in an order that its waits obey, those of one moment side by side.
    for (const members of momentsOf(plan)) {
      const times = members.map((each) => this.#timeOf(each));
      for (const member of members) this.#times.set(keyOf(member), allOf(times) ?? this.#begin);
    }
  }

  /** When a step of the plan has happened. */
  at(id: StepId): Samples | undefined {
    const step = this.#steps.get(id);
    return step && this.#times.get(keyOf(step));
  }

  /** When a usual client has the version, which starts in this plan. */
  reached({ id }: ComponentDelivery, version: VersionLabel): Samples | undefined {
    const start = this.at(`start ${id}@${version}`);
    const component = this.#components.get(id);
    return start && component && this.#travel(start, { component, version, phases: TO_USERS });
  }

  /** When the last process of a version is gone; undefined where it is the one that stays. */
  gone({ id }: ComponentDelivery, version: VersionLabel): Samples | undefined {
    const key = `${id}@${version}`;
    if (!this.#gone.has(key)) this.#gone.set(key, this.#goneOf(id, version));
    return this.#gone.get(key);
  }

  #goneOf(id: string, version: VersionLabel): Samples | undefined {
    const component = this.#components.get(id);
    if (!component || this.chain(id).at(-1) === version) return undefined;
    if (!component.ours) return undated(this.#dice, { kind: "third-party", component: id, version });
    if (component.endless.includes(version))
      return undated(this.#dice, { kind: "endless", component: id, version });
    const planned = this.at(`gone ${id}@${version}`) ?? this.at(`end ${id}@${version}`);
    if (planned) return planned;
    const ended = this.#ended(component, version, this.#begin);
    return this.#travel(ended, { component, version, phases: ["drain"] });
  }

  /** What the end of a version hangs on; undefined where `gone` was not asked, or nothing of it is ours. */
  ending(component: string, version: VersionLabel): Ending | undefined {
    return this.#endings.get(`${component}@${version}`);
  }

  /** How long the old version takes to be back in front of users, from the moment at which the new one started. */
  back(component: ComponentDelivery, version: VersionLabel): Samples | undefined {
    const start = this.at(`start ${component.id}@${version}`);
    if (!start) return undefined;
    const phases = [...TO_START, ...TO_USERS];
    const back = this.#travel(start, { component, version, phases, back: true });
    const took = back.at.map((each, run) => each - (start.at[run] ?? 0));
    // Business days take longer from one day than from another: the worst start has not always the worst way back.
    took[took.length - 1] = took.reduce((most, each) => Math.max(most, each), 0);
    return { at: took, open: back.open };
  }

  /** The versions that a component runs through. */
  chain(id: string): readonly VersionLabel[] {
    return this.#chains.get(id) ?? [];
  }

  #timeOf(step: Step): Samples {
    const component = this.#components.get(step.component);
    const { version } = step;
    if (!component || step.kind === "left") return this.#begin;
    if (!component.ours)
      return undated(this.#dice, { kind: "third-party", component: component.id, version });
    if (step.kind === "start") return this.#started(component, step);
    if (step.kind === "end") return this.#ended(component, version, this.#after(step), step);
    if (step.kind === "gone")
      return this.#travel(this.#after(step), { component, version, phases: ["drain"] });
    return this.#after(step);
  }

  #started(component: ComponentDelivery, step: Step): Samples {
    const { version } = step;
    const leg = { component, version, phases: TO_START };
    const deployId = `deploy ${component.id}@${version}`;
    const deploy = this.#steps.get(deployId);
    const gates = this.#after(step, deployId);
    const ready = this.#travel(deploy ? (this.at(deployId) ?? gates) : gates, { ...leg, ahead: true });
    const free = latest(gates, ready);
    if (deploy && this.#goesOutByItself(component)) this.#times.set(keyOf(deploy), free);
    const started = this.#travel(free, { ...leg, ahead: false });
    // Taking a client away is over when its last user is.
    if (version !== ABSENT || !component.tail) return started;
    return this.#travel(started, { component, version, phases: [...TO_USERS, "tail"] });
  }

  /** A store that publishes what it has reviewed: it may be handed in only when the version may start. */
  #goesOutByItself({ dark, delays }: ComponentDelivery): boolean {
    return dark === "cold" && delays.some((each) => each.phase === "review" && !each.ahead);
  }

  /**
   * Clients leave in their own time once the next version is there, whatever else is waited for; traffic of ours moves when
   * all that it waits for has happened. Of an older version nobody says when its successor came: it is counted from now.
   */
  #ended(component: ComponentDelivery, version: VersionLabel, gates: Samples, step?: Step): Samples {
    const chain = this.chain(component.id);
    const place = chain.indexOf(version);
    const next = place < 0 ? undefined : chain[place + 1];
    const succession = this.#steps.get(`start ${component.id}@${next}`);
    // A cut: the next version starts at this very moment.
    if (step && succession && keyOf(succession) === keyOf(step)) return gates;
    const available =
      (succession && this.#times.get(keyOf(succession))) ?? (place < 0 ? this.#begin : undefined);
    const leaving = component.tail && available ? available : latest(gates, available ?? gates);
    const spread = available ? TO_USERS : [];
    const updated = this.#travel(leaving, { component, version: next ?? version, phases: spread });
    const left = this.#travel(updated, { component, version, phases: ["tail"] });
    const natural = latest(left, gates);
    const { supportMs } = component;
    const support = supportMs === undefined || !available ? undefined : shifted(available, supportMs);
    this.#endings.set(`${component.id}@${version}`, { natural, ...(support ? { support } : {}) });
    return support ? latest(natural, support) : natural;
  }

  #travel(start: Samples, leg: Leg): Samples {
    return travelled(start, leg, this.#dice, this.#draws);
  }

  /** When everything that a step waits for has happened, but for the step named. */
  #after(step: Step, but?: StepId): Samples {
    const times = (this.#waits.get(step.id) ?? []).flatMap((wait) => {
      const before = this.#steps.get(wait.before);
      if (!before || before.id === but || keyOf(before) === keyOf(step)) return [];
      const time = this.#times.get(keyOf(before));
      return time ? [wait.lingerMs ? shifted(time, wait.lingerMs) : time] : [];
    });
    return allOf(times) ?? this.#begin;
  }
}

function allOf([first, ...others]: readonly Samples[]): Samples | undefined {
  return first && latest(first, ...others);
}

function chainsOf(plan: Plan): ReadonlyMap<string, readonly VersionLabel[]> {
  const chains = new Map(Object.entries(plan.from).map(([id, version]) => [id, [version]]));
  for (const { kind, component, version } of plan.steps)
    if (kind === "start") chains.get(component)?.push(version);
  return chains;
}

/** Steps with the same switch are one moment. */
function keyOf(step: Step): string {
  return step.switch ?? step.id;
}

function momentsOf(plan: Plan): readonly (readonly Step[])[] {
  const moments = new Map<string, Step[]>();
  for (const step of plan.steps) {
    const known = moments.get(keyOf(step));
    if (known) known.push(step);
    else moments.set(keyOf(step), [step]);
  }
  return [...moments.values()];
}

function waitsBefore(plan: Plan): ReadonlyMap<StepId, readonly Wait[]> {
  const waits = new Map<StepId, Wait[]>();
  for (const wait of plan.waits) {
    const known = waits.get(wait.after);
    if (known) known.push(wait);
    else waits.set(wait.after, [wait]);
  }
  return waits;
}
