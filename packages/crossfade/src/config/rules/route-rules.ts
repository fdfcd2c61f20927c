import { suggestion } from "@crossfade/core";
import type { RawRouter } from "../router-schema.ts";
import { routePath } from "../routers.ts";
import type { Rule } from "./rule.ts";

type RawRoute = NonNullable<RawRouter["routes"]>[number];

const routeLeadsSomewhere: Rule = (draft, report) => {
  const known = new Set(draft.componentIds);
  for (const [id, { routes = [], upstreams }] of draft.routers)
    for (const [index, route] of routes.entries()) {
      const place = ["routers", id, "routes", index, "to"];
      if (!known.has(route.to))
        report(place, `There is no component \`${route.to}\`.`, suggestion(route.to, draft.componentIds));
      else if (upstreams !== undefined && !Object.hasOwn(upstreams, route.to))
        report(
          place,
          `\`${route.to}\` has no upstreams here.`,
          `Say where it runs: \`upstreams: { ${route.to}: { "1.0.0": [http://127.0.0.1:9101] } }\`.`,
        );
    }
};

/** Spelled as it is compared: what a request asks for is decoded and freed of dots before. */
const routePathIsPlain: Rule = (draft, report) => {
  for (const [id, { routes = [] }] of draft.routers)
    for (const [index, { path }] of routes.entries()) {
      const trouble = pathTrouble(path);
      if (trouble !== undefined)
        report(
          ["routers", id, "routes", index, "path"],
          `\`path\` is ${JSON.stringify(path.slice(0, 80))}.`,
          `Expected ${trouble}.`,
        );
    }
};

function pathTrouble(path: string): string | undefined {
  if (path.length > 1_024) return "at most 1024 characters";
  if (path.includes("*")) return "a prefix; patterns are not supported, /api means all below it";
  if (!/^\/[A-Za-z0-9._~!$&'()+,;=:@/-]*$/.test(path))
    return "letters, digits and . _ ~ ! $ & ' ( ) + , ; = : @ - between slashes";
  if (/\/\/|\/\.\.?(?:\/|$)/.test(path)) return "a path without `//`, `/./` and `/../`";
  return undefined;
}

const hostIsPlain: Rule = (draft, report) => {
  const check = (place: (string | number)[], host: string) => {
    if (!isHostName(host))
      report(
        place,
        `${JSON.stringify(host.slice(0, 80))} is no name of a host.`,
        "Expected a name such as shop.example, without a port.",
      );
  };
  for (const [id, { hosts = [], routes = [] }] of draft.routers) {
    for (const [index, host] of hosts.entries()) check(["routers", id, "hosts", index], host);
    for (const [index, { host }] of routes.entries())
      if (host !== undefined) check(["routers", id, "routes", index, "host"], host);
  }
};

function isHostName(host: string): boolean {
  return (
    host.length <= 253 && /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\])$/.test(host)
  );
}

const routeIsReached: Rule = (draft, report) => {
  for (const [id, { routes = [] }] of draft.routers)
    for (const [index, route] of routes.entries()) {
      const before = routes.slice(0, index).findIndex((earlier) => takesAll(earlier, route));
      if (before !== -1)
        report(
          ["routers", id, "routes", index, "path"],
          `Route ${before + 1} takes all that this one would.`,
          "The first match wins: put the longer path first.",
        );
    }
};

/** Whether each request of `route` goes to `earlier`. */
function takesAll(earlier: RawRoute, route: RawRoute): boolean {
  if (earlier.host !== undefined && earlier.host.toLowerCase() !== route.host?.toLowerCase()) return false;
  const [prefix, path] = [routePath(earlier.path), routePath(route.path)];
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

const hostIsServed: Rule = (draft, report) => {
  for (const [id, { hosts, routes = [] }] of draft.routers) {
    if (hosts === undefined) continue;
    const served = new Set(hosts.map((host) => host.toLowerCase()));
    for (const [index, { host }] of routes.entries())
      if (host !== undefined && !served.has(host.toLowerCase()))
        report(
          ["routers", id, "routes", index, "host"],
          `Requests for \`${host}\` are refused: it is not among \`hosts\`.`,
          suggestion(host, hosts),
        );
  }
};

export const routeRules: readonly Rule[] = [
  routeLeadsSomewhere,
  routePathIsPlain,
  hostIsPlain,
  routeIsReached,
  hostIsServed,
];
