import {
  ABSENT,
  advance,
  type Deed,
  type Effect,
  type Gate,
  type JournalEntry,
  noProgress,
  progressOf,
  type ReleaseEvent,
  type ReleaseProgress,
  type ReleaseSpec,
  record,
  type Wait,
} from "@crossfade/core";

/** Who serves what, in a world that knows nothing of plans: it does what it is told, late, twice or not at all. */
export class World {
  nowMs = 0;
  readonly journal: JournalEntry[] = [];
  /** `component@version` that users or senders can meet. */
  readonly serving = new Set<string>();
  readonly running = new Set<string>();
  readonly done: Deed[] = [];
  readonly spec: ReleaseSpec;
  progress: ReleaseProgress = noProgress;
  readonly #dice: () => number;
  readonly #failures: number;
  /** What a look at the evidence gives. */
  judge: () => readonly Gate[] = () => [];
  /** Whether a look finds nothing left of what a wait is for. */
  isEmpty: (wait: Wait) => boolean = () => true;

  constructor(spec: ReleaseSpec, dice: () => number, failures: number) {
    this.spec = spec;
    this.#dice = dice;
    this.#failures = failures;
    for (const [component, version] of Object.entries(spec.plan.from)) {
      if (version === ABSENT) continue;
      this.serving.add(`${component}@${version}`);
      this.running.add(`${component}@${version}`);
    }
  }

  /** The same world, driven by another release: whoever serves serves on. */
  handOver(spec: ReleaseSpec): World {
    const next = new World(spec, this.#dice, this.#failures);
    next.nowMs = this.nowMs;
    next.serving.clear();
    for (const each of this.serving) next.serving.add(each);
    for (const each of this.running) next.running.add(each);
    return next;
  }

  /** Whoever drove the release is gone; the next one knows the journal. */
  forget(): void {
    this.progress = progressOf(this.spec, JSON.parse(JSON.stringify(this.journal)));
  }

  write(event: ReleaseEvent, actor = "engine"): void {
    const entry = { seq: this.journal.length + 1, atMs: this.nowMs, actor, event };
    this.journal.push(entry);
    this.progress = record(this.spec, this.progress, entry);
  }

  /** One look of the engine, and whatever of its effects the world lets happen. */
  look(): void {
    const { events, effects, nextAtMs } = advance(this.spec, this.progress, this.nowMs);
    for (const event of events) this.write(event);
    const happening = effects.filter(() => this.#dice() >= 0.2);
    for (const effect of happening) this.#perform(effect);
    const restMs = nextAtMs === undefined ? 500 : Math.max(1, nextAtMs - this.nowMs);
    this.nowMs += this.#dice() < 0.5 ? Math.min(restMs, 500) : restMs;
  }

  #perform(effect: Effect): void {
    const isLost = this.#dice() < this.#failures;
    if (effect.kind === "judge") {
      const { step, station } = effect;
      if (!isLost) this.write({ kind: "judged", step, station, gates: this.judge() });
    } else if (effect.kind === "measure") {
      if (!isLost && this.isEmpty(effect.wait)) this.write({ kind: "cleared", wait: effect.wait.id });
    } else {
      const why = this.#do(effect.deed);
      // It happened, but nobody heard of it: it is asked for again.
      if (isLost && this.#dice() < 0.5) return;
      this.#tell(effect, isLost ? "lost" : why);
    }
  }

  #tell(effect: Extract<Effect, { kind: "deed" | "undo" }>, why: string | undefined): void {
    if (effect.kind === "undo")
      this.write(
        why === undefined
          ? { kind: "undid", deed: effect.index }
          : { kind: "undo-failed", deed: effect.index, why },
      );
    else {
      const { step, station } = effect;
      this.write(
        why === undefined
          ? { kind: "did", step, station }
          : { kind: "failed", step, station, why, final: false },
      );
    }
  }

  /** What goes wrong; undefined: it is done. */
  #do(deed: Deed): string | undefined {
    this.done.push(deed);
    if (!("component" in deed)) return this.#observe(deed.step);
    const id = `${deed.component}@${deed.version}`;
    switch (deed.kind) {
      case "deploy":
        this.running.add(id);
        return undefined;
      case "roll":
        this.running.add(id);
        if (deed.set === deed.sets) this.running.delete(`${deed.component}@${deed.replaces}`);
        return undefined;
      case "verify":
      case "rehearse":
      case "run":
      case "rejoin":
        return undefined;
      case "activate":
        if (deed.replaces !== undefined) this.serving.delete(`${deed.component}@${deed.replaces}`);
        this.running.add(id);
        this.serving.add(id);
        return undefined;
      case "pin":
        this.running.add(id);
        this.serving.add(id);
        return undefined;
      case "weigh":
        this.#weigh(deed);
        return undefined;
      case "deactivate":
        // Some of its consumers go on.
        if (deed.consumers === undefined) this.serving.delete(id);
        return undefined;
      case "drain":
        this.serving.delete(id);
        return undefined;
      case "retire":
        this.serving.delete(id);
        this.running.delete(id);
        return undefined;
    }
  }

  /** Streams stay open on a version without weight until it is drained: it serves on. */
  #weigh({ component, version, weight }: Extract<Deed, { kind: "weigh" }>): void {
    if (weight > 0) this.serving.add(`${component}@${version}`);
  }

  /** What nobody can order happens by itself: it is so when it is looked for. */
  #observe(step: string): undefined {
    const [kind = "", id = ""] = step.split(" ");
    if (kind === "start") this.serving.add(id);
    if (kind === "end" || kind === "gone") this.serving.delete(id);
    return undefined;
  }
}
