import { createHmac } from "node:crypto";
import type { RouterState } from "@crossfade/core";
import { haproxyConfig } from "./haproxy-config.ts";
import { holdScript } from "./hold-script.ts";
import { mapsOf, mapText, type Slot } from "./map-entries.ts";
import type { HaproxySettings } from "./settings.ts";

export type Files = readonly (readonly [file: string, text: string])[];

/**
 * All files that HAProxy starts from, maps before what names them. `pinSecret` is the key of tester pins, in hex; the word
 * by which the collector knows its own lines is made from it.
 */
export function haproxyFiles(
  { state, slot }: { readonly state: RouterState; readonly slot: Slot },
  settings: HaproxySettings,
  pinSecret: string,
): Files {
  return [
    ...mapFiles([{ state, slot }]),
    [mapPath("secret"), `secret ${Buffer.from(pinSecret, "hex").toString("base64")}\n`],
    ["hold.lua", holdScript(settings)],
    ["haproxy.cfg", haproxyConfig(state, settings, logTokenOf(pinSecret))],
  ];
}

/** The maps of these slots; `live`, which decides between them, comes last. */
export function mapFiles(slots: Parameters<typeof mapsOf>[0]): Files {
  const maps = [...mapsOf(slots)].map(([name, entries]) => [mapPath(name), mapText(entries)] as const);
  return [...maps.filter(([file]) => file !== liveFile), ...maps.filter(([file]) => file === liveFile)];
}

export function mapPath(name: string): string {
  return `maps/${name}.map`;
}

export const liveFile = mapPath("live");

/** What stands in each line of the log, so that nobody else's lines are counted. */
export function logTokenOf(pinSecret: string): string {
  return createHmac("sha256", Buffer.from(pinSecret, "hex")).update("log").digest("hex").slice(0, 32);
}
