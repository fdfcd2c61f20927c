import { Calendars } from "./calendars.ts";
import type { ControlDeps } from "./control-deps.ts";
import { Deliveries } from "./deliveries.ts";
import { Environments } from "./environments.ts";
import { Ramps } from "./ramps.ts";
import { Releases } from "./releases.ts";
import { Rollbacks } from "./rollbacks.ts";
import { Tokens } from "./tokens.ts";
import { Versions } from "./versions.ts";
import { Wakes } from "./wakes.ts";

/** Everything that one can ask of a control plane. Who asks is checked here, in each use case, and nowhere else. */
export class ControlPlane {
  readonly calendars: Calendars;
  readonly tokens: Tokens;
  readonly versions: Versions;
  readonly environments: Environments;
  readonly releases: Releases;
  readonly rollbacks: Rollbacks;
  readonly ramps: Ramps;
  readonly deliveries: Deliveries;
  readonly #deps: ControlDeps;
  readonly #wakes: Wakes;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
    this.#wakes = new Wakes(deps.store);
    this.calendars = new Calendars(deps);
    this.tokens = new Tokens(deps);
    this.versions = new Versions(deps);
    this.environments = new Environments(deps);
    this.releases = new Releases(deps, this.#wakes);
    this.rollbacks = new Rollbacks(deps, this.releases);
    this.ramps = new Ramps(deps, this.releases);
    this.deliveries = new Deliveries(deps);
  }

  /** Rejects as the store does. Without rights: for whoever asks whether this process is of use. */
  async look(): Promise<readonly { readonly phase: string }[]> {
    return this.#deps.store.list();
  }

  /** Wakes whoever waits; the store stays open, since it is not ours. */
  close(): Promise<void> {
    return this.#wakes.close();
  }
}
