import type { ControlStore, Probe, RouterState } from "@crossfade/core";
import { createFakeControlStore } from "../../crossfade/src/store/fake-control-store.ts";
import { Chronicle } from "./chronicle.ts";
import { Dice } from "./dice.ts";
import { type DrawnRelease, drawRelease } from "./drawn-release.ts";
import { checkEnd } from "./end-watch.ts";
import { Lead } from "./lead.ts";
import { Meetings } from "./meetings.ts";
import { endpointsOf, Platform } from "./platform.ts";
import { SimProcess } from "./process.ts";
import { Replica, type Site } from "./replica.ts";
import { RouterMachine, servedBy } from "./router-machine.ts";
import { Servers } from "./servers.ts";
import { Storm } from "./storm.ts";
import { Users } from "./users.ts";
import { UsersWatch } from "./users-watch.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { WatchedStore } from "./watched-store.ts";
import { Weather } from "./weather.ts";

/** What became of one seed. */
export interface WorldResult {
  readonly seed: number;
  readonly violation?: string;
  readonly lines: readonly string[];
  readonly releases: readonly { readonly id: string; readonly phase: string; readonly hold?: string }[];
  /** What the gate saw: absent where errors were not compared. */
  readonly measured?: { readonly isBad: boolean; readonly how: "completed" | "gate" | "other" };
  readonly virtualMs: number;
}

const beganMs = Date.UTC(2026, 10, 23, 9);
/** Once nothing fails any more, everything has ended within so long. */
const endsWithinMs = 4 * 3_600_000;
/** Whatever was on its way has arrived by then. */
const quietMs = 120_000;

const routerIds = ["edge", "inner"];
/** Users are many: such a world takes ten times as long as another. */
const measuredShare = 0.1;

export interface WorldOptions {
  /** Told every line at once. */
  readonly tell?: (line: string) => void;
  /** Errors of the old and the new version are compared. Absent: the seed says. */
  readonly isMeasured?: boolean;
  /** Routers may begin anew from a file that is older than what they acknowledged. */
  readonly hasOldFiles?: boolean;
}

export async function runWorld(seed: number, options: WorldOptions = {}): Promise<WorldResult> {
  return new World(seed, options).run();
}

/** One seed: a system, its release, those who drive it, and everything that goes wrong meanwhile. */
class World {
  readonly #seed: number;
  readonly #hasOldFiles: boolean;
  readonly #dice: Dice;
  readonly #clock = new VirtualClock(beganMs);
  readonly #chronicle: Chronicle;
  readonly #calmFromMs: number;
  readonly #weather: Weather;
  readonly #drawn: DrawnRelease;
  readonly #isMeasured: boolean;
  readonly #watched: WatchedStore;
  readonly #servers: readonly Servers[];
  readonly #platform: Platform;
  readonly #routers: readonly RouterMachine[];
  readonly #routed: readonly string[];
  readonly #lead: Lead;
  readonly #users: Users;
  readonly #processes: SimProcess[] = [];
  #births = 0;
  #hasChanged = true;

  constructor(seed: number, { tell, isMeasured, hasOldFiles = false }: WorldOptions) {
    this.#seed = seed;
    this.#hasOldFiles = hasOldFiles;
    this.#dice = new Dice(seed);
    const nowMs = () => Math.floor(this.#clock.nowMs);
    this.#chronicle = new Chronicle(nowMs, tell);
    const weather = this.#dice.of("weather");
    this.#calmFromMs = beganMs + weather.between(3, 25) * 60_000;
    const climate = {
      refused: weather.next() * 0.06,
      lost: weather.next() * 0.06,
      slow: weather.next() * 0.1,
      late: weather.next() * 0.04,
    };
    this.#weather = new Weather({
      clock: this.#clock,
      dice: weather,
      climate,
      calmFromMs: this.#calmFromMs,
      mayBeLate: routerIds,
    });
    this.#isMeasured = isMeasured ?? this.#dice.of("measured").chance(measuredShare);
    this.#drawn = drawRelease(this.#dice.of("system"), { isMeasured: this.#isMeasured });
    this.#watched = new WatchedStore(createFakeControlStore(nowMs), this.#chronicle);
    const { system } = this.#drawn.basis;
    this.#routed = system.components.flatMap(({ id, kind }) => (kind === "service" ? [id] : []));
    this.#servers = Object.entries(this.#drawn.servers).map(
      ([component, sets]) => new Servers(component, "0", sets),
    );
    this.#platform = new Platform({
      clock: this.#clock,
      dice: this.#dice.of("platform"),
      chronicle: this.#chronicle,
      system,
      servers: this.#servers,
      failures: () => (this.#weather.isCalm ? 0 : 0.15),
      onChange: () => this.#change(),
    });
    const usersWatch = new UsersWatch(this.#watched, this.#chronicle);
    this.#routers = routerIds.slice(0, this.#dice.of("routers").between(1, 2)).map(
      (id) =>
        new RouterMachine({
          id,
          clock: this.#clock,
          state: firstState(id, this.#routed, (component) => this.#endpointsOf(component)),
          onChange: (change) => {
            usersWatch.changed(change);
            this.#change();
          },
        }),
    );
    const shared = {
      watched: this.#watched,
      routers: this.#routers,
      routed: this.#routed,
      clock: this.#clock,
      weather: this.#weather,
      chronicle: this.#chronicle,
    };
    this.#lead = new Lead({ ...shared, dice: this.#dice.of("lead") });
    this.#users = new Users({ ...shared, dice: this.#dice.of("users") });
  }

  async run(): Promise<WorldResult> {
    const { spec, basis } = this.#drawn;
    await this.#firstFacts(this.#watched.store);
    await this.#watched.store.create(spec, basis);
    const count = this.#dice.of("replicas").between(1, 3);
    for (let index = 0; index < count; index++) this.#processes.push(this.#begun(index));
    this.#lead.begin();
    if (this.#isMeasured) this.#users.begin();
    this.#storm().begin();
    await this.#clock.run(this.#calmFromMs + endsWithinMs, () => this.#isOver());
    if (this.#chronicle.violation === undefined) await this.#quiet();
    return this.#result();
  }

  /** Nothing is said any more, what is on its way arrives, and the world is looked at once more. */
  async #quiet(): Promise<void> {
    this.#mustHaveEnded();
    const untilMs = Math.max(this.#clock.nowMs, this.#calmFromMs) + quietMs;
    await this.#clock.run(untilMs, () => this.#look());
    if (this.#chronicle.violation === undefined) await checkEnd({ ...this.#site(), watched: this.#watched });
  }

  #mustHaveEnded(): void {
    const { isDone, gaveUpOn } = this.#lead;
    // Evidence that is never enough holds a release for ever, and says so.
    if (gaveUpOn !== undefined && !this.#isMeasured)
      this.#chronicle.violated(`it is held again and again when all is well: ${gaveUpOn}`);
    if (isDone) return;
    const last = this.#watched.releases.at(-1);
    this.#chronicle.violated(
      `${last?.spec.id} is ${last?.progress.phase} long after everything is well again`,
    );
  }

  #isOver(): boolean {
    return this.#look() || this.#lead.isDone;
  }

  /** After every event; true: something happened that must never happen. */
  #look(): boolean {
    if (this.#hasChanged) {
      this.#hasChanged = false;
      for (const pair of this.#meetings.now()) this.#chronicle.violated(`${pair} meet`);
      for (const { id, state } of this.#routers) this.#mustRun(id, state);
      for (const servers of this.#servers) this.#mustServe(servers);
    }
    return this.#chronicle.violation !== undefined;
  }

  #mustRun(router: string, state: RouterState): void {
    for (const component of this.#routed)
      for (const label of servedBy(state, component))
        if (!this.#platform.isRunning(component, label))
          this.#chronicle.violated(`${router} sends users to ${component}@${label}, which does not run`);
  }

  /** An update of a set is noticed by nobody, and never two of them are away. Who goes back has too few of them already. */
  #mustServe(servers: Servers): void {
    const [first, second] = this.#watched.releases;
    const isForward = second === undefined && first?.progress.phase === "running";
    for (const { state } of this.#routers) {
      const problem = servers.problem(state, isForward);
      if (problem !== undefined) this.#chronicle.violated(problem);
    }
  }

  #endpointsOf(component: string): readonly string[] {
    return (
      this.#servers.find((each) => each.component === component)?.runs("0") ?? endpointsOf(component, "0")
    );
  }

  get #meetings(): Meetings {
    return new Meetings(this.#drawn.basis, this.#platform, this.#routers);
  }

  #change(): void {
    this.#hasChanged = true;
  }

  #storm(): Storm {
    return new Storm({
      clock: this.#clock,
      weather: this.#weather,
      dice: this.#dice.of("storm"),
      chronicle: this.#chronicle,
      routers: this.#routers,
      processes: this.#processes,
      hasOldFiles: this.#hasOldFiles,
      begin: (index) => this.#begun(index),
    });
  }

  #begun(index: number): SimProcess {
    const name = `cp${index + 1}.${++this.#births}`;
    const drift = 1 + (this.#dice.of(name).next() - 0.5) / 50;
    const process = new SimProcess({ name, clock: this.#clock, weather: this.#weather, drift });
    return new Replica(process, this.#site()).process;
  }

  #site(): Site {
    const dice = this.#dice.of("probe");
    const probe: Probe = {
      ask: async () =>
        !this.#weather.isCalm && dice.chance(0.1)
          ? { kind: "answered", status: 503, headers: {}, ms: 1 }
          : { kind: "answered", status: 200, headers: {}, ms: 1 },
    };
    return {
      store: this.#watched.store,
      platform: this.#platform,
      routers: this.#routers,
      routed: this.#routed,
      probe,
      chronicle: this.#chronicle,
    };
  }

  async #firstFacts(store: ControlStore): Promise<void> {
    for (const { id, chain } of this.#drawn.basis.system.components) {
      const label = chain[0] ?? "";
      const endpoints = this.#routed.includes(id) ? this.#endpointsOf(id) : [];
      await store.record("production", "lead", [
        { kind: "deployed", component: id, label, endpoints },
        { kind: "started", component: id, label },
      ]);
    }
  }

  #result(): WorldResult {
    const { violation, lines } = this.#chronicle;
    const releases = this.#watched.releases.map(({ spec, progress: { phase, hold } }) => ({
      id: spec.id,
      phase,
      ...(hold === undefined ? {} : { hold: hold.why }),
    }));
    return {
      seed: this.#seed,
      ...(violation === undefined ? {} : { violation }),
      lines,
      releases,
      ...(this.#isMeasured ? { measured: this.#users.verdict() } : {}),
      virtualMs: this.#clock.nowMs - beganMs,
    };
  }
}

function firstState(
  router: string,
  routed: readonly string[],
  endpoints: (component: string) => readonly string[],
): RouterState {
  const components = routed.map((component) => [
    component,
    {
      salt: "before",
      versions: [{ label: "0", stage: "active", instances: endpoints(component).map((url) => ({ url })) }],
      split: [{ from: 0, to: 10_000, label: "0" }],
      userPins: {},
      revokedPins: [],
    },
  ]);
  return { stateSchema: 1, router, generation: 1, components: Object.fromEntries(components) };
}
