import { createHash } from "node:crypto";
import {
  type Cache,
  CrossfadeError,
  type LiveVersion,
  type Plan,
  type RegistryStore,
  type ReleaseStore,
} from "@crossfade/core";
import type { ConfigCalendar } from "../config/system-config.ts";
import type { Draft, DraftAsk, Drafts } from "../control/control-ports.ts";
import type { ReleaseRouter } from "../release/release-router.ts";
import { specOf } from "../release/spec-of-plan.ts";
import type { EnvironmentParts } from "./environment-parts.ts";
import { passedStates } from "./passed-states.ts";
import { runRegistryAnalysis } from "./registry-analysis.ts";

export interface DraftsOptions {
  readonly registry: RegistryStore;
  readonly releases: Pick<ReleaseStore, "list" | "read">;
  readonly environments: readonly EnvironmentParts[];
  readonly calendars: readonly ConfigCalendar[];
  /** What earlier analyses found. */
  readonly cache: Cache;
}

/** What a release would be: published contracts compared, an order found, and the rules of the environment put to it. */
export function createDrafts({ registry, releases, environments, calendars, cache }: DraftsOptions): Drafts {
  return {
    async draft(ask: DraftAsk): Promise<Draft> {
      const { environment: name, live, to, choose, nowMs, id, by } = ask;
      const environment = environments.find(({ config }) => config.id === name);
      if (environment === undefined)
        throw new CrossfadeError("CF_INTERNAL", { what: `no environment ${name}` });
      const { report, basis, config } = await runRegistryAnalysis({
        registry,
        live,
        to,
        choose,
        nowMs,
        cache,
      });
      const { planning } = report;
      if (planning.kind === "impossible") return { proposal: { kind: "refused", report: basis.report } };
      const spec = specOf({
        id,
        by,
        nowMs,
        plan: planning.plan,
        environment: environment.config,
        calendars,
        components: config.components,
        flagged: basis.system.flagged ?? [],
        routers: environment.routers.map(releaseRouter),
        live,
        digests: await digestsOf(registry, planning.plan, live),
        attempts: await attemptsOf(releases, name, planning.plan),
      });
      return {
        proposal: { kind: planning.kind, planHash: spec.planHash, plan: planning.plan, report: basis.report },
        draft: { spec, basis, states: await passedStates(registry, planning.plan, config) },
      };
    },
  };
}

/** By component: this attempt is the how-maniest with its version. Only releases that users have met count. */
async function attemptsOf(
  releases: DraftsOptions["releases"],
  environment: string,
  { steps }: Plan,
): Promise<Readonly<Record<string, number>>> {
  const starts = steps.filter(({ kind }) => kind === "start");
  const attempts = new Map(starts.map(({ component }) => [component, 1]));
  for (const { id, phase } of await releases.list(environment)) {
    const before = phase === "draft" ? undefined : await releases.read(id);
    for (const { id: step, component } of starts)
      if (before?.progress.steps[step] !== undefined)
        attempts.set(component, (attempts.get(component) ?? 1) + 1);
  }
  return Object.fromEntries(attempts);
}

function releaseRouter({ config, components, atWork }: EnvironmentParts["routers"][number]): ReleaseRouter {
  return { id: config.id, components, capabilities: atWork.router.capabilities };
}

/** By version id: contracts and artefact, as they were published. What nobody published (a state between migrations) has none. */
async function digestsOf(
  registry: RegistryStore,
  plan: Plan,
  live: readonly LiveVersion[],
): Promise<Readonly<Record<string, string>>> {
  const all = [...plan.steps.map(({ component, version }) => ({ component, label: version })), ...live];
  const ids = new Map(all.map(({ component, label }) => [`${component}@${label}`, { component, label }]));
  const found = await Promise.all(
    [...ids].map(async ([id, { component, label }]): Promise<readonly [string, string][]> => {
      const version = await registry.version(component, label);
      if (version === undefined) return [];
      const text = JSON.stringify([version.snapshot, version.contents, version.artifactDigest ?? ""]);
      return [[id, createHash("sha256").update(text).digest("hex")]];
    }),
  );
  return Object.fromEntries(found.flat());
}
