import { Counter, Gauge, Histogram, Registry } from "prom-client";

const phases = ["draft", "running", "aborting", "aborted", "completed"] as const;
const effectSeconds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/**
 * What the control plane counts about itself, for Prometheus. Labels have few values: never a release, a person or a path
 * with an id in it.
 */
export class ControlMetrics {
  readonly #registry = new Registry();
  readonly #requests = this.#counter("http_requests_total", "Requests that were answered.", [
    "route",
    "method",
    "status",
  ]);
  readonly #requestSeconds = this.#histogram("http_request_seconds", "From a request to its answer.", [
    "route",
  ]);
  readonly #streams = this.#gauge("http_streams", "Event streams that are open.");
  readonly #flagStreams = this.#gauge("flag_streams", "Clients that are told when a flag changes.");
  readonly #flagSyncStreams = this.#gauge(
    "flag_sync_streams",
    "Providers that are sent definitions and evaluate by themselves.",
  );
  readonly #effects = this.#counter("effects_total", "What the engine did, and what came of it.", [
    "kind",
    "outcome",
  ]);
  readonly #gates = this.#counter("gate_results_total", "What gates said when they were asked.", [
    "gate",
    "result",
  ]);
  readonly #leases = this.#counter("lease_losses_total", "Releases that another replica took over.", []);
  readonly #storeSeconds = this.#histogram("store_seconds", "From a question to the store to its answer.", [
    "call",
  ]);
  readonly #releases = this.#gauge("releases", "Releases by phase, of the last 200.", ["phase"]);

  requested(route: string, method: string, status: number, seconds: number): void {
    this.#requests.inc({ route, method, status: `${Math.floor(status / 100)}xx` });
    this.#requestSeconds.observe({ route }, seconds);
  }

  streams(open: number): void {
    this.#streams.set(open);
  }

  flagStreams(open: number): void {
    this.#flagStreams.set(open);
  }

  flagSyncStreams(open: number): void {
    this.#flagSyncStreams.set(open);
  }

  effect(kind: string, outcome: string): void {
    this.#effects.inc({ kind, outcome });
  }

  gate(gate: string, result: string): void {
    this.#gates.inc({ gate, result });
  }

  leaseLost(): void {
    this.#leases.inc();
  }

  stored(call: string, seconds: number): void {
    this.#storeSeconds.observe({ call }, seconds);
  }

  /** The page as Prometheus reads it; releases are counted at that moment. */
  async page(
    releases: readonly { readonly phase: string }[],
  ): Promise<{ readonly type: string; readonly text: string }> {
    for (const phase of phases)
      this.#releases.set({ phase }, releases.filter((each) => each.phase === phase).length);
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({
      name: `crossfade_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
    });
  }

  #gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return new Gauge({
      name: `crossfade_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
    });
  }

  #histogram(name: string, help: string, labelNames: readonly string[]): Histogram {
    return new Histogram({
      name: `crossfade_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: effectSeconds,
      registers: [this.#registry],
    });
  }
}
