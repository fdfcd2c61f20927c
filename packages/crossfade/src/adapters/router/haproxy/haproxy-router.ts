import {
  CrossfadeError,
  changeSentences,
  type DrainTarget,
  deviationSentences,
  everyCapability,
  type MeasuredTraffic,
  parseRouterState,
  type Router,
  type RouterCapabilities,
  type RouterReading,
  type RouterState,
  supersedes,
} from "@crossfade/core";
import { AdminClient, measuresPath } from "../admin-client.ts";
import { collectSocket } from "./collector.ts";
import { cutCommands, drainCommands, structureGap } from "./commands.ts";
import { mapFile } from "./config-words.ts";
import { mapFiles } from "./haproxy-files.ts";
import { batches, isLarge, mapChange, mapCommands } from "./map-changes.ts";
import { mapsOf, type Slot } from "./map-entries.ts";
import { plain } from "./proxy-name.ts";
import { RouterFolder } from "./router-folder.ts";
import { leaving, nameOf, openOn, readingOf, targeted } from "./router-reading.ts";
import { type RunningProcess, readRunning, readServers, type ServerReading } from "./running-process.ts";
import { RuntimeSocket } from "./runtime-socket.ts";
import { savedSentences } from "./saved-process.ts";
import { serversFile } from "./servers-file.ts";

export interface HaproxyRouterOptions {
  readonly router: string;
  /** The state folder, absolute. */
  readonly folder: string;
  /** ms of a clock that never goes back. */
  readonly elapsedMs: () => number;
  /** One command line is answered by then. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 5_000;
const lockWithinMs = 10_000;
const lookEveryMs = 25;
/** Cut sessions are gone by then. */
const cutWithinMs = 1_000;

/** HAProxy can end a session, not say goodbye in it: it adds nothing to a stream that it forwards. */
export const haproxyCapabilities: RouterCapabilities = { ...everyCapability, politeEnd: false };

/**
 * The port Router over HAProxy's runtime socket. Files first, so that a HAProxy that starts anew does as this one; then the
 * socket; then everything is read back. Nothing is ever reloaded here: what needs it is CF_ROUTER_RELOAD.
 */
export class HaproxyRouter implements Router {
  readonly capabilities = haproxyCapabilities;
  readonly #options: HaproxyRouterOptions;
  readonly #socket: RuntimeSocket;
  readonly #folder: RouterFolder;

  constructor(options: HaproxyRouterOptions) {
    const { router, folder, timeoutMs = defaultTimeoutMs } = options;
    this.#options = options;
    this.#folder = new RouterFolder(router, plain("state folder", folder));
    this.#socket = new RuntimeSocket({ router, path: this.#folder.at("haproxy.sock"), timeoutMs });
  }

  async read(): Promise<RouterReading> {
    return readingOf(await this.#running());
  }

  async plan(desired: RouterState): Promise<readonly string[]> {
    const running = await this.#running();
    const next = parseRouterState(desired);
    this.#refuseWhatIsMissing(running, next);
    return changeSentences(running.state, next);
  }

  async apply(desired: RouterState): Promise<void> {
    const next = parseRouterState(desired);
    await this.#folder.locked(
      async () => {
        const running = await this.#caughtUp(await this.#running());
        if (supersedes(running.state, next)) await this.#become(running, next);
        else await this.#save(running, running, next);
      },
      { withinMs: lockWithinMs },
    );
  }

  async verify(desired: RouterState): Promise<readonly string[]> {
    const running = await this.#running();
    const next = parseRouterState(desired);
    const now = deviationSentences(running.state, next);
    const later = await savedSentences(this.#folder, [...running.maps.keys()], next);
    return [...now, ...later.map((each) => `after a restart, ${each}`)];
  }

  async measure(sinceS: number, usersSinceS?: number): Promise<MeasuredTraffic> {
    const { router, timeoutMs = defaultTimeoutMs } = this.#options;
    const at = this.#folder.at(collectSocket);
    const client = new AdminClient({ router, socket: at });
    try {
      return await client.call("GET", measuresPath(sinceS, usersSinceS), { timeoutMs });
    } catch (cause) {
      const { why = "" } = (cause as CrossfadeError).details ?? {};
      throw new CrossfadeError("CF_COLLECTOR_UNREACHABLE", { router, at, why }, { cause });
    }
  }

  /** HAProxy cannot end a stream politely: streams are cut at once, requests when the time is over. */
  async drain(target: DrainTarget, withinMs: number): Promise<{ requests: number; streams: number }> {
    const from = this.#options.elapsedMs();
    const servers = targeted(await this.#servers(), target);
    await this.#tell(cutCommands(servers.filter(({ isStreams }) => isStreams)));
    const open = await this.#until(target, from + withinMs);
    if (open.requests + open.streams === 0) return open;
    await this.#cut(servers);
    return await this.#until(target, 0);
  }

  async close(): Promise<void> {}

  #running(): Promise<RunningProcess> {
    return readRunning(this.#socket, this.#options);
  }

  #servers(): Promise<readonly ServerReading[]> {
    return readServers(this.#socket, this.#options.router);
  }

  /** What is open there, as soon as it is nothing, at the latest then. */
  async #until(target: DrainTarget, endMs: number): Promise<{ requests: number; streams: number }> {
    for (;;) {
      const servers = targeted(await this.#servers(), target);
      const open = { requests: openOn(servers, false), streams: openOn(servers, true) };
      const leftMs = endMs - this.#options.elapsedMs();
      if (open.requests + open.streams === 0 || leftMs <= 0) return open;
      await new Promise((resolve) => setTimeout(resolve, Math.min(lookEveryMs, leftMs)));
    }
  }

  /** Again and again: a request without a body that was cut is sent once more, up to `retries`. */
  async #cut(servers: readonly ServerReading[]): Promise<void> {
    const names = new Set(servers.map(nameOf));
    const endMs = this.#options.elapsedMs() + cutWithinMs;
    for (let left = servers; left.length > 0 && this.#options.elapsedMs() < endMs; ) {
      await this.#tell(cutCommands(left));
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      left = (await this.#servers()).filter((each) => names.has(nameOf(each)) && each.open > 0);
    }
  }

  /** Somebody wrote the files and ended before the socket: what they began is done first. */
  async #caughtUp(running: RunningProcess): Promise<RunningProcess> {
    const saved = await this.#folder.savedState();
    if (saved === undefined || saved.generation <= running.state.generation) return running;
    await this.#become(running, saved);
    return await this.#running();
  }

  async #become(running: RunningProcess, next: RouterState): Promise<void> {
    this.#refuseWhatIsMissing(running, next);
    const slot: Slot = running.slot === 0 ? 1 : 0;
    await this.#save(running, { state: next, slot }, next);
    const { before, after } = drainCommands(running.servers, next);
    await this.#tell(before);
    await this.#write(running, [running, { state: next, slot }]);
    await this.#tell(after);
    await this.#cut(leaving(running, next));
    const deviations = deviationSentences((await this.#running()).state, next);
    if (deviations.length > 0)
      throw new CrossfadeError("CF_ROUTER_NOT_APPLIED", {
        router: this.#options.router,
        deviation: deviations[0] ?? "",
      });
  }

  /** Before the process is told: both slots, so that a HAProxy that starts in between finds the old one whole. */
  async #save(
    running: RunningProcess,
    target: { readonly state: RouterState; readonly slot: Slot },
    next: RouterState,
  ): Promise<void> {
    const slots = target.slot === running.slot ? [target] : [running, target];
    await this.#folder.write([
      ["state.json", `${JSON.stringify(next, null, 2)}\n`],
      ["servers.state", serversFile(running.servers, next)],
      ...mapFiles(slots),
    ]);
  }

  /** Everything but `live` first; with `live` all of it counts, from one request to the next. */
  async #write(running: RunningProcess, slots: Parameters<typeof mapsOf>[0]): Promise<void> {
    const { live, ...rest } = Object.fromEntries(mapsOf(slots));
    const { folder } = this.#options;
    const changes = Object.entries(rest).map(([name, entries]) => ({
      file: mapFile(folder, name),
      ...mapChange(running.maps.get(name) ?? [], entries),
    }));
    await this.#tell(changes.flatMap(mapCommands));
    for (const { file, added } of changes.filter(isLarge))
      for (const batch of batches(added.map((entry) => entry.join(" "))))
        this.#expectSilence(await this.#socket.send(`add map ${file}`, batch));
    const [, number = ""] = live?.[0] ?? [];
    await this.#tell([`set map ${mapFile(folder, "live")} now ${number}`]);
  }

  async #tell(commands: readonly string[]): Promise<void> {
    for (const batch of batches(commands))
      for (const answer of await this.#socket.ask(batch)) this.#expectSilence(answer.join(" "));
  }

  #expectSilence(said: string): void {
    if (said === "") return;
    throw new CrossfadeError("CF_ROUTER_NOT_APPLIED", {
      router: this.#options.router,
      deviation: `it said ${JSON.stringify(said.slice(0, 200))}`,
    });
  }

  #refuseWhatIsMissing(running: RunningProcess, next: RouterState): void {
    const { router } = this.#options;
    const gap = structureGap(running.state, next);
    if (gap !== undefined) throw new CrossfadeError("CF_ROUTER_RELOAD", { router, what: gap });
    const holds = Object.values(next.components).some(({ heldUntilMs }) => heldUntilMs !== undefined);
    if (holds && !running.canHold)
      throw new CrossfadeError("CF_ROUTER_LACKS", {
        router,
        lacks: "hold requests: it was built without Lua",
      });
  }
}
