import type { InstanceReading } from "@crossfade/core";
import { type ConnectionSettings, InstanceConnections, serverName } from "./instance-connections.ts";
import { healthAfter, type InstanceHealth, unknownHealth } from "./instance-health.ts";
import type { Candidate } from "./pick-instance.ts";

/** One process that runs a version, as the proxy knows it: what it has in hand, how it fares, the connections to it. */
export class LiveInstance implements Candidate {
  readonly url: string;
  readonly isHttps: boolean;
  /** What https instances have to prove to be. */
  readonly name: string;
  readonly connections: InstanceConnections;
  readonly #knownSinceMs: number;
  requests = 0;
  streams = 0;
  asideUntilMs = 0;
  isOut = false;
  #health: InstanceHealth = unknownHealth;

  constructor(url: string, settings: ConnectionSettings, nowMs: number) {
    this.url = url;
    this.isHttps = url.startsWith("https:");
    this.name = serverName(url);
    this.connections = new InstanceConnections(url, settings);
    this.#knownSinceMs = nowMs;
  }

  get health(): InstanceHealth["state"] {
    return this.#health.state;
  }

  get isQuiet(): boolean {
    return this.requests === 0 && this.streams === 0;
  }

  /** Whole seconds since it became ready, or since it is known where nobody asked. */
  ageS(nowMs: number): number {
    return Math.max(0, Math.floor((nowMs - (this.#health.readySinceMs ?? this.#knownSinceMs)) / 1_000));
  }

  checked(
    result: { readonly isOk: boolean; readonly why?: string; readonly atMs: number },
    needed: number,
  ): void {
    this.#health = healthAfter(this.#health, result, needed);
  }

  /** It answered a user. Where nobody checks, that is how it is known to be ready. */
  answered(atMs: number): void {
    this.asideUntilMs = 0;
    this.#health = {
      state: "ready",
      streak: 1,
      wasOk: true,
      readySinceMs: this.#health.readySinceMs ?? atMs,
    };
  }

  read(): InstanceReading {
    const { state: health, why } = this.#health;
    return {
      url: this.url,
      out: this.isOut,
      health,
      ...(health !== "ready" && why !== undefined ? { whyUnready: why } : {}),
      requests: this.requests,
      streams: this.streams,
    };
  }
}
