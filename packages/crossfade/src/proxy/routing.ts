import type { ComponentTraffic, RouterState, Series, TrafficCounter } from "@crossfade/core";
import type { LiveInstance } from "./live-instance.ts";
import type { LiveVersion } from "./live-version.ts";
import type { ProxyRoute } from "./settings.ts";

/** A version in one state: who of it may get requests. */
export interface RoutedVersion {
  readonly live: LiveVersion;
  /** Without those that were taken out. */
  readonly instances: readonly LiveInstance[];
  /** "x-cf-version" and its value, of its answers. */
  readonly name: string;
}

export interface RoutedComponent {
  readonly id: string;
  readonly traffic: ComponentTraffic;
  readonly versions: ReadonlyMap<string, RoutedVersion>;
  readonly revokedPins: ReadonlySet<string>;
}

/** Everything a request is decided by. Never changed: a new state is a new snapshot, and one assignment swaps them. */
export interface RoutingSnapshot {
  readonly state: RouterState;
  readonly routes: readonly RoutedRoute[];
}

export class RoutedRoute implements ProxyRoute {
  readonly host?: string;
  readonly path: string;
  readonly component: string;
  readonly name: string;
  /** Undefined where the state does not have it. */
  readonly routed: RoutedComponent | undefined;
  readonly #counter: TrafficCounter;
  readonly #series = new Map<string, Series>();

  constructor(route: ProxyRoute, routed: RoutedComponent | undefined, counter: TrafficCounter) {
    if (route.host !== undefined) this.host = route.host.toLowerCase();
    this.path = route.path;
    this.component = route.component;
    this.name = route.name;
    this.routed = routed;
    this.#counter = counter;
  }

  seriesOf(label: string): Series {
    const known = this.#series.get(label);
    if (known !== undefined) return known;
    const series = this.#counter.seriesOf(this.component, label, this.name);
    this.#series.set(label, series);
    return series;
  }
}
