import { CrossfadeError } from "@crossfade/core";
import type { ConfigRouter } from "../config/system-config.ts";
import { proxySettings } from "../proxy/settings.ts";
import type { SettingsFile } from "../proxy/settings-file.ts";

const defaultHealth = { path: "/up", everyMs: 1_000, timeoutMs: 5_000, needed: 3 } as const;

/**
 * What a router of crossfade.yaml is for the process that serves. CF_ROUTER_UNFINISHED where it could serve nobody.
 * `isTold`: a control plane tells it the versions of what has no upstreams in the file.
 */
export function settingsOf(router: ConfigRouter, file: string, isTold = false): SettingsFile {
  const { id, listen, routes, upstreams, health, salt } = router;
  const missing = (what: string) =>
    new CrossfadeError("CF_ROUTER_UNFINISHED", { router: id, file, missing: what });
  if (listen === undefined) throw missing("`listen`");
  if (routes.length === 0) throw missing("`routes`");
  if (upstreams.length === 0 && !isTold) throw missing("`upstreams`");
  const known = new Set(upstreams.map(({ component }) => component));
  const told = [...new Set(routes.map(({ to }) => to))].filter((component) => !known.has(component));
  const settings = proxySettings({
    router: id,
    listen,
    routes: routes.map(({ to, ...route }) => ({ ...route, component: to })),
    ...(router.userKey === undefined ? {} : { userKey: router.userKey }),
    trusted: router.trusted,
    ...(router.hosts === undefined ? {} : { hosts: router.hosts }),
    ...(health === undefined ? {} : { health: { ...defaultHealth, ...health } }),
    limits: router.limits,
    ...(router.balance === undefined ? {} : { balance: router.balance }),
    ...(router.warmUpS === undefined ? {} : { warmUpS: router.warmUpS }),
    latencyThresholdsMs: router.latencyThresholdsMs,
  });
  return {
    settingsSchema: 1,
    settings,
    declared: { router: id, salt, components: upstreams, ...(isTold ? { told } : {}) },
  };
}
