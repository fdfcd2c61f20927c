import type { ProxyRoute } from "./settings.ts";

/** Index of the first route that fits; -1: none. `path` is a target's path without query. */
export function matchRoute(
  routes: readonly Pick<ProxyRoute, "host" | "path">[],
  host: string,
  path: string,
): number {
  for (let index = 0; index < routes.length; index++) {
    const route = routes[index] as Pick<ProxyRoute, "host" | "path">;
    if (route.host !== undefined && route.host !== host) continue;
    if (isBelow(path, route.path)) return index;
  }
  return -1;
}

/** At the boundary of a segment: /api is above /api and /api/x, not above /apix. */
function isBelow(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return path.length === prefix.length || prefix.endsWith("/") || path.charCodeAt(prefix.length) === slash;
}

const slash = 47;
const plain = /[%\\;]|\/\.|\/\//;
const maxDecodings = 3;

/**
 * Other ways in which an instance may read this path: escapes decoded (and decoded again), backslashes as slashes, path
 * parameters (`;x`) left out, dot segments resolved, empty segments left out. None for a plain path.
 */
export function otherReadings(path: string): readonly string[] {
  if (!plain.test(path)) return [];
  const readings = new Set<string>();
  let decoded = path;
  for (let round = 0; round <= maxDecodings; round++) {
    readings.add(resolved(decoded, false));
    readings.add(resolved(decoded, true));
    const next = decodeOnce(decoded);
    if (next === decoded) break;
    decoded = next;
    readings.add(decoded);
  }
  readings.delete(path);
  return [...readings];
}

/** Dot segments go, with or without the parameters of segments and the empty ones. */
function resolved(path: string, strip: boolean): string {
  const kept: string[] = [];
  const segments = path.replaceAll("\\", "/").split("/").slice(1);
  for (const [index, whole] of segments.entries()) {
    const segment = strip ? (whole.split(";", 1)[0] ?? "") : whole;
    const isLast = index === segments.length - 1;
    if (segment === "..") kept.pop();
    if (segment === "." || segment === ".." || (strip && segment === "")) {
      if (isLast) kept.push("");
    } else kept.push(segment);
  }
  return `/${kept.join("/")}`;
}

/** Escapes of single bytes; what is no escape stays. Letters beyond ASCII need not be right: no route is told apart by them. */
function decodeOnce(path: string): string {
  return path.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * Index of the route, -1 where there is none, "ambiguous" where another reading of the path leads to another component:
 * what guards one component must not be walked round through another.
 */
export function routeOf(routes: readonly ProxyRoute[], host: string, path: string): number | "ambiguous" {
  const index = matchRoute(routes, host, path);
  for (const reading of otherReadings(path))
    if (routes[matchRoute(routes, host, reading)]?.component !== routes[index]?.component) return "ambiguous";
  return index;
}
