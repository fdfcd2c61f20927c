import type { RouterState, VersionTraffic } from "@crossfade/core";
import { quoted } from "./config-words.ts";
import { backendName, plain, serverName, streamsBackendName } from "./proxy-name.ts";
import type { HaproxySettings } from "./settings.ts";

/** Two sections for each version: its requests, and its streams, which may stay open for long. */
export function backendSections(state: RouterState, settings: HaproxySettings): readonly string[] {
  return Object.entries(state.components).flatMap(([component, { versions }]) =>
    versions.flatMap((version) => sectionsOf(plain("id of a component", component), version, settings)),
  );
}

function sectionsOf(
  component: string,
  { label, instances }: VersionTraffic,
  settings: HaproxySettings,
): readonly string[] {
  const { router, health, folder } = settings;
  plain("version label", label);
  const backend = backendName(router, component, label);
  const servers = instances.map(({ url }) => ({ name: serverName(url), address: addressOf(url) }));
  const check =
    health === undefined
      ? ""
      : ` check inter ${health.everyMs}ms rise ${health.needed} fall ${health.needed}`;
  return [
    `backend ${backend} from ${defaultsName(router)}`,
    `    load-server-state-from-file local`,
    `    server-state-file-name ${folder}/servers.state`,
    ...(health === undefined ? [] : checkLines(health)),
    ...servers.map(({ name, address }) => `    server ${name} ${address}${check}`),
    "",
    `backend ${streamsBackendName(router, component, label)} from ${defaultsName(router)}`,
    "    timeout server 1h",
    "    timeout tunnel 1h",
    ...servers.map(
      ({ name, address }) =>
        `    server ${name} ${address}${check === "" ? "" : ` track ${backend}/${name}`}`,
    ),
    "",
  ];
}

export function defaultsName(router: string): string {
  return `cf:${router}`;
}

function checkLines({ path, timeoutMs }: NonNullable<HaproxySettings["health"]>): readonly string[] {
  return [
    "    option httpchk",
    `    http-check send meth GET uri ${quoted(plain("path of a health check", path))} ver HTTP/1.1 hdr host localhost`,
    "    http-check expect status 200-299",
    `    timeout check ${timeoutMs}ms`,
  ];
}

/** Address and how to talk to it. The certificate of an instance is checked against those that the machine trusts. */
function addressOf(url: string): string {
  const [, scheme, host = "", port] = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::([0-9]+))?$/.exec(url) ?? [];
  const secure = scheme === "https";
  const address = `${plain("name of a host", host)}:${port ?? (secure ? 443 : 80)}`;
  return secure
    ? `${address} ssl verify required ca-file @system-ca sni str(${host}) check-sni ${host}`
    : address;
}
