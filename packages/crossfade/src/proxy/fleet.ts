import type { ComponentTraffic, RouterState, VersionReading } from "@crossfade/core";
import type { Addresses } from "./addresses.ts";
import { InstanceChecks } from "./health-checks.ts";
import type { ConnectionSettings } from "./instance-connections.ts";
import { LiveInstance } from "./live-instance.ts";
import { LiveVersion } from "./live-version.ts";
import type { RoutedComponent, RoutedVersion } from "./routing.ts";
import type { ProxySettings } from "./settings.ts";

export interface FleetWorld {
  readonly settings: ProxySettings;
  readonly connection: ConnectionSettings;
  readonly addresses: Addresses;
  readonly nowMs: () => number;
  /** A version, or one of its instances, is in no state any more, or is to close: whatever of it is open has to end. */
  readonly leaves: (version: LiveVersion, instance: LiveInstance | undefined) => Promise<void>;
  /** It is asked for again. */
  readonly stays: (version: LiveVersion) => void;
  /** Nothing of it may go on. */
  readonly blocked: (version: LiveVersion) => void;
}

/** All versions and instances, those that a state names and those that have still something open. */
export class Fleet {
  readonly #world: FleetWorld;
  readonly #versions = new Map<string, LiveVersion>();
  readonly #checks = new Map<LiveInstance, InstanceChecks>();
  /** No state names them; they go when nothing of them is open. */
  readonly #leaving = new Set<LiveInstance>();

  constructor(world: FleetWorld) {
    this.#world = world;
  }

  /** Brings it in line with a state; returns what requests are routed by. */
  update(state: RouterState): ReadonlyMap<string, RoutedComponent> {
    const routed = new Map<string, RoutedComponent>();
    const named = new Set<LiveVersion>();
    for (const [id, traffic] of Object.entries(state.components)) {
      const component = this.#component(id, traffic);
      routed.set(id, component);
      for (const { live } of component.versions.values()) named.add(live);
    }
    for (const [name, version] of this.#versions) {
      if (named.has(version)) continue;
      this.#versions.delete(name);
      version.stage = "closing";
      for (const instance of version.instances.values()) this.#retire(version, instance);
    }
    this.#world.addresses.keep(new Set([...this.instances()].map((instance) => instance.name)));
    return routed;
  }

  *versions(): Generator<LiveVersion> {
    yield* this.#versions.values();
  }

  *instances(): Generator<LiveInstance> {
    for (const version of this.#versions.values()) yield* version.instances.values();
    yield* this.#leaving;
  }

  version(component: string, label: string): LiveVersion | undefined {
    return this.#versions.get(keyOf(component, label));
  }

  read(): readonly VersionReading[] {
    return [...this.#versions.values()].map((version) => version.read());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#checks.values()].map((checks) => checks.stop()));
    await Promise.all([...this.instances()].map((instance) => instance.connections.destroy()));
  }

  #component(id: string, traffic: ComponentTraffic): RoutedComponent {
    const versions = new Map<string, RoutedVersion>();
    for (const { label, stage, instances } of traffic.versions) {
      const key = keyOf(id, label);
      const live = this.#versions.get(key) ?? new LiveVersion(id, label);
      this.#versions.set(key, live);
      const before = live.stage;
      live.stage = stage;
      const wanted = new Set(instances.map(({ url }) => url));
      for (const [url, instance] of live.instances)
        if (!wanted.has(url)) {
          live.instances.delete(url);
          this.#retire(live, instance);
        }
      for (const { url, out } of instances) this.#instance(live, url).isOut = out === true;
      if (stage === "blocked" && before !== "blocked") this.#world.blocked(live);
      else if (stage === "closing" && before !== "closing") void this.#world.leaves(live, undefined);
      else if (stage !== "closing") this.#world.stays(live);
      const usable = [...live.instances.values()].filter(({ isOut }) => !isOut);
      versions.set(label, { live, instances: usable, name: live.name });
    }
    return { id, traffic, versions, revokedPins: new Set(traffic.revokedPins) };
  }

  #instance(version: LiveVersion, url: string): LiveInstance {
    const known = version.instances.get(url);
    if (known !== undefined) return known;
    const { settings, connection, nowMs } = this.#world;
    const instance = new LiveInstance(url, connection, nowMs());
    version.instances.set(url, instance);
    if (settings.health !== undefined)
      this.#checks.set(instance, new InstanceChecks(instance, settings.health, { nowMs, connection }));
    return instance;
  }

  /** Out of every state: its checks end now, itself when nothing of it is open. */
  #retire(version: LiveVersion, instance: LiveInstance): void {
    this.#leaving.add(instance);
    void this.#checks.get(instance)?.stop();
    this.#checks.delete(instance);
    void this.#world.leaves(version, instance).then(async () => {
      await instance.connections.destroy();
      this.#leaving.delete(instance);
    });
  }
}

function keyOf(component: string, label: string): string {
  return `${component}\n${label}`;
}
