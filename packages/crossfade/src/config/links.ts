import type { Linger, Link, Medium } from "@crossfade/core";
import type { Draft } from "./draft.ts";
import { linger } from "./duration.ts";
import { normalPath } from "./paths.ts";
import type { Position } from "./position.ts";
import type { RawComponent, RawLink } from "./schema.ts";
import {
  type Affinity,
  type ConfigLink,
  type ConfigReading,
  type ContractForm,
  contractForms,
} from "./system-config.ts";
import type { Path } from "./yaml-text.ts";

type Place = (path: Path, of: "key" | "value") => Position;

/** How large the product of all `from` and `to` lists may become. */
export const maxLinks = 100_000;

/** One link for each sender and receiver. Two links that would share an id get the path of their contract appended. */
export function linksOf(draft: Draft, place: Place): ConfigLink[] {
  const components = new Map(draft.components);
  const links = draft.links.flatMap(([index, raw]) => {
    const at = place(["links", index], "value");
    return pairsOf(raw).flatMap(
      ([sender, receiver]) =>
        link(raw, sender, receiver, servedBy(raw, receiver, components.get(receiver)), at) ?? [],
    );
  });
  const uses = new Map<string, number>();
  for (const each of links) uses.set(each.id, (uses.get(each.id) ?? 0) + 1);
  return links.map((each) =>
    uses.get(each.id) === 1 ? each : { ...each, id: `${each.id} ${each.contract.path}` },
  );
}

export function formsOf(raw: RawLink): ContractForm[] {
  return contractForms.filter((form) => raw[form] !== undefined);
}

export function pairsOf(raw: RawLink): [sender: string, receiver: string][] {
  return ends(raw.from).flatMap((sender) =>
    ends(raw.to).map((receiver): [string, string] => [sender, receiver]),
  );
}

export function ends(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

export function mediumOf(form: ContractForm, raw: RawLink): Medium {
  if (form === "events") return raw.queue !== undefined || raw.log !== undefined ? "queue" : "direct";
  const media = {
    http: "direct",
    frame: "direct",
    store: "store",
    sql: "schema",
    flags: "flags",
    assets: "assets",
  };
  return media[form] as Medium;
}

/** Where the receiver's own document lies, if it has one. */
function servedBy(raw: RawLink, id: string, receiver: RawComponent | undefined): string | undefined {
  if (raw.served !== undefined) return raw.served;
  if (raw.sql !== undefined) return receiver?.migrations ?? `${id}/migrations/`;
  if (raw.flags !== undefined) return receiver?.file;
  return raw.assets === undefined ? undefined : receiver?.assets;
}

function usesOf({ uses }: RawLink, sender: string): Pick<ConfigLink, "uses"> {
  const path = typeof uses === "object" ? new Map(Object.entries(uses)).get(sender) : uses;
  return path === undefined ? {} : { uses: normalPath(path) };
}

function readingOf({
  sender,
  receiver,
  replies,
  appliesDefaults,
}: NonNullable<RawLink["reading"]>): ConfigReading {
  return {
    ...(sender === undefined ? {} : { world: sender }),
    ...(receiver === undefined ? {} : { receiver }),
    ...(replies === undefined ? {} : { replyReceiver: replies }),
    ...(appliesDefaults === undefined ? {} : { appliesDefaults }),
  };
}

function link(
  raw: RawLink,
  sender: string,
  receiver: string,
  served: string | undefined,
  at: Position,
): ConfigLink | undefined {
  const form = formsOf(raw)[0];
  if (form === undefined) return undefined;
  const medium = mediumOf(form, raw);
  const waits = raw.queue ?? raw.log;
  return {
    id: `${sender}->${receiver} ${form}${waits === undefined ? "" : ` ${waits}`}`,
    sender,
    receiver,
    contract: {
      form,
      path: normalPath(raw[form] as string),
      ...(served === undefined ? {} : { served: normalPath(served) }),
    },
    ...usesOf(raw, sender),
    ...(raw.reading === undefined ? {} : { reading: readingOf(raw.reading) }),
    ...(raw.unread === undefined ? {} : { unread: raw.unread }),
    medium,
    inbound: inboundOf(medium),
    ...lingerOf(medium, raw.retained),
    ...(raw.queue === undefined ? {} : { queue: raw.queue }),
    ...(raw.log === undefined ? {} : { log: raw.log }),
    carries: raw.carries ?? false,
    silentUnlessServing: raw.silentUnlessServing ?? false,
    ...(raw.affinity === undefined ? {} : { affinity: affinityOf(raw.affinity) }),
    at,
  };
}

/** Traffic alone reaches a server and its assets; a queue, a store, a schema and flags are read by any running process. */
function inboundOf(medium: Medium): Link["inbound"] {
  return medium === "direct" || medium === "assets" ? "routed" : "attached";
}

/** Where the file is silent, what waits or is stored is taken to stay for ever: the longest is the safe assumption. */
function lingerOf(medium: Medium, retained: string | undefined): { linger: Linger; lingerAssumed: boolean } {
  if (retained !== undefined)
    return { linger: linger(retained) ?? { kind: "for-ever" }, lingerAssumed: false };
  if (medium === "queue" || medium === "store") return { linger: { kind: "for-ever" }, lingerAssumed: true };
  return { linger: { kind: "none" }, lingerAssumed: false };
}

function affinityOf(raw: NonNullable<RawLink["affinity"]>): Affinity {
  return raw === "same-revision"
    ? { kind: "same-revision" }
    : { kind: "pins", pins: new Map(Object.entries(raw)) };
}
