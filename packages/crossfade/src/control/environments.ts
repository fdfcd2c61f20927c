import { CrossfadeError, type Fact, type FactEntry, liveVersions, may } from "@crossfade/core";
import type { DeployedRequest } from "../wire/requests.ts";
import type { Deployed, EnvironmentStatus } from "../wire/views.ts";
import { type Caller, need } from "./caller.ts";
import type { ControlDeps } from "./control-deps.ts";
import type { StatusRouter } from "./control-ports.ts";
import { type AskedRouter, environmentStatus } from "./environment-status.ts";
import { knownEnvironment } from "./known-environment.ts";
import { listed } from "./people-said.ts";

/** What is known of each environment, and what people and their CI say about it. */
export class Environments {
  readonly #deps: ControlDeps;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
  }

  /** The ids of those that the caller may look at. */
  list(caller: Caller): readonly string[] {
    const ids = this.#deps.environments.map(({ id }) => id);
    return ids.filter((environment) => may(caller.grants, "read", { environment }));
  }

  /** CF_ENVIRONMENT_UNKNOWN, CF_FORBIDDEN */
  async status(caller: Caller, id: string): Promise<EnvironmentStatus> {
    need(caller, "read", { environment: id });
    const { store, environments, nowMs } = this.#deps;
    const environment = knownEnvironment(environments, id);
    const [facts, releases, routers] = await Promise.all([
      store.facts(id),
      store.list(id),
      Promise.all(environment.routers.map((router) => this.#asked(router))),
    ]);
    const { components } = environment;
    const live = liveVersions(facts);
    return environmentStatus({ environment: id, nowMs: nowMs(), components, live, routers, releases });
  }

  /** CF_ENVIRONMENT_UNKNOWN, CF_FORBIDDEN */
  async facts(caller: Caller, id: string, afterSeq: number): Promise<readonly FactEntry[]> {
    need(caller, "read", { environment: id });
    knownEnvironment(this.#deps.environments, id);
    return this.#deps.store.facts(id, afterSeq);
  }

  /** CF_ENVIRONMENT_UNKNOWN, CF_FORBIDDEN, CF_DEPLOYED_UNKNOWN */
  async deployed(caller: Caller, id: string, request: DeployedRequest): Promise<Deployed> {
    const { component, label, endpoints, serving, over } = request;
    // An address is where users will be sent: more than a report.
    // That nobody has the old version lets a release go on: more than a report, too.
    const isReport = endpoints.length === 0 && !serving && over === undefined;
    need(caller, isReport ? "report" : "deploy", { environment: id, components: [component] });
    const environment = knownEnvironment(this.#deps.environments, id);
    if (!environment.components.some((each) => each.id === component)) {
      const known = listed(environment.components.map((each) => each.id));
      throw new CrossfadeError("CF_DEPLOYED_UNKNOWN", { environment: id, component, known });
    }
    const facts: readonly Fact[] =
      over === undefined
        ? [
            { kind: "deployed", component, label, endpoints },
            ...(serving ? [{ kind: "started", component, label } as const] : []),
          ]
        : [{ kind: over, component, label }];
    return { entries: await this.#deps.store.record(id, caller.person, facts) };
  }

  async #asked({ id, components, read }: StatusRouter): Promise<AskedRouter> {
    try {
      return {
        id,
        components,
        answer: { kind: "read", reading: await read(), readBackMs: this.#deps.nowMs() },
      };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { id, components, answer: { kind: "silent", why } };
    }
  }
}
