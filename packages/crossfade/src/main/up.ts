import { randomBytes, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import type { ControlStore, ReleaseLine } from "@crossfade/core";
import { Notifier } from "../adapters/notify/notifier.ts";
import type { NotifyEndpoint } from "../adapters/notify/sender.ts";
import { releaseCalendar } from "../calendar/release-calendar.ts";
import type { ControlPorts, UpNotice, UpRequest } from "../cli/control-ports.ts";
import { ControlPlane } from "../control/control-plane.ts";
import { firstAdminToken } from "../control/first-admin-token.ts";
import { Engine } from "../engine/engine.ts";
import { RouterKeeper } from "../engine/router-keeper.ts";
import { listenFor } from "../http/control-server.ts";
import { createApp } from "../http/create-app.ts";
import type { SyncServer } from "../http/flagd-sync/sync-server.ts";
import { meteredPerformer, meteredStore } from "../http/metered.ts";
import { ControlMetrics } from "../http/metrics.ts";
import type { FlagServing } from "../http/ofrep/flag-serving.ts";
import { ReleasePerformer } from "../performer/performer.ts";
import type { FlagSwitch } from "../performer/performing.ts";
import { gateSettings } from "../release/gate-settings.ts";
import type { DurableStore } from "../store/sql-control-store.ts";
import { withProviders } from "./built-against.ts";
import { openCache } from "./cache.ts";
import { controlFolder } from "./control-folder.ts";
import { openControlLog } from "./control-log.ts";
import { isFirstStart, openControlStore, storeNotice } from "./control-stores.ts";
import { countedInTime } from "./counted-in-time.ts";
import { createDrafts } from "./drafts.ts";
import { type EnvironmentParts, environmentParts, secretOf } from "./environment-parts.ts";
import { startFlags } from "./flag-parts.ts";
import { publishedFilesOf } from "./published-files.ts";
import { type ConfigHere, configHere } from "./router-config.ts";
import { makeStateFolder } from "./state-folder.ts";
import type { Stop } from "./stop.ts";
import { version } from "./version.ts";
import { WatchedProxies } from "./watched-proxies.ts";

/** What is in hand when it is told to end has so long. */
const stopWithinMs = 10_000;
const elapsedMs = () => performance.now();

/** `crossfade up`: everything that it consists of, put together; it ends in the reverse order. */
export function createUp(stop: Stop): ControlPorts["up"] {
  return async (request, tell) => {
    const here = await configHere(request.config, process.cwd(), Date.now());
    const folder = controlFolder(here.root);
    makeStateFolder(folder);
    stop.inOrder();
    if (isFirstStart(folder, process.env)) tell({ kind: "preparing", folder });
    const store = await openControlStore(folder, process.env);
    try {
      await runWith(store, { here, folder, request, tell, stop });
    } finally {
      await store.close();
    }
    tell({ kind: "stopped" });
  };
}

interface Running {
  readonly here: ConfigHere;
  readonly folder: string;
  readonly request: UpRequest;
  readonly tell: (notice: UpNotice) => void;
  readonly stop: Stop;
}

async function runWith(durable: DurableStore, running: Running): Promise<void> {
  const { here, folder, request, tell, stop } = running;
  const metrics = new ControlMetrics();
  const store = meteredStore(durable, metrics, elapsedMs);
  const log = openControlLog(join(folder, "control.log"));
  const trouble = (error: unknown) => {
    const what = error instanceof Error ? error.message : String(error);
    log({ kind: "trouble", what });
    tell({ kind: "trouble", what });
  };
  const ownPorts = () => [request.listen.port, ...(request.flagd === undefined ? [] : [request.flagd.port])];
  const options = { here, folder, facts: store, ownPorts, env: process.env, nowMs: Date.now, elapsedMs };
  const parts = here.config.environments.map((each) => environmentParts(each, options));
  const path = await firstAdminToken({ store, nowMs: Date.now, randomBytes }, folder);
  if (path !== undefined) tell({ kind: "first-token", path });

  const proxies = await WatchedProxies.start(watched(parts, request), { here, tell, trouble });
  const control = controlPlane(store, here, parts);
  const flags = await startFlags({ here, folder, store, env: process.env, nowMs: Date.now, trouble });
  const engine = createEngine(store, withFlags(parts, flags.turns), metrics, trouble);
  const keeper = createKeeper(store, parts, trouble);
  const notifier = createNotifier(store, parts, trouble);
  const app = createApp({
    control,
    metrics,
    flags: flags.serving,
    version,
    ...publicAddress(process.env),
    nowMs: Date.now,
    randomBytes,
    log: (line) => log(line),
  });
  const unlisten = await store.onWake(() => {
    keeper.wake();
    flags.look();
  });
  try {
    const server = await listenFor(app, request.listen);
    const sync = await serveDefinitions(flags.serving, { control, metrics, request, trouble }).catch(
      async (error: unknown) => {
        await server.close(stopWithinMs);
        throw error;
      },
    );
    try {
      // Before the engine moves anybody: a freeze may have been announced.
      const changed = await control.calendars.tell();
      if (changed.length > 0) tell({ kind: "calendar-changed", releases: changed });
      engine.start();
      keeper.start();
      notifier.start();
      tell({
        kind: "serving",
        url: server.url,
        store: storeNotice(folder, process.env),
        environments: parts.map(({ config }) => config.id),
        ...(sync === undefined ? {} : { flagd: sync.at }),
        releases: (await store.list()).filter(isGoingOn).map(({ id }) => id),
      });
      await stopped(stop);
      tell({ kind: "stopping", withinMs: stopWithinMs, traffic: stop.isByTerminal ? "ends" : "goes on" });
    } finally {
      await control.close();
      await Promise.all([server.close(stopWithinMs), sync?.close(stopWithinMs)]);
    }
  } finally {
    await unlisten();
    await flags.close();
    await Promise.all([engine.stop(), keeper.stop(), notifier.stop()]);
    await proxies.end(stop.isByTerminal ? "stop" : "leave");
  }
}

interface ServingDefinitions {
  readonly control: ControlPlane;
  readonly metrics: ControlMetrics;
  readonly request: UpRequest;
  readonly trouble: (error: unknown) => void;
}

/** Providers of flagd look for definitions there. */
const usualSyncAddress = { host: "127.0.0.1", port: 8_015 };

/** Only where there are flags. At the usual place somebody else may be: then nothing is lost for who did not ask for it. */
async function serveDefinitions(
  serving: FlagServing,
  { control, metrics, request, trouble }: ServingDefinitions,
): Promise<SyncServer | undefined> {
  if (serving.sets.all.length === 0 && request.flagd === undefined) return undefined;
  // Loaded when it is needed: most control planes have no flags.
  const { listenForSync } = await import("../http/flagd-sync/sync-server.ts");
  const deps = {
    tokens: control.tokens,
    nowMs: Date.now,
    onStreams: (open: number) => metrics.flagSyncStreams(open),
    onDefect: (defect: string) => trouble(new Error(defect)),
  };
  try {
    return await listenForSync(serving, deps, request.flagd ?? usualSyncAddress);
  } catch (error) {
    if (request.flagd !== undefined) throw error;
    const why = error instanceof Error ? error.message : String(error);
    trouble(new Error(`providers of flagd are not served: ${why} Another address: crossfade up --flagd`));
    return undefined;
  }
}

/** Embedded routers of the environments that are watched over, each once. */
function watched(parts: readonly EnvironmentParts[], { environment }: UpRequest) {
  const chosen = parts.filter(({ config }) => environment === undefined || config.id === environment);
  const routers = chosen.flatMap(({ routers }) => routers).filter(({ config }) => config.kind === "embedded");
  return [...new Map(routers.map((each) => [each.config.id, each])).values()];
}

function controlPlane(
  store: ControlStore,
  here: ConfigHere,
  parts: readonly EnvironmentParts[],
): ControlPlane {
  const cache = openCache({ cwd: here.root, env: process.env });
  return new ControlPlane({
    store,
    environments: parts.map(({ config, routers, performing }) => ({
      id: config.id,
      components: here.config.components,
      routers: routers.map(({ config: { id }, components, atWork }) => ({
        id,
        components,
        read: () => atWork.router.read(),
        measure: (sinceS: number) => atWork.router.measure(sinceS),
      })),
      measure: (order) => countedInTime(performing.deployerOf(order.component), order),
      approvalsLastMs: config.approvalsLastMs,
      ramps: {
        gates: gateSettings(config.gates, []),
        contacts: config.contacts,
        calendar: (nowMs: number) => releaseCalendar(config, here.config.calendars, nowMs),
      },
    })),
    drafts: createDrafts({
      registry: store,
      releases: store,
      environments: parts,
      calendars: here.config.calendars,
      cache,
    }),
    withProviders: (version) => withProviders(store, version, Date.now()),
    nowMs: Date.now,
    randomBytes,
  });
}

/** Releases turn the flags of their environment. */
function withFlags(
  parts: readonly EnvironmentParts[],
  turns: ReadonlyMap<string, FlagSwitch>,
): readonly EnvironmentParts[] {
  return parts.map((each) => {
    const flags = turns.get(each.config.id);
    return flags === undefined ? each : { ...each, performing: { ...each.performing, flags } };
  });
}

function createEngine(
  store: ControlStore,
  parts: readonly EnvironmentParts[],
  metrics: ControlMetrics,
  onTrouble: (error: unknown) => void,
): Engine {
  const byName = new Map(parts.map(({ config, performing }) => [config.id, performing]));
  const performer = new ReleasePerformer({
    environment: (name) => byName.get(name),
    facts: store,
    evidence: store,
    elapsedMs,
    filesOf: (component, version) => publishedFilesOf(store, component, version, Date.now()),
  });
  return new Engine({
    store,
    performer: meteredPerformer(performer, metrics),
    holder: `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`,
    elapsedMs,
    onTrouble,
  });
}

function createKeeper(
  store: ControlStore,
  parts: readonly EnvironmentParts[],
  onTrouble: (error: unknown) => void,
): RouterKeeper {
  const routers = parts.flatMap(({ config, routers }) =>
    routers.map(({ atWork, components }) => ({ environment: config.id, router: atWork.router, components })),
  );
  return new RouterKeeper({ routers, facts: store, onTrouble });
}

function createNotifier(
  store: ControlStore,
  parts: readonly EnvironmentParts[],
  onTrouble: (error: unknown) => void,
): Notifier {
  const all = parts.flatMap(({ config, outbound }) =>
    config.notify.map(({ name, url, secret: source }): NotifyEndpoint & { readonly environment: string } => {
      const secret = secretOf(source, process.env);
      const id = `${config.id}/${name}`;
      return { id, environment: config.id, url, outbound, ...(secret === undefined ? {} : { secret }) };
    }),
  );
  return new Notifier({
    releases: store,
    outbox: store,
    evidence: store,
    endpoints: (environment) => all.filter((each) => each.environment === environment),
    endpoint: (id) => all.find((each) => each.id === id),
    nowMs: Date.now,
    onTrouble,
  });
}

/** CROSSFADE_PUBLIC_URL: the address that people use, where something with TLS stands in front. */
function publicAddress({ CROSSFADE_PUBLIC_URL }: NodeJS.ProcessEnv) {
  const url = URL.canParse(CROSSFADE_PUBLIC_URL ?? "") ? new URL(CROSSFADE_PUBLIC_URL ?? "") : undefined;
  return { hosts: url === undefined ? [] : [url.hostname], isBehindTls: url?.protocol === "https:" };
}

function isGoingOn({ phase }: ReleaseLine): boolean {
  return phase === "running" || phase === "aborting";
}

function stopped({ signal }: Stop): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
