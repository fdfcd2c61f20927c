import {
  CrossfadeError,
  type DrainTarget,
  type MeasuredTraffic,
  type RouterReading,
  type RouterState,
  supersedes,
  TrafficCounter,
  versionTraffic,
} from "@crossfade/core";
import { Addresses } from "./addresses.ts";
import type { DataPath } from "./data-path.ts";
import { Drain } from "./drain.ts";
import { Fleet } from "./fleet.ts";
import { HeldRequests } from "./held-requests.ts";
import { KnownHosts } from "./host-header.ts";
import type { LiveInstance } from "./live-instance.ts";
import type { LiveVersion } from "./live-version.ts";
import { OpenExchanges } from "./open-exchanges.ts";
import type { ProxyDeps } from "./proxy-deps.ts";
import { RefusalCounts } from "./refusal.ts";
import { RequestIds } from "./request-ids.ts";
import { RoutedRoute } from "./routing.ts";
import type { ProxySettings } from "./settings.ts";
import { TesterPins } from "./tester-pins.ts";
import { TrustedPeers } from "./trusted-peers.ts";

/** Who gets which version, now: takes states, swaps what requests are decided by, ends what has to end. */
export class Switchboard {
  readonly path: DataPath;
  readonly #settings: ProxySettings;
  readonly #deps: ProxyDeps;
  readonly #fleet: Fleet;
  readonly #drains = new Set<Drain>();
  readonly #closing = new Map<LiveVersion, Drain>();
  readonly #runningSinceMs: number;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(settings: ProxySettings, deps: ProxyDeps) {
    this.#settings = settings;
    this.#deps = deps;
    this.#runningSinceMs = deps.nowMs();
    this.path = newDataPath(settings, deps);
    const { limits } = settings;
    const addresses = new Addresses({ ...deps, ttlMs: limits.dnsTtlMs });
    const roots = deps.roots === undefined ? {} : { roots: deps.roots };
    this.#fleet = new Fleet({
      settings,
      connection: { limits, lookup: addresses.lookup, ...roots },
      addresses,
      nowMs: deps.nowMs,
      leaves: (version, instance) => this.#leaves(version, instance),
      stays: (version) => this.#closing.get(version)?.stop(),
      blocked: (version) => {
        for (const stream of [...version.streams]) stream.endAtOnce();
      },
    });
  }

  begin(): void {
    const { path } = this;
    this.#sweeping = setInterval(() => {
      path.coarseMs = path.elapsedMs();
      for (const exchange of path.exchanges) exchange.sweep(path.coarseMs);
    }, this.#settings.limits.sweepMs);
  }

  apply(state: RouterState): void {
    const { router } = this.#settings;
    if (state.router !== router)
      throw new CrossfadeError("CF_ROUTER_STATE_INVALID", { at: "router", expected: router });
    const before = this.path.snapshot?.state;
    if (!supersedes(before, state)) return;
    this.path.counter.follow(before, state, Math.floor(this.#deps.nowMs() / 1_000));
    const components = this.#fleet.update(state);
    const routes = this.#settings.routes.map(
      (route) => new RoutedRoute(route, components.get(route.component), this.path.counter),
    );
    this.path.snapshot = { state, routes };
    for (const id of this.path.held.components())
      this.path.held.update(id, state.components[id]?.heldUntilMs);
  }

  read(): RouterReading | undefined {
    const state = this.path.snapshot?.state;
    if (state === undefined) return undefined;
    return { state, versions: this.#fleet.read(), runningSinceMs: this.#runningSinceMs };
  }

  measure(sinceS: number, usersSinceS?: number): MeasuredTraffic {
    return this.path.counter.measure(sinceS, Math.floor(this.#deps.nowMs() / 1_000), usersSinceS);
  }

  async drain(
    target: DrainTarget,
    withinMs: number,
  ): Promise<{ readonly requests: number; readonly streams: number }> {
    const version = this.#known(target);
    const instance = target.instance === undefined ? undefined : instanceOf(version, target.instance);
    await this.#drain(version, instance, withinMs).done;
    const instances = instance === undefined ? [...version.instances.values()] : [instance];
    return {
      requests: instances.reduce((sum, { requests }) => sum + requests, 0),
      streams: instances.reduce((sum, { streams }) => sum + streams, 0),
    };
  }

  /** Lets what is in hand end for so long, then cuts it. */
  async stop(withinMs: number): Promise<void> {
    this.path.isStopping = true;
    this.path.held.expireAll();
    for (const version of this.#fleet.versions()) this.#drain(version, undefined, withinMs);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([this.path.exchanges.empty(), late]);
    clearTimeout(timer);
    for (const exchange of [...this.path.exchanges]) exchange.cut();
  }

  /** Nothing of it is open afterwards. */
  async end(): Promise<void> {
    clearInterval(this.#sweeping);
    for (const drain of [...this.#drains]) drain.stop();
    await this.#fleet.close();
  }

  #known(target: DrainTarget): LiveVersion {
    const state = this.path.snapshot?.state;
    if (state !== undefined) versionTraffic(state, target);
    const version = this.#fleet.version(target.component, target.label);
    if (version !== undefined) return version;
    const { component, label } = target;
    throw new CrossfadeError("CF_VERSION_UNKNOWN", { component, label, known: "none" });
  }

  async #leaves(version: LiveVersion, instance: LiveInstance | undefined): Promise<void> {
    const drain = this.#drain(version, instance, this.#settings.limits.closingMs);
    if (instance === undefined) this.#closing.set(version, drain);
    await drain.done;
    if (this.#closing.get(version) === drain) this.#closing.delete(version);
  }

  #drain(version: LiveVersion, instance: LiveInstance | undefined, withinMs: number): Drain {
    const { random, elapsedMs } = this.#deps;
    const beganMs = elapsedMs();
    const streams = [...version.streams].filter(
      (stream) => instance === undefined || stream.instance === instance,
    );
    const drain = new Drain(
      {
        streams,
        isQuiet: () => (instance ?? version).isQuiet,
        cut: () => {
          for (const exchange of [...this.path.exchanges])
            if (exchange.beganMs <= beganMs && exchange.isOf(version, instance)) exchange.cut();
        },
        watchers: version.watchers,
      },
      { withinMs, politeEndMs: this.#settings.limits.politeEndMs, random, elapsedMs },
    );
    this.#drains.add(drain);
    void drain.done.then(() => this.#drains.delete(drain));
    return drain;
  }
}

function instanceOf(version: LiveVersion, url: string): LiveInstance {
  const instance = version.instances.get(url);
  if (instance !== undefined) return instance;
  const { component, label } = version;
  const known = [...version.instances.keys()].join(", ") || "none";
  throw new CrossfadeError("CF_INSTANCE_UNKNOWN", { component, label, url, known });
}

function newDataPath(settings: ProxySettings, deps: ProxyDeps): DataPath {
  const { nowMs, elapsedMs, newId } = deps;
  return {
    settings,
    decider: {
      userKey: settings.userKey,
      trusted: new TrustedPeers(settings.trusted),
      pins: new TesterPins(deps.pinSecret, settings.router),
      nowMs,
      newId,
    },
    hosts: new KnownHosts(settings.hosts),
    counter: new TrafficCounter({
      thresholdsMs: settings.latencyThresholdsMs,
      nowS: Math.floor(nowMs() / 1_000),
      warmUpS: settings.warmUpS,
    }),
    refusals: new RefusalCounts(),
    held: new HeldRequests(settings.limits.maxHeld, nowMs),
    exchanges: new OpenExchanges(),
    nowMs,
    elapsedMs,
    requestIds: new RequestIds(newId()),
    snapshot: undefined,
    isStopping: false,
    coarseMs: elapsedMs(),
    turn: 0,
  };
}
