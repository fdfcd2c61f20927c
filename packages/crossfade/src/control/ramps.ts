import type { RampRules } from "../release/flag-ramp.ts";
import { rampRelease } from "../release/flag-ramp.ts";
import type { ReleaseView } from "../wire/views.ts";
import { type Caller, need } from "./caller.ts";
import type { ControlDeps } from "./control-deps.ts";
import { knownEnvironment } from "./known-environment.ts";
import { releaseName } from "./release-name.ts";
import type { Releases } from "./releases.ts";

export interface RampAsk {
  readonly environment: string;
  /** The component whose file has the flag. */
  readonly component: string;
  readonly key: string;
  /** Buckets of 10,000. */
  readonly from: number;
  readonly shares: readonly number[];
  readonly bakeMs: number;
  readonly promotion: "automatic" | "manual";
  readonly startAtMs?: number | undefined;
}

const noRules: RampRules = { gates: { http: [] }, contacts: [], calendar: () => ({ freezes: [] }) };

/** Flags that climb by percentages: releases of the same engine, started as soon as they are made. */
export class Ramps {
  readonly #deps: ControlDeps;
  readonly #releases: Releases;

  constructor(deps: ControlDeps, releases: Releases) {
    this.#deps = deps;
    this.#releases = releases;
  }

  /** CF_ENVIRONMENT_UNKNOWN, CF_FORBIDDEN, CF_ENVIRONMENT_BUSY: another release turns this flag. */
  async create(caller: Caller, { startAtMs, ...ask }: RampAsk): Promise<ReleaseView> {
    const { store, environments, nowMs, randomBytes } = this.#deps;
    need(caller, "flags", { environment: ask.environment, components: [ask.component] });
    const { ramps: rules = noRules } = knownEnvironment(environments, ask.environment);
    const taken = new Set((await store.list()).map((line) => line.id));
    const dice = () => Buffer.from(randomBytes(4)).toString("hex");
    const id = releaseName({ [ask.key]: "ramp" }, (name) => taken.has(name), dice);
    const { spec, basis } = rampRelease({ ...ask, id, rules, by: caller.person, nowMs: nowMs() });
    await this.#releases.needStartable(spec);
    await store.create(spec, basis);
    return this.#releases.start(caller, id, startAtMs === undefined ? {} : { atMs: startAtMs });
  }
}
