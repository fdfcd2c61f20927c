import { CrossfadeError } from "@crossfade/core";

/**
 * Names of HAProxy's sections and servers may hold letters, digits and `-_.:` only. Whatever else is in a name becomes the
 * hex of its bytes behind `_`, so that no two names become one and each can be read back.
 */
export function escapedName(name: string): string {
  const bytes = Buffer.from(name, "utf8");
  let text = "";
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    text += /[A-Za-z0-9.-]/.test(char) ? char : `_${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return text;
}

function unescapedName(text: string): string {
  const latin = text.replace(/_([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(latin, "latin1").toString("utf8");
}

/** Where the requests of a version go. Streams have a section of their own, so that they are counted and cut apart. */
export function backendName(router: string, component: string, label: string): string {
  return [router, component, label].map(escapedName).join(":");
}

const streams = "streams";

export function streamsBackendName(router: string, component: string, label: string): string {
  return `${backendName(router, component, label)}:${streams}`;
}

/** Is this the section of a version's streams? */
export function isStreams(backend: string): boolean {
  return backend.split(":")[3] === streams;
}

export interface BackendOwner {
  readonly component: string;
  readonly label: string;
  readonly isStreams: boolean;
}

/** Whose section this is; undefined: not one of this router's. */
export function backendOwner(router: string, name: string): BackendOwner | undefined {
  const [first, component, label, kind, ...more] = name.split(":");
  if (first !== escapedName(router) || component === undefined || label === undefined) return undefined;
  if ((kind !== undefined && kind !== streams) || more.length > 0) return undefined;
  return {
    component: unescapedName(component),
    label: unescapedName(label),
    isStreams: kind === streams,
  };
}

const http = "http://";

/** "http://127.0.0.1:9101" is "127.0.0.1_3A9101"; another scheme stays in front. */
export function serverName(url: string): string {
  return escapedName(url.startsWith(http) ? url.slice(http.length) : url);
}

export function serverUrl(name: string): string {
  const text = unescapedName(name);
  return text.includes("://") ? text : `${http}${text}`;
}

/** A longer line of a configuration is refused by HAProxy (2,048 bytes). */
const maxNameLength = 400;

const patterns = {
  "id of a router": /^[A-Za-z][A-Za-z0-9_-]*$/,
  "id of a component": /^[A-Za-z][A-Za-z0-9_.-]*$/,
  "version label": /^[A-Za-z0-9._+~:@/=-]+$/,
  "name of a cookie or header": /^[A-Za-z0-9_.-]+$/,
  "name of a host": /^[A-Za-z0-9_.:[\]-]+$/,
  "path of a route": /^\/[A-Za-z0-9._~!$&'()+,;=:@/-]*$/,
  "path of a health check": /^\/[!-~]*$/,
  network: /^[0-9A-Fa-f.:]+(?:\/[0-9]{1,3})?$/,
  // A path stands in arguments of arguments, where HAProxy has no way to quote a comma or a parenthesis.
  "state folder": /^\/[A-Za-z0-9._/@+=~:-]*$/,
} as const;

/** The text itself, or CF_HAPROXY_NAME: it would mean something else in a configuration, a map or a command of HAProxy. */
export function plain(what: keyof typeof patterns, text: string): string {
  if (patterns[what].test(text) && text.length <= maxNameLength) return text;
  throw new CrossfadeError("CF_HAPROXY_NAME", { what, text: JSON.stringify(text.slice(0, 80)) });
}
