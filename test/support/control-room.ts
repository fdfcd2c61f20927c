import { randomBytes } from "node:crypto";
import {
  type Calendar,
  type DeployAnswer,
  type DeployOrder,
  type Grant,
  type ReleaseBasis,
  type ReleaseSpec,
  type RouterReading,
  type RouterState,
  wholeSplit,
} from "@crossfade/core";
import { ControlPlane } from "../../packages/crossfade/src/control/control-plane.ts";
import type {
  ControlEnvironment,
  DraftAsk,
  Drafts,
} from "../../packages/crossfade/src/control/control-ports.ts";
import { tokenHash } from "../../packages/crossfade/src/control/token-text.ts";
import type { AppOptions, HttpLimits } from "../../packages/crossfade/src/http/app-options.ts";
import { createApp } from "../../packages/crossfade/src/http/create-app.ts";
import { ControlMetrics } from "../../packages/crossfade/src/http/metrics.ts";
import { createFakeControlStore } from "../../packages/crossfade/src/store/fake-control-store.ts";
import { shopSpec } from "../rollout/shop-spec.ts";
import { Story } from "./story.ts";

/** A control plane over fakes, with people who hold tokens: what an HTTP test, or a use case's, begins with. */
export class ControlRoom {
  nowMs = 1_800_000_000_000;
  readonly store = createFakeControlStore(() => this.nowMs);
  /** What the router of production does. */
  routed: RouterState = routerState(0);
  /** Why it does not answer. */
  silence: string | undefined;
  /** What whoever deploys says when it is asked how much is left. */
  left: DeployAnswer = { kind: "done" };
  readonly measured: DeployOrder[] = [];
  readonly logged: string[] = [];
  readonly metrics = new ControlMetrics();
  readonly control: ControlPlane;
  /** When production lets users be moved, as of `fromMs`. */
  calendar: (fromMs: number) => Calendar = () => ({ freezes: [] });
  /** What the next release will be. */
  change: Partial<ReleaseSpec> = {};
  /** Components of the next release that cannot go back. */
  oneWay: readonly string[] = [];

  constructor() {
    this.control = new ControlPlane({
      store: this.store,
      environments: this.#environments(),
      drafts: this.#drafts(),
      nowMs: () => this.nowMs,
      randomBytes,
    });
  }

  app({ limits, ...options }: Partial<AppOptions> & { readonly limits?: Partial<HttpLimits> } = {}) {
    return createApp({
      control: this.control,
      metrics: this.metrics,
      version: "1.2.3",
      hosts: [],
      isBehindTls: false,
      nowMs: () => this.nowMs,
      randomBytes,
      log: (line) => this.logged.push(line),
      ...options,
      ...(limits === undefined ? {} : { limits }),
    });
  }

  /** A token of this person, who may do this. */
  async token(person: string, ...grants: readonly Grant[]): Promise<string> {
    const { token } = await this.control.tokens.make({ person, grants }, "the test");
    return token;
  }

  /** The person behind a token, for use cases that are called without HTTP. */
  async caller(person: string, ...grants: readonly Grant[]) {
    return this.control.tokens.authenticateAgain(tokenHash(await this.token(person, ...grants)));
  }

  spec(id: string, change: Partial<ReleaseSpec> = {}): ReleaseSpec {
    return shopSpec({ id, bakeMs: 1_000, change: { ...this.change, ...change } });
  }

  #environments(): readonly ControlEnvironment[] {
    const components = (["db", "api", "worker", "page"] as const).map((id) => ({
      id,
      kind: ({ db: "schema", worker: "worker" } as const)[id as "db" | "worker"] ?? ("service" as const),
    }));
    const read = async (): Promise<RouterReading> => {
      if (this.silence !== undefined) throw new Error(this.silence);
      return { state: this.routed, versions: [], runningSinceMs: 0 };
    };
    const edge = { id: "edge", components: ["api"], read };
    const measure = async (order: DeployOrder): Promise<DeployAnswer> => {
      this.measured.push(order);
      return this.left;
    };
    const ramps = { gates: { http: [] }, contacts: [], calendar: (nowMs: number) => this.calendar(nowMs) };
    return [
      { id: "production", components, routers: [edge], approvalsLastMs: 60_000, measure, ramps },
      { id: "staging", components, routers: [], approvalsLastMs: 60_000 },
    ];
  }

  #drafts(): Drafts {
    return {
      draft: async ({ environment, id, by, to }: DraftAsk) => {
        if (Object.values(to).includes("impossible"))
          return { proposal: { kind: "refused", report: "There is no order." } };
        const spec = this.spec(id, { environment, createdBy: by });
        const basis = shopBasis(this.oneWay);
        const { planHash, plan } = spec;
        return { proposal: { kind: "proven", planHash, plan, report: "It fits." }, draft: { spec, basis } };
      },
    };
  }
}

/** What the shop's release is planned from: shop-spec.ts plans the same. */
function shopBasis(oneWay: readonly string[]): ReleaseBasis {
  const { system, verdicts } = new Story()
    .part("db", "schema")
    .part("api", "service")
    .part("worker", "worker")
    .part("page", "service")
    .link("api -> db", { medium: "schema" })
    .link("page -> api")
    .link("api -> worker", { lasts: 1 })
    .breaks("api@1 -> db@0", "page@1 -> api@0", "api@1 -> worker@0")
    .tell();
  const rows = [...verdicts].flatMap(([link, senders]) =>
    [...senders].flatMap(([sender, receivers]) =>
      [...receivers].map(([receiver, verdict]) => [link, sender, receiver, verdict] as const),
    ),
  );
  const components = system.components.map((each) =>
    oneWay.includes(each.id) ? { ...each, back: "none" as const } : each,
  );
  return { system: { ...system, components }, verdicts: rows, report: "It fits." };
}

/** A router that gives `weight` buckets to api@1, the rest to api@0. */
export function routerState(weight: number): RouterState {
  const split =
    weight === 0
      ? wholeSplit("0")
      : [
          { from: 0, to: weight, label: "1" },
          { from: weight, to: 10_000, label: "0" },
        ];
  const version = (label: string, stage: "candidate" | "active") => ({ label, stage, instances: [] });
  const versions = [version("1", weight === 0 ? "candidate" : "active"), version("0", "active")];
  const api = { salt: "s", versions, split, userPins: {}, revokedPins: [] };
  return { stateSchema: 1, router: "edge", generation: 1, components: { api } };
}
