import { type ProbeAnswer, pinToken, signedText } from "@crossfade/core";
import {
  evidenceKey,
  type PerformingRoute,
  type PerformingRouter,
  type Target,
  type Work,
} from "./performing.ts";

const timeoutMs = 5_000;
/** A token that leaks is of no use for longer. */
const pinLastsS = 60;

/** What became of one request; `problem`: it was not answered as it should be. */
export interface Synthetic {
  readonly answer: ProbeAnswer;
  readonly problem?: string;
}

/**
 * One request for a path of this version, through the router, with a tester's pin: a user never meets the version because
 * of it. It has to be answered 2xx or 3xx, and by this very version.
 */
export async function syntheticRequest(
  work: Work,
  router: PerformingRouter,
  target: Target,
  path: string,
): Promise<Synthetic> {
  const { component, version: label } = target;
  const route = routeOf(router, component);
  if (route === undefined) return { answer: silent, problem: `${router.id} has no route to ${component}` };
  const pin = {
    audience: router.id,
    component,
    label,
    expiresS: Math.floor(work.context.nowMs / 1_000) + pinLastsS,
    id: evidenceKey(work, "synthetic").slice(0, 64),
  };
  const token = pinToken(pin, await router.sign(signedText(pin)));
  const answer = await asked(work, router, { route, path, headers: { "x-cf-tester": token } });
  return withProblem(answer, target);
}

/** The same as a user with this key would send it. Undefined: the router tells users apart by what nobody can choose. */
export async function userRequest(
  work: Work,
  router: PerformingRouter,
  component: string,
  { userKey, path }: { readonly userKey: string; readonly path: string },
): Promise<ProbeAnswer | undefined> {
  const route = routeOf(router, component);
  const headers = userHeaders(router, userKey);
  if (route === undefined || headers === undefined) return undefined;
  return asked(work, router, { route, path, headers });
}

/** "api@2.0.0": who has answered, as the router says. */
export function answeredBy(answer: ProbeAnswer): string | undefined {
  return answer.kind === "answered" ? answer.headers["x-cf-version"] : undefined;
}

/** The path itself where it leads to the component, else below the component's own. */
export function pathAt(routes: readonly PerformingRoute[], route: PerformingRoute, path: string): string {
  const first = routes.find((each) => each.host === route.host && isBelow(path, each.path));
  if (first?.component === route.component) return path;
  return `${route.path.replace(/\/$/, "")}${path}`;
}

function asked(
  { environment }: Work,
  { origin, routes }: PerformingRouter,
  request: {
    readonly route: PerformingRoute;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  },
): Promise<ProbeAnswer> {
  const { route, path, headers } = request;
  return environment.probe.ask({
    url: `${origin}${pathAt(routes, route, path)}`,
    headers: { ...headers, ...(route.host === undefined ? {} : { host: route.host }) },
    timeoutMs,
    isKnown: true,
  });
}

function withProblem(answer: ProbeAnswer, { component, version }: Target): Synthetic {
  if (answer.kind === "silent") return { answer, problem: answer.why };
  const by = answeredBy(answer);
  if (by !== undefined && by !== `${component}@${version}`)
    return { answer, problem: `it was answered by ${by}` };
  const isFine = answer.status >= 200 && answer.status < 400;
  return isFine ? { answer } : { answer, problem: `it answered ${answer.status}` };
}

function routeOf({ routes }: PerformingRouter, component: string): PerformingRoute | undefined {
  return routes.find((route) => route.component === component);
}

function userHeaders({ userKey }: PerformingRouter, key: string): Record<string, string> | undefined {
  if (userKey.kind === "cookie") return { cookie: `${userKey.name}=${key}` };
  if (userKey.kind === "header") return { [userKey.name]: key };
  return userKey.kind === "own-cookie" ? { cookie: `cf_id=${key}` } : undefined;
}

/** At the boundary of a segment. */
function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}

const silent: ProbeAnswer = { kind: "silent", why: "it was not asked" };
