import { ABSENT, type DeployAnswer, type DeployOrder, type Kind, type System } from "@crossfade/core";
import type { Chronicle } from "./chronicle.ts";
import type { Dice } from "./dice.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface PlatformOptions {
  readonly clock: VirtualClock;
  readonly dice: Dice;
  readonly chronicle: Chronicle;
  readonly system: System;
  /** Share of orders that are refused at first, and may be asked again. */
  readonly failures: () => number;
  /** Something runs, or serves, that did not before, or the other way round. */
  readonly onChange: () => void;
}

interface Job {
  readonly doneAtMs: number;
  failuresLeft: number;
}

/** Where versions run, and who serves of those that no router sends users to. It refuses whoever comes with an older fence. */
export class Platform {
  readonly #options: PlatformOptions;
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #running = new Set<string>();
  readonly #active = new Set<string>();
  readonly #jobs = new Map<string, Job>();
  readonly #fences = new Map<string, number>();
  readonly #held = new Map<string, number>();
  readonly #wroteMs = new Map<string, number>();
  readonly #drainMs: number;

  constructor(options: PlatformOptions) {
    this.#options = options;
    this.#kinds = new Map(options.system.components.map(({ id, kind }) => [id, kind]));
    this.#drainMs = options.dice.of("queues").between(1, 15) * 60_000;
    for (const { id, chain } of options.system.components) {
      const [first = ABSENT] = chain;
      this.#running.add(`${id}@${first}`);
      this.#active.add(`${id}@${first}`);
    }
  }

  isRunning(component: string, version: string): boolean {
    return this.#running.has(`${component}@${version}`);
  }

  /** Of what no router sends users to. */
  isActive(component: string, version: string): boolean {
    return this.#active.has(`${component}@${version}`);
  }

  versionsOf(component: string, of: "running" | "active"): readonly string[] {
    const all = of === "running" ? this.#running : this.#active;
    const start = `${component}@`;
    return [...all].flatMap((id) => (id.startsWith(start) ? [id.slice(start.length)] : [])).sort();
  }

  /** Messages of a version wait in its queues for some time after its last process has gone. */
  hasLeft(component: string, version: string): boolean {
    if (this.isRunning(component, version)) return true;
    const wroteMs = this.#wroteMs.get(`${component}@${version}`);
    return wroteMs !== undefined && this.#options.clock.nowMs - wroteMs < this.#drainMs;
  }

  /** `holds`: the fence of the lease under which it is ordered, whatever the order says. */
  async perform(order: DeployOrder, holds: number): Promise<DeployAnswer> {
    const { component, version, action, fence, release } = order;
    const { chronicle } = this.#options;
    const what = `${action} ${component}@${version}`;
    if (action === "measure")
      return this.hasLeft(component, version)
        ? { kind: "pending", againInMs: 5_000, why: "messages are left" }
        : { kind: "done", empty: true };
    const target = `${release} ${component}`;
    if (fence < (this.#fences.get(target) ?? 0)) {
      chronicle.say("platform", `refuses ${what}: fence ${fence} is old`);
      return { kind: "failed", why: "somebody with a newer fence was here", final: false };
    }
    this.#fences.set(target, fence);
    const answer = this.#progressOf(order);
    if (answer !== undefined) return answer;
    if (holds < (this.#held.get(target) ?? 0))
      chronicle.violated(`${what} is done for fence ${holds} after a newer one`);
    this.#held.set(target, holds);
    this.#carryOut(action, component, version);
    chronicle.say("platform", `${what}, fence ${fence}`);
    this.#options.onChange();
    return { kind: "done", ...(action === "deploy" ? { endpoints: endpointsOf(component, version) } : {}) };
  }

  /** Deploying takes its time, and anything may fail at first. Undefined: it can be done now. */
  #progressOf({ id, action }: DeployOrder): DeployAnswer | undefined {
    const { clock, dice, failures } = this.#options;
    const job = this.#jobs.get(id) ?? {
      doneAtMs: clock.nowMs + (action === "deploy" ? dice.between(1, 60) * 1_000 : dice.between(0, 3_000)),
      failuresLeft: dice.chance(failures()) ? dice.between(1, 3) : 0,
    };
    this.#jobs.set(id, job);
    if (job.failuresLeft > 0 && failures() > 0) {
      job.failuresLeft--;
      return { kind: "failed", why: "no space left", final: false };
    }
    if (clock.nowMs < job.doneAtMs)
      return { kind: "pending", againInMs: 2_000, why: "it is still on its way" };
    return undefined;
  }

  #carryOut(action: DeployOrder["action"], component: string, version: string): void {
    const id = `${component}@${version}`;
    const isReplaced = ["schema", "config"].includes(this.#kinds.get(component) ?? "");
    switch (action) {
      case "deploy":
        if (!isReplaced) this.#running.add(id);
        return;
      case "activate":
        if (isReplaced)
          for (const other of this.versionsOf(component, "running"))
            this.#endProcess(`${component}@${other}`);
        else if (!this.#running.has(id))
          this.#options.chronicle.violated(`${id} is activated and does not run`);
        this.#running.add(id);
        this.#active.add(id);
        return;
      case "deactivate":
        this.#active.delete(id);
        return;
      case "retire":
        if (this.#active.has(id) && this.#kinds.get(component) !== "service")
          this.#options.chronicle.violated(`${id} is retired while it serves`);
        this.#endProcess(id);
        return;
      default:
        this.#options.chronicle.violated(`nobody knows how to ${action} ${id}`);
    }
  }

  #endProcess(id: string): void {
    if (this.#running.delete(id)) this.#wroteMs.set(id, this.#options.clock.nowMs);
    this.#active.delete(id);
  }
}

export function endpointsOf(component: string, version: string): readonly string[] {
  return [`http://${component}-${version}.internal:80`];
}
