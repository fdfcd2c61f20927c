import { ABSENT, type DeployAnswer, type DeployOrder, type Kind, type System } from "@crossfade/core";
import type { Chronicle } from "./chronicle.ts";
import type { Dice } from "./dice.ts";
import type { Servers } from "./servers.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface PlatformOptions {
  readonly clock: VirtualClock;
  readonly dice: Dice;
  readonly chronicle: Chronicle;
  readonly system: System;
  /** What runs on servers that change their version in place. */
  readonly servers: readonly Servers[];
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
  /** Where not all consumers of a worker are at work: so many of so many are. */
  readonly #parts = new Map<string, { readonly count: number; readonly of: number }>();
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
      if (this.serversOf(id) !== undefined) continue;
      const [first = ABSENT] = chain;
      this.#running.add(`${id}@${first}`);
      this.#active.add(`${id}@${first}`);
    }
  }

  serversOf(component: string): Servers | undefined {
    return this.#options.servers.find((each) => each.component === component);
  }

  isRunning(component: string, version: string): boolean {
    const servers = this.serversOf(component);
    return servers !== undefined
      ? servers.labels.includes(version)
      : this.#running.has(`${component}@${version}`);
  }

  /** Of what no router sends users to. */
  isActive(component: string, version: string): boolean {
    return this.#active.has(`${component}@${version}`);
  }

  /** Nothing is left of a ladder: it works as a whole. */
  isWhole(component: string, version: string): boolean {
    const part = this.#parts.get(`${component}@${version}`);
    return part === undefined || part.count === part.of;
  }

  versionsOf(component: string, of: "running" | "active"): readonly string[] {
    const servers = this.serversOf(component);
    if (servers !== undefined && of === "running") return servers.labels;
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
    if (this.serversOf(component) !== undefined) this.#mustBeSet(order);
    const answer = this.#progressOf(order);
    if (answer !== undefined) return answer;
    if (holds < (this.#held.get(target) ?? 0))
      chronicle.violated(`${what} is done for fence ${holds} after a newer one`);
    this.#held.set(target, holds);
    if (order.replaces !== undefined) this.serversOf(component)?.comeUp(order.replaces, version);
    else this.#carryOut(order);
    this.#mustAddUp(component);
    const part = order.count === undefined ? "" : ` to ${order.count} of ${order.of}`;
    chronicle.say("platform", `${what}${part}, fence ${fence}`);
    this.#options.onChange();
    if (action !== "deploy") return { kind: "done" };
    // Where servers stay what they are, their addresses need not be told.
    return { kind: "done", ...(order.replaces ? {} : { endpoints: endpointsOf(component, version) }) };
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

  #carryOut({ action, component, version, count, of }: DeployOrder): void {
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
        this.#share(id, count, of);
        return;
      case "deactivate":
        if ((count ?? 0) === 0) this.#active.delete(id);
        this.#share(id, count, of);
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

  /** From the first order on nothing runs there, until the last one is done. */
  #mustBeSet({ action, component, version, replaces }: DeployOrder): void {
    const servers = this.serversOf(component);
    if (action !== "deploy" || replaces === undefined || servers === undefined) {
      this.#options.chronicle.violated(`${action} ${component}@${version} is no order for a set of servers`);
      return;
    }
    const before = servers.labels;
    if (replaces.every((url) => servers.runs(version).includes(url))) return;
    servers.goDown(replaces);
    for (const label of before)
      if (!servers.labels.includes(label))
        this.#wroteMs.set(`${component}@${label}`, this.#options.clock.nowMs);
    this.#options.onChange();
  }

  #share(id: string, count: number | undefined, of: number | undefined): void {
    if (count === undefined || of === undefined) this.#parts.delete(id);
    else this.#parts.set(id, { count, of });
  }

  /** While a worker is moved part by part, somebody is always at work, and never twice as many. */
  #mustAddUp(component: string): void {
    const parts = [...this.#parts].filter(([id]) => id.startsWith(`${component}@`) && this.#active.has(id));
    const [of] = parts.map(([, part]) => part.of);
    if (of === undefined || parts.length < 2) return;
    const sum = parts.reduce((total, [, { count }]) => total + count, 0);
    if (sum < of || sum >= 2 * of)
      this.#options.chronicle.violated(`${sum} of ${of} consumers of ${component} are at work`);
  }

  #endProcess(id: string): void {
    this.#parts.delete(id);
    if (this.#running.delete(id)) this.#wroteMs.set(id, this.#options.clock.nowMs);
    this.#active.delete(id);
  }
}

export function endpointsOf(component: string, version: string): readonly string[] {
  return [`http://${component}-${version}.internal:80`];
}
