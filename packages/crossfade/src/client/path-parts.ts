import { CrossfadeError } from "@crossfade/core";

/** One segment of a path. A dot segment would lead to another route, however it is encoded. */
export function name(text: string): string {
  if (text !== "" && text !== "." && text !== "..") return encodeURIComponent(text);
  throw new CrossfadeError("CF_USAGE", { what: `${JSON.stringify(text)} is no name.`, command: "crossfade" });
}

/** With its question mark; nothing where nothing is given. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
