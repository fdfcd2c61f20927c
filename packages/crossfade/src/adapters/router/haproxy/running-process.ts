import { CrossfadeError, type InstanceTraffic, type RouterState } from "@crossfade/core";
import { beganVariable, mapFile } from "./config-words.ts";
import type { RouterMaps, Slot } from "./map-entries.ts";
import { backendOwner, serverUrl } from "./proxy-name.ts";
import { mapEntries, mapList, type Row, serverRows, statRows, variableNumber } from "./runtime-answers.ts";
import type { RuntimeSocket } from "./runtime-socket.ts";
import { stateOfMaps } from "./state-of-maps.ts";

/** What a process of HAProxy has of this router, read back in one go. */
export interface RunningProcess {
  readonly state: RouterState;
  readonly slot: Slot;
  readonly maps: RouterMaps;
  readonly servers: readonly ServerReading[];
  readonly canHold: boolean;
  /** ms since 1970. */
  readonly sinceMs: number;
}

export interface ServerReading {
  readonly backend: string;
  readonly server: string;
  readonly component: string;
  readonly label: string;
  readonly url: string;
  readonly isStreams: boolean;
  readonly out: boolean;
  /** Requests, or streams, that it has in hand. */
  readonly open: number;
  /** "L7OK", "L4CON"; "" before the first check, or without checks. */
  readonly check: string;
  readonly checkText: string;
  /** Up, going up, down … as `show stat` says. */
  readonly status: string;
  /** Seconds since it came up or went down. */
  readonly changedS: number;
  /** Its own line of `show servers state`. */
  readonly stateLine: Row;
}

/** CF_ROUTER_UNREACHABLE; CF_ROUTER_RELOAD where the process does not work by a configuration of this router. */
export async function readRunning(
  socket: RuntimeSocket,
  { router, folder }: { readonly router: string; readonly folder: string },
): Promise<RunningProcess> {
  const [list = []] = await socket.ask(["show map"]);
  const [prefix = "", suffix = ""] = mapFile(folder, "*").split("*");
  const own = mapList(list).flatMap(({ id, file }) =>
    file.startsWith(prefix) && file.endsWith(suffix)
      ? [{ id, name: file.slice(prefix.length, -suffix.length) }]
      : [],
  );
  // The secret is nobody's business here.
  const named = own.filter(({ name }) => name !== "secret");
  const foreign = new CrossfadeError("CF_ROUTER_RELOAD", { router, what: "its configuration" });
  if (!named.some(({ name }) => name === "live")) throw foreign;
  const shows = named.map(({ id }) => `show map #${id}`);
  const answers = await socket.ask([...shows, "show servers state", "show stat"]);
  const maps = new Map(
    named.map(({ name }, index) => [name, known(mapEntries(answers[index] ?? []), socket)] as const),
  );
  const [states = [], stats = []] = answers.slice(shows.length);
  const rows = { states: known(serverRows(states), socket), stats: known(statRows(stats), socket) };
  const servers = serversOf(router, rows);
  const { state, slot } = stateOfMaps(router, maps, (component, label) =>
    instancesOf(servers, component, label),
  );
  const sinceMs = known(variableNumber(await socket.variable(beganVariable(router))), socket);
  return { state, slot, maps, servers, canHold: maps.has("held"), sinceMs };
}

/** Servers only: what is looked at often. */
export async function readServers(socket: RuntimeSocket, router: string): Promise<readonly ServerReading[]> {
  const [states = [], stats = []] = await socket.ask(["show servers state", "show stat"]);
  return serversOf(router, {
    states: known(serverRows(states), socket),
    stats: known(statRows(stats), socket),
  });
}

function known<T>(value: T | undefined, socket: RuntimeSocket): T {
  if (value === undefined) throw socket.unreachable("it speaks another language than HAProxy 2.6");
  return value;
}

function serversOf(
  router: string,
  { states, stats }: { readonly states: readonly Row[]; readonly stats: readonly Row[] },
): readonly ServerReading[] {
  const byName = new Map(stats.map((row) => [`${row.get("pxname")}/${row.get("svname")}`, row]));
  return states.flatMap((stateLine): ServerReading[] => {
    const backend = stateLine.get("be_name") ?? "";
    const server = stateLine.get("srv_name") ?? "";
    const owner = backendOwner(router, backend);
    const stat = byName.get(`${backend}/${server}`);
    if (owner === undefined || stat === undefined) return [];
    return [{ ...owner, backend, server, url: serverUrl(server), stateLine, ...statOf(stateLine, stat) }];
  });
}

function statOf(stateLine: Row, stat: Row) {
  return {
    out: (Number(stateLine.get("srv_admin_state")) & outBits) !== 0,
    open: Number(stat.get("scur")),
    // A star: the next check is on its way.
    check: (stat.get("check_status") ?? "").replace(/^\* /, "").replace(/^INI$/, ""),
    checkText: stat.get("check_desc") ?? "",
    status: stat.get("status") ?? "",
    changedS: Number(stat.get("lastchg")),
  };
}

/** Forced to maintenance (1) or to drain (8), as `set server` does. Source: HAProxy, server-t.h, SRV_ADMF_*. */
const outBits = 0x01 | 0x08;

function instancesOf(
  servers: readonly ServerReading[],
  component: string,
  label: string,
): readonly InstanceTraffic[] {
  return servers
    .filter((each) => each.component === component && each.label === label && !each.isStreams)
    .map(({ url, out }) => (out ? { url, out: true } : { url }));
}
