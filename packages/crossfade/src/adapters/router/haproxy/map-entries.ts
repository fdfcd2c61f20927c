import { type ComponentTraffic, type RouterState, signedText } from "@crossfade/core";
import { backendName, plain } from "./proxy-name.ts";

/** Buckets of the second slot begin here in the maps of the split. */
const bucketsOfASlot = 10_000;

/** Key and value, in order. Neither has blanks. */
export type MapEntries = readonly (readonly [key: string, value: string])[];

/** Every map of a router, by its name without folder and ending. */
export type RouterMaps = ReadonlyMap<string, MapEntries>;

/**
 * A router works by one of two slots. A change is written into the other, which nobody reads, and then `live` is set: so
 * all of it takes effect in one moment, with the next request.
 */
export type Slot = 0 | 1;

/** What `live` says: generation and slot in one number, so that one write moves both. */
export function liveNumber(generation: number, slot: Slot): number {
  return generation * 2 + slot;
}

export function readLiveNumber(live: number): { readonly generation: number; readonly slot: Slot } {
  return { generation: Math.floor(live / 2), slot: live % 2 === 0 ? 0 : 1 };
}

/** What depends on the slot. CF_HAPROXY_NAME for a name that a map cannot hold. */
function slotMaps(state: RouterState, slot: Slot): RouterMaps {
  const components = Object.entries(state.components);
  const maps = new Map<string, MapEntries>([
    ["salts", components.map(([id, { salt }]) => [`${slot}/${plainId(id)}`, base64(salt)] as const)],
    ["versions", components.flatMap(([id, traffic]) => versionEntries(state.router, id, traffic, slot))],
    ["held", components.flatMap(([id, traffic]) => heldEntries(id, traffic, slot))],
  ]);
  for (const [id, traffic] of components) maps.set(splitMap(id), splitEntries(traffic, slot));
  return maps;
}

/** What does not: pins of users, and tester pins that no longer count. They only take effect with a version's stage. */
function sharedMaps({ components }: RouterState): RouterMaps {
  const entries = Object.entries(components);
  return new Map<string, MapEntries>([
    [
      "pins",
      entries.flatMap(([id, { userPins }]) =>
        Object.entries(userPins).map(
          ([key, label]) => [`${id}/${base64(key)}`, plain("version label", label)] as const,
        ),
      ),
    ],
    [
      "revoked",
      entries.flatMap(([id, { revokedPins }]) =>
        revokedPins.map((pin, index) => [`${id}/${tokenField(pin)}`, String(index)] as const),
      ),
    ],
  ]);
}

export function splitMap(component: string): string {
  return `split-${component}`;
}

/** All maps with the given slots in them, and `live` on the last of them. */
export function mapsOf(slots: readonly { readonly state: RouterState; readonly slot: Slot }[]): RouterMaps {
  const all = new Map<string, MapEntries>();
  // In one order whoever is the last: what does not change is the same text, and no file is written for it.
  for (const { state, slot } of [...slots].sort((a, b) => a.slot - b.slot))
    for (const [name, entries] of slotMaps(state, slot))
      all.set(name, [...(all.get(name) ?? []), ...entries]);
  const last = slots.at(-1);
  if (last === undefined) return all;
  for (const [name, entries] of sharedMaps(last.state)) all.set(name, entries);
  all.set("live", [["now", String(liveNumber(last.state.generation, last.slot))]]);
  return all;
}

/** The text of a map's file: a key and its value in each line. */
export function mapText(entries: MapEntries): string {
  return entries.map(([key, value]) => `${key} ${value}\n`).join("");
}

function versionEntries(router: string, id: string, { versions }: ComponentTraffic, slot: Slot): MapEntries {
  return versions.map(({ label, stage }, index) => [
    `${slot}/${id}@${plain("version label", label)}`,
    `${index}/${stage}/${backendName(router, id, label)}`,
  ]);
}

/** Ranges of integers, both ends included. */
function splitEntries({ split }: ComponentTraffic, slot: Slot): MapEntries {
  const begin = slot * bucketsOfASlot;
  return split.map(({ from, to, label }) => [`${begin + from}:${begin + to - 1}`, label]);
}

function heldEntries(id: string, { heldUntilMs }: ComponentTraffic, slot: Slot): MapEntries {
  return heldUntilMs === undefined ? [] : [[`${slot}/${id}`, String(heldUntilMs)]];
}

function plainId(id: string): string {
  return plain("id of a component", id);
}

export function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** A pin's id as it stands in a token, where HAProxy looks it up. */
function tokenField(id: string): string {
  const text = signedText({ audience: "a", component: "c", label: "l", expiresS: 0, id });
  return text.slice(text.lastIndexOf("~") + 1);
}
