import {
  cutIntoSets,
  type DeployOrder,
  type Fact,
  type Outcome,
  type PerformContext,
  type ReleaseEvent,
  type RollDeed,
  type RouterState,
  rollingRungs,
  type Station,
  stationsOf,
} from "@crossfade/core";
import { PerformedRelease } from "./performed-release.ts";

const [old, fresh] = ["1.0.0", "2.0.0"];
export const servers = [1, 2, 3, 4].map((number) => `http://10.0.0.${number}:80`);

/** A release of `api` 1.0.0 to 2.0.0 in two sets or four, whose four servers keep their addresses. */
export class RolledRelease extends PerformedRelease {
  /** What the routers looked like each time the deployer was asked. */
  readonly seen: (readonly string[])[] = [];

  constructor(count = 2) {
    super();
    const { api } = this.spec.transitions;
    if (api === undefined) throw new TypeError("it moves");
    const sets = cutIntoSets(servers, count);
    const rungs = rollingRungs(sets, { bakeMs: 0, timeoutMs: 1_000, promotion: "automatic" });
    this.spec = { ...this.spec, transitions: { api: { ...api, strategy: { rungs, sets } } } };
    this.deployed = async () => {
      this.seen.push(await this.instances());
      return { kind: "done" };
    };
  }

  static async begun(count = 2): Promise<RolledRelease> {
    const release = new RolledRelease(count);
    await release.told(
      { kind: "deployed", component: "api", label: old, endpoints: servers },
      { kind: "started", component: "api", label: old },
    );
    const { state } = await release.router.read();
    release.router.tamper(fourServers(state));
    release.tell({ kind: "start-asked", atMs: 0 });
    return release;
  }

  async told(...facts: readonly Fact[]): Promise<void> {
    await this.facts.record("production", "ci", facts);
  }

  get lastOrder(): DeployOrder | undefined {
    return this.orders.at(-1);
  }

  /** "1.0.0 http://10.0.0.1:80 out". */
  async instances(): Promise<readonly string[]> {
    const { versions = [] } = (await this.router.read()).state.components.api ?? {};
    return versions.flatMap(({ label, instances }) =>
      instances.map(({ url, out }) => `${label} ${url}${out === true ? " out" : ""}`),
    );
  }

  async endpoints(): Promise<Readonly<Record<string, readonly string[]>>> {
    const last = new Map<string, readonly string[]>();
    for (const { fact } of await this.facts.facts("production"))
      if (fact.kind === "deployed") last.set(fact.label, fact.endpoints);
      else if (fact.kind === "gone") last.delete(fact.label);
    return Object.fromEntries(last);
  }

  roll(set: number, change: Partial<PerformContext> = {}): Promise<Outcome> {
    const found = this.#stations().find(({ deed }) => deed.kind === "roll" && deed.set === set);
    if (found === undefined) throw new TypeError(`there is no set ${set}`);
    return this.deed(found.step, found.index, found.deed as RollDeed, change);
  }

  /** Everything up to this station, one after the other, as the engine would have it done; each is told to the journal. */
  async until(isReached: (deed: Station) => boolean): Promise<void> {
    for (const step of this.spec.plan.stages.flat()) {
      if (this.progress.steps[step]?.doneMs !== undefined) continue;
      if (this.progress.steps[step] === undefined) this.tell({ kind: "begun", step });
      const stations = this.#stationsOf(step);
      for (let index = this.progress.steps[step]?.station ?? 0; index < stations.length; index++) {
        const station = stations[index] as Station;
        if (isReached(station)) return;
        this.tell(await this.#done(step, index, station));
      }
      this.tell({ kind: "finished", step });
    }
  }

  async #done(step: string, station: number, each: Station): Promise<ReleaseEvent> {
    if (each.kind === "bake") return { kind: "promoted", step, station };
    const outcome = await this.deed(step, station, each.deed);
    if (outcome.kind !== "done") throw new Error(`${step} ${station}: ${JSON.stringify(outcome)}`);
    return { kind: "did", step, station };
  }

  #stationsOf(id: string): readonly Station[] {
    const step = this.spec.plan.steps.find((each) => each.id === id);
    return step === undefined ? [] : stationsOf(this.spec, step);
  }

  #stations() {
    return this.spec.plan.steps.flatMap(({ id: step }) =>
      this.#stationsOf(step).flatMap((station, index) =>
        station.kind === "deed" ? [{ step, index, deed: station.deed }] : [],
      ),
    );
  }
}

function fourServers(state: RouterState): RouterState {
  const { api } = state.components;
  if (api === undefined) throw new TypeError("it is routed");
  const instances = servers.map((url) => ({ url }));
  return {
    ...state,
    components: { api: { ...api, versions: [{ label: old, stage: "active", instances }] } },
  };
}

export const versions = { old, fresh };
