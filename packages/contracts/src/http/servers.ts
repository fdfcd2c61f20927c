import { isObject, own } from "../document/json.ts";
import type { Location } from "../document/library.ts";

/** Where an operation is served. */
export interface Servers {
  /** Path parts of the servers' URLs, without a trailing slash. */
  readonly basePaths: readonly string[];
  /** A path is relative to wherever the document is found, or holds a variable that may be anything. */
  readonly loose: boolean;
  /** Hosts by name and port; empty where one of the servers does not name any, or only one of the own machine. */
  readonly hosts: readonly string[];
}

/** What all variables of one URL may make of it. */
const urlLimit = 64;

/** Mostly all operations have those of the document. */
const known = new WeakMap<object, Servers>();

/** Of the nearest list of servers. */
export function serversOf(...holders: readonly Location[]): Servers {
  for (const { value } of holders) {
    const list = own(value, "servers");
    if (!Array.isArray(list) || list.length === 0) continue;
    const servers = known.get(list) ?? together(list.flatMap(urlsOf));
    known.set(list, servers);
    return servers;
  }
  return { basePaths: [""], loose: false, hosts: [] };
}

interface Url {
  readonly text: string;
  /** A variable in it may be anything. */
  readonly freeHost: boolean;
  readonly freePath: boolean;
}

function together(urls: readonly Url[]): Servers {
  const parts = urls.map((url) => ({ ...url, ...partsOf(url.text) }));
  const hosts = parts.map(({ host, freeHost }) => (freeHost ? undefined : host));
  return {
    basePaths: [...new Set(parts.map(({ path }) => path))],
    loose: parts.some(({ relative, freePath }) => relative || freePath),
    hosts: hosts.every((host) => host !== undefined && !isOwnMachine(host))
      ? [...new Set(hosts.map(String))]
      : [],
  };
}

const absolute = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)/i;

function partsOf(url: string): { host: string | undefined; path: string; relative: boolean } {
  const authority = absolute.exec(url);
  const rest = url.slice(authority?.[0].length ?? 0).replace(/[?#].*$/, "");
  const relative = !authority && rest !== "" && !rest.startsWith("/");
  return {
    host: authority?.[1]
      ?.toLowerCase()
      .replace(/^.*@/, "")
      .replace(/:(80|443)$/, ""),
    path: rest.replace(/\/+$/, ""),
    relative,
  };
}

/** Every value of a variable counts that the document lists; of others only the default. */
function urlsOf(server: unknown): Url[] {
  const variables = own(server, "variables");
  let urls: Url[] = [{ text: String(own(server, "url") ?? ""), freeHost: false, freePath: false }];
  for (const name of isObject(variables) ? Object.keys(variables) : []) {
    const variable = own(variables, name);
    const listed = own(variable, "enum");
    const fallback = own(variable, "default");
    const free = !Array.isArray(listed);
    const values = [...new Set([fallback, ...(free ? [] : listed)].filter((value) => value !== undefined))];
    urls = urls.flatMap((url) => filled(url, name, values.map(String), free)).slice(0, urlLimit);
  }
  return urls;
}

function filled(url: Url, name: string, values: readonly string[], free: boolean): Url[] {
  const place = url.text.indexOf(`{${name}}`);
  if (place < 0) return [url];
  const inHost = place < (absolute.exec(url.text)?.[0].length ?? 0);
  return values.map((value) => ({
    text: url.text.replaceAll(`{${name}}`, value),
    freeHost: url.freeHost || (free && inHost),
    freePath: url.freePath || (free && !inHost),
  }));
}

function isOwnMachine(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)?(:\d+)?$/.test(host);
}
