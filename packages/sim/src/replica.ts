import { Engine, RouterKeeper } from "@crossfade/cli/engine";
import type { ControlStore, Effect, Performer, Probe, ReleaseSpec } from "@crossfade/core";
import { ReleasePerformer } from "../../crossfade/src/performer/performer.ts";
import type { PerformingEnvironment, PerformingRouter } from "../../crossfade/src/performer/performing.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Platform } from "./platform.ts";
import type { SimProcess } from "./process.ts";
import type { ChangedBy, RouterMachine } from "./router-machine.ts";

export interface Site {
  readonly store: ControlStore;
  readonly platform: Platform;
  readonly routers: readonly RouterMachine[];
  /** Components that users reach through the routers. */
  readonly routed: readonly string[];
  readonly probe: Probe;
  readonly chronicle: Chronicle;
}

const leaseMs = 10_000;

/** One replica of the control plane: the real engine, keeper and performer, over whatever its process can reach. */
export class Replica {
  readonly process: SimProcess;
  readonly #site: Site;

  constructor(process: SimProcess, site: Site) {
    this.process = process;
    this.#site = site;
    const store = this.#reachedStore();
    const onTrouble = (error: unknown) => site.chronicle.say(process.name, `trouble: ${sentenceOf(error)}`);
    const { elapsedMs } = process;
    const holder = process.name;
    const engine = new Engine({
      store,
      performer: this.#performer(store),
      holder,
      elapsedMs,
      timers: process,
      leaseMs,
      onTrouble,
    });
    const routers = site.routers.map((machine) => ({
      environment: "production",
      router: machine.seenBy(process, { kind: "keeper" }),
      components: site.routed,
    }));
    const keeper = new RouterKeeper({ routers, facts: store, timers: process, onTrouble });
    engine.start();
    keeper.start();
  }

  #performer(store: ControlStore): Performer {
    const { chronicle } = this.#site;
    const { process } = this;
    return {
      perform: async (effect, context) => {
        const component = componentOf(effect, context.spec);
        const { fence, spec } = context;
        const by = { kind: "release", release: spec.id, fence, process: process.name, component } as const;
        const performer = new ReleasePerformer({
          environment: () => this.#environment(by),
          facts: store,
          evidence: store,
          elapsedMs: process.elapsedMs,
        });
        if (effect.kind === "deed" || effect.kind === "undo")
          chronicle.say(process.name, `does ${effect.id}`);
        return performer.perform(effect, context);
      },
    };
  }

  #environment(by: Extract<ChangedBy, { readonly kind: "release" }>): PerformingEnvironment {
    const { routers, platform, routed, probe } = this.#site;
    const { process } = this;
    return {
      routers: routers.map(
        (machine): PerformingRouter => ({
          id: machine.id,
          router: machine.seenBy(process, by),
          origin: `http://${machine.id}`,
          routes: routed.map((component) => ({ component, path: `/${component}` })),
          userKey: { kind: "cookie", name: "uid" },
          latencyThresholdsMs: [],
          sign: async () => "",
        }),
      ),
      deployerOf: () => ({
        perform: (order) =>
          process.call(
            "platform",
            () => platform.perform(order, by.fence),
            () => new Error("the deployer gave no answer"),
          ),
      }),
      probe: {
        ask: (question) =>
          process
            .call(
              "probe",
              () => probe.ask(question),
              () => new Error("no answer"),
            )
            .catch((error: Error) => ({ kind: "silent", why: error.message })),
      },
    };
  }

  /** What a control plane asks its database, over a network. */
  #reachedStore(): ControlStore {
    const { store } = this.#site;
    const call = <T>(act: () => Promise<T>) =>
      this.process.call("store", act, () => new Error("the database gave no answer"));
    return {
      ...store,
      read: (id) => call(() => store.read(id)),
      claim: (holder, ms) => call(() => store.claim(holder, ms)),
      renew: (lease, ms) => call(() => store.renew(lease, ms)),
      release: (lease, seen) => call(() => store.release(lease, seen)),
      append: (entry) => call(() => store.append(entry)),
      onWake: (wake) => store.onWake(() => this.process.hears(wake)),
      record: (environment, actor, facts) => call(() => store.record(environment, actor, facts)),
      facts: (environment, after) => call(() => store.facts(environment, after)),
      evidence: (key) => call(() => store.evidence(key)),
      keepEvidence: (key, value) => call(() => store.keepEvidence(key, value)),
    };
  }
}

function componentOf(effect: Effect, { plan }: ReleaseSpec): string {
  if ("deed" in effect && "component" in effect.deed) return effect.deed.component;
  return plan.steps.find(({ id }) => "step" in effect && id === effect.step)?.component ?? "";
}

function sentenceOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
