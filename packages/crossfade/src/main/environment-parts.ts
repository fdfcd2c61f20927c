import { join, resolve } from "node:path";
import { CrossfadeError, type Deployer, type FactStore, type Outbound, type Probe } from "@crossfade/core";
import { createCommandDeployer } from "../adapters/deploy/command-deployer.ts";
import { createExternalDeployer } from "../adapters/deploy/external-deployer.ts";
import { createWebhookDeployer } from "../adapters/deploy/webhook-deployer.ts";
import { createDialler } from "../adapters/outbound/dialler.ts";
import { createOutboundProbe } from "../adapters/probe/outbound-probe.ts";
import type { ConfigDeployer, ConfigEnvironment, SecretSource } from "../config/environment-config.ts";
import type { ConfigRouter } from "../config/system-config.ts";
import type { PerformingEnvironment, PerformingRouter } from "../performer/performing.ts";
import type { ConfigHere } from "./router-config.ts";
import { openRouter, type RouterAtWork } from "./routers.ts";

export interface EnvironmentPartsOptions {
  readonly here: ConfigHere;
  /** Of the control plane. */
  readonly folder: string;
  readonly facts: FactStore;
  /** Ports on which Crossfade itself listens, as they are now. */
  readonly ownPorts: () => readonly number[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: () => number;
  readonly elapsedMs: () => number;
}

/** One environment of crossfade.yaml, ready to be worked in. */
export interface EnvironmentParts {
  readonly config: ConfigEnvironment;
  readonly routers: readonly EnvironmentRouter[];
  readonly outbound: Outbound;
  readonly performing: PerformingEnvironment;
}

export interface EnvironmentRouter {
  readonly config: ConfigRouter;
  readonly stateFolder: string;
  readonly atWork: RouterAtWork;
  /** What it routes. */
  readonly components: readonly string[];
}

/** CF_SECRET_MISSING for a variable that crossfade.yaml names and that is not set. */
export function environmentParts(
  config: ConfigEnvironment,
  options: EnvironmentPartsOptions,
): EnvironmentParts {
  const { here, ownPorts, nowMs, elapsedMs } = options;
  const outbound = createDialler({ allowed: config.outbound, ownPorts, nowMs });
  const probe: Probe = createOutboundProbe(outbound, elapsedMs);
  const routers = here.config.routers
    .filter(({ id }) => config.routers.includes(id))
    .map((router) => environmentRouter(router, here.root));
  const deployers = new Map(
    Object.entries(config.deploy).map(([component, deployer]) => [
      component,
      deployerOf(deployer, { ...options, outbound }),
    ]),
  );
  const external = createExternalDeployer(options.facts);
  return {
    config,
    routers,
    outbound,
    performing: {
      routers: routers.map(performingRouter),
      deployerOf: (component) => deployers.get(component) ?? external,
      probe,
    },
  };
}

function environmentRouter(config: ConfigRouter, root: string): EnvironmentRouter {
  const stateFolder = resolve(root, config.state);
  const components = [...new Set(config.routes.map(({ to }) => to))];
  return { config, stateFolder, atWork: openRouter(config, stateFolder), components };
}

function performingRouter({ config, atWork }: EnvironmentRouter): PerformingRouter {
  const { listen, routes, userKey, health, latencyThresholdsMs } = config;
  const host = listen === undefined ? "127.0.0.1" : urlHost(listen.host);
  return {
    id: config.id,
    router: atWork.router,
    origin: `http://${host}:${listen?.port ?? 80}`,
    routes: routes.map(({ to, ...route }) => ({ ...route, component: to })),
    userKey: userKey ?? { kind: "own-cookie" },
    ...(health?.path === undefined ? {} : { healthPath: health.path }),
    latencyThresholdsMs,
    sign: (text) => atWork.sign(text),
  };
}

/** Whoever listens everywhere is asked here. */
function urlHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function deployerOf(
  config: ConfigDeployer,
  { here, folder, env, facts, outbound }: EnvironmentPartsOptions & { readonly outbound: Outbound },
): Deployer {
  if (config.kind === "external") return createExternalDeployer(facts);
  const { timeoutMs } = config;
  if (config.kind === "command")
    return createCommandDeployer({
      argv: config.argv,
      timeoutMs,
      cwd: here.root,
      environment: env,
      variables: config.variables,
      notes: join(folder, "runs"),
    });
  const secret = secretOf(config.secret, env);
  return createWebhookDeployer({
    url: config.url,
    timeoutMs,
    outbound,
    ...(secret === undefined ? {} : { secret }),
  });
}

/** CF_SECRET_MISSING */
export function secretOf(
  source: SecretSource | undefined,
  env: EnvironmentPartsOptions["env"],
): string | undefined {
  if (source === undefined) return undefined;
  const secret = env[source.variable];
  if (secret !== undefined && secret !== "") return secret;
  throw new CrossfadeError("CF_SECRET_MISSING", { variable: source.variable });
}
