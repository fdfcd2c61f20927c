import { isIPv6 } from "node:net";
import type { HaproxyAddress } from "./settings.ts";

/** One word of a configuration: nothing in it means anything. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Inside a regular expression: the text itself. Classes instead of backslashes, which arguments of arguments would eat. */
export function literal(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, (char) => `[${char}]`);
}

export function addressText({ host, port }: HaproxyAddress): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** The file of a map, as the configuration and the runtime socket name it. */
export function mapFile(folder: string, map: string): string {
  return `${folder}/maps/${map}.map`;
}

/** An expression that is the value of a cookie of this name, and the condition under which there is one. */
export function cookie(name: string): { readonly value: string; readonly isThere: string } {
  const named = `(?:^|;)[ ]*${literal(name)}=`;
  // Not `req.cook`: for that one a comma ends a value, and the last of two cookies counts. Here it is the first.
  return {
    value: quoted(
      `req.fhdr(cookie,1),regsub("^(?:.*?;)??[ ]*${literal(name)}=([^;]*?)[[:space:]]*(?:;.*)?$","\\1")`,
    ),
    isThere: `{ req.fhdr(cookie,1) -m reg ${quoted(`${named}[^;]*[^; ]`)} }`,
  };
}

/** When a process began: HAProxy 2.6 itself tells it in whole seconds that wander. */
export function beganVariable(router: string): string {
  return `proc.cf_began_${router.replaceAll("-", "_")}`;
}
