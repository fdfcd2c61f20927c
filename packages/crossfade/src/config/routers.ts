import { type DeclaredComponent, defaultLatencyThresholdsMs } from "@crossfade/core";
import type { Draft } from "./draft.ts";
import { durationMs } from "./duration.ts";
import type { Position } from "./position.ts";
import type { RawRouter } from "./router-schema.ts";
import type { ConfigRoute, ConfigRouter, ListenAddress, UserKey } from "./system-config.ts";
import type { Path } from "./yaml-text.ts";

type Place = (path: Path, of: "key" | "value") => Position;

export function routersOf(draft: Draft, place: Place): ConfigRouter[] {
  return draft.routers.map(([id, raw]) => {
    const listen = raw.listen === undefined ? undefined : listenAddress(raw.listen);
    const collect = raw.collect === undefined ? undefined : listenAddress(raw.collect);
    const warmUpMs = durationMs(raw.warmUp ?? warmUpAround(draft, id, raw) ?? "");
    const thresholds = new Set(raw.latencyThresholdsMs ?? defaultLatencyThresholdsMs);
    return {
      id,
      kind: raw.kind,
      ...(listen === undefined ? {} : { listen }),
      ...(raw.hosts === undefined ? {} : { hosts: raw.hosts.map((host) => host.toLowerCase()) }),
      routes: (raw.routes ?? []).map(route),
      upstreams: upstreamsOf(id, raw, place),
      ...(raw.userKey === undefined ? {} : { userKey: userKeyOf(raw.userKey) }),
      salt: raw.salt ?? draft.system,
      ...(raw.health === undefined ? {} : { health: given(raw.health) }),
      trusted: raw.trusted ?? [],
      state: stateFolder(id, raw),
      ...(collect === undefined ? {} : { collect }),
      limits: given(raw.limits ?? {}),
      ...(raw.balance === undefined ? {} : { balance: raw.balance }),
      ...(warmUpMs === undefined ? {} : { warmUpS: Math.floor(warmUpMs / 1000) }),
      latencyThresholdsMs: [...thresholds].sort((a, b) => a - b),
      at: place(["routers", id], "key"),
    };
  });
}

/** Evidence is weighed in an environment; only the embedded router can be told for how long it is none. */
function warmUpAround({ environments }: Draft, id: string, { kind }: RawRouter): string | undefined {
  const around = environments.filter(([, { routers = [] }]) => routers.includes(id));
  return kind === "embedded" ? around.map(([, { gates }]) => gates?.warmUp).find(Boolean) : undefined;
}

/** "127.0.0.1:8080" or "[::1]:8080". Undefined: it is no address and port. */
export function listenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

export function stateFolder(id: string, { state }: RawRouter): string {
  return state === undefined ? `.crossfade/${id}` : state.replace(/(?<=.)\/+$/, "");
}

/** "/api/" is "/api": prefixes are whole segments either way. */
export function routePath(path: string): string {
  return path === "/" ? path : path.replace(/\/+$/, "");
}

function route({ path, host, to, name }: NonNullable<RawRouter["routes"]>[number]): ConfigRoute {
  const prefix = routePath(path);
  return {
    path: prefix,
    ...(host === undefined ? {} : { host: host.toLowerCase() }),
    to,
    name: name ?? prefix,
  };
}

function userKeyOf(text: string): UserKey {
  const [kind, name = ""] = text.split(":");
  if (kind === "cookie") return { kind, name };
  return kind === "header" ? { kind, name: name.toLowerCase() } : { kind: "ip" };
}

/** A mapping read by JavaScript has keys such as 41 first; the file's own order is what says which version is the oldest. */
function upstreamsOf(id: string, { upstreams = {} }: RawRouter, place: Place): DeclaredComponent[] {
  return Object.entries(upstreams).map(([component, versions]) => ({
    component,
    versions: Object.entries(versions)
      .map(([label, urls]) => ({
        label,
        urls,
        at: place(["routers", id, "upstreams", component, label], "key"),
      }))
      .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
      .map(({ label, urls }) => ({ label, urls })),
  }));
}

/** Without keys whose value is undefined. */
function given<T extends object>(value: T): { [key in keyof T]?: Exclude<T[key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}
