import { createHmac } from "node:crypto";
import {
  type ComponentTransition,
  type DeployAnswer,
  type DeployOrder,
  defaultReleaseSettings,
  type Effect,
  noProgress,
  type Outcome,
  type PerformContext,
  type ProbeAnswer,
  type ProbeQuestion,
  planRelease,
  type ReleaseEvent,
  type ReleaseProgress,
  type ReleaseSpec,
  type RouterState,
  record,
  weightsOf,
} from "@crossfade/core";
import { FakeRouter } from "../../packages/crossfade/src/adapters/router/fake-router.ts";
import { ReleasePerformer } from "../../packages/crossfade/src/performer/performer.ts";
import type {
  FilesOfVersion,
  PerformingEnvironment,
} from "../../packages/crossfade/src/performer/performing.ts";
import { FakeEvidenceStore } from "../../packages/crossfade/src/store/fake-evidence-store.ts";
import { FakeFactStore } from "../../packages/crossfade/src/store/fake-fact-store.ts";
import { Story } from "./story.ts";

const pinSecret = Buffer.alloc(32, 7);
const oldUrl = "http://10.0.0.1:80";
export const freshUrl = "http://10.0.0.2:80";

const transition: ComponentTransition = {
  component: "api",
  kind: "service",
  by: "router",
  strategy: {
    rungs: [500, 10_000].map((weight) => ({ weight, bakeMs: 0, timeoutMs: 1_000, promotion: "automatic" })),
  },
  checks: { readyTimes: 1, soakMs: 0, syntheticPaths: [], rehearsesRollback: false, internalUsers: [] },
};

/** The release of one service, `api` 1.0.0 to 2.0.0, with the performer, and routers, deployer and probe in memory. */
export class PerformedRelease {
  readonly facts = new FakeFactStore(
    () => this.nowMs,
    () => {},
  );
  readonly evidence = new FakeEvidenceStore();
  readonly routers: readonly FakeRouter[];
  readonly orders: DeployOrder[] = [];
  readonly asked: ProbeQuestion[] = [];
  deployed: (order: DeployOrder) => DeployAnswer | Promise<DeployAnswer> = () => ({
    kind: "done",
    endpoints: [freshUrl],
  });
  probed: (question: ProbeQuestion) => ProbeAnswer = () => ({
    kind: "answered",
    status: 200,
    headers: {},
    ms: 1,
  });
  /** What pages may ask for. */
  files: FilesOfVersion = { kind: "unknown", why: "nobody has published it" };
  isOurs = true;
  nowMs = 1_000_000;
  spec: ReleaseSpec;
  progress: ReleaseProgress = noProgress;

  constructor(change: Partial<ReleaseSpec> = {}, routers: readonly string[] = ["edge"]) {
    const { system, verdicts } = new Story().part("api", "service", { versions: ["1.0.0", "2.0.0"] }).tell();
    const planning = planRelease(system, verdicts);
    if (planning.kind === "impossible") throw new Error("there is no plan");
    this.spec = {
      releaseSchema: 1,
      id: "r1",
      environment: "production",
      plan: planning.plan,
      planHash: "h",
      transitions: { api: transition },
      approvals: [],
      calendar: { freezes: [] },
      settings: defaultReleaseSettings,
      gates: { http: [] },
      digests: {},
      checklist: [],
      contacts: [],
      ...change,
    };
    this.routers = routers.map(
      (router) => new FakeRouter({ state: stateOf(router), nowMs: () => this.nowMs, pinSecret }),
    );
  }

  get router(): FakeRouter {
    return this.routers[0] as FakeRouter;
  }

  environment(): PerformingEnvironment {
    return {
      routers: this.routers.map((router, index) => ({
        id: index === 0 ? "edge" : `edge${index + 1}`,
        router,
        origin: "http://10.0.0.9",
        routes: [{ component: "api", path: "/" }],
        userKey: { kind: "cookie", name: "uid" },
        healthPath: "/up",
        latencyThresholdsMs: [100],
        sign: async (text) => createHmac("sha256", pinSecret).update(text).digest("hex"),
      })),
      deployerOf: () => ({
        perform: async (order) => {
          this.orders.push(order);
          return this.deployed(order);
        },
      }),
      probe: {
        ask: async (question) => {
          this.asked.push(question);
          return this.probed(question);
        },
      },
    };
  }

  /** A performer of its own, as a process that was started anew has one. */
  async perform(effect: Effect, change: Partial<PerformContext> = {}): Promise<Outcome> {
    const environment = this.environment();
    const performer = new ReleasePerformer({
      environment: (name) => (name === "production" ? environment : undefined),
      facts: this.facts,
      evidence: this.evidence,
      elapsedMs: () => this.nowMs,
      filesOf: async () => this.files,
    });
    return performer.perform(effect, {
      spec: this.spec,
      progress: this.progress,
      fence: 1,
      nowMs: this.nowMs,
      isOurs: async () => this.isOurs,
      onUnwanted: () => {},
      ...change,
    });
  }

  tell(...events: readonly ReleaseEvent[]): void {
    for (const event of events)
      this.progress = record(this.spec, this.progress, {
        seq: this.progress.seq + 1,
        atMs: this.nowMs,
        actor: "engine",
        event,
      });
  }

  deploy(): Promise<Outcome> {
    return this.deed("deploy api@2.0.0", 0, { kind: "deploy", component: "api", version: "2.0.0" });
  }

  /** Deployed, and its first rung weighed and written down. */
  async atFirstRung(): Promise<void> {
    await this.deploy();
    this.tell({ kind: "start-asked", atMs: 0 }, { kind: "begun", step: "start api@2.0.0" });
    await this.verify();
    this.tell({ kind: "did", step: "start api@2.0.0", station: 0 });
    await this.weigh(500);
    this.tell(
      { kind: "did", step: "start api@2.0.0", station: 1 },
      { kind: "finished", step: "start api@2.0.0" },
      { kind: "begun", step: "end api@1.0.0" },
    );
  }

  verify(): Promise<Outcome> {
    return this.deed("start api@2.0.0", 0, { kind: "verify", component: "api", version: "2.0.0" });
  }

  weigh(weight: number, change: Partial<PerformContext> = {}): Promise<Outcome> {
    const deed = { kind: "weigh", component: "api", version: "2.0.0", rest: "1.0.0", weight } as const;
    return this.deed("start api@2.0.0", 1, deed, change);
  }

  judge(agoMs = 10_000): Promise<Outcome> {
    const [rung] = transition.strategy.rungs;
    if (rung === undefined) throw new TypeError("there is a rung");
    return this.perform({
      id: "r1/judge",
      kind: "judge",
      step: "end api@1.0.0",
      station: 0,
      rung,
      sinceMs: this.nowMs - agoMs,
    });
  }

  deed(
    step: string,
    station: number,
    deed: Extract<Effect, { readonly kind: "deed" }>["deed"],
    change: Partial<PerformContext> = {},
  ): Promise<Outcome> {
    return this.perform({ id: `r1/${step}/${station}`, kind: "deed", step, station, deed }, change);
  }

  async weights(router = this.router): Promise<Readonly<Record<string, number>>> {
    return weightsOf((await router.read()).state.components.api?.split ?? []);
  }
}

function stateOf(router: string): RouterState {
  return {
    stateSchema: 1,
    router,
    generation: 3,
    components: {
      api: {
        salt: "before",
        versions: [{ label: "1.0.0", stage: "active", instances: [{ url: oldUrl }] }],
        split: [{ from: 0, to: 10_000, label: "1.0.0" }],
        userPins: {},
        revokedPins: [],
      },
    },
  };
}
