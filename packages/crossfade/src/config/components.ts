import type { Group } from "@crossfade/core";
import type { RawChannel } from "./channel-schema.ts";
import { builtInChannels, type Channel } from "./channels.ts";
import { kindDefaults, manifestChannel } from "./defaults.ts";
import { laidOver, worstOf } from "./delays.ts";
import { type Draft, manifestId } from "./draft.ts";
import { durationMs } from "./duration.ts";
import { normalPath } from "./paths.ts";
import type { Position } from "./position.ts";
import type { RawComponent } from "./schema.ts";
import type { ConfigComponent } from "./system-config.ts";
import type { Path } from "./yaml-text.ts";

type Place = (path: Path, of: "key" | "value") => Position;

/** Built-in channels with what the file says about them laid over, and the file's own. */
function channelsOf(draft: Draft): ReadonlyMap<string, Channel> {
  const channels = new Map(builtInChannels.map((each) => [each.id, each]));
  for (const [id, raw] of draft.channels) {
    const base = channels.get(id) ?? { id, worstWaitMs: 0, delays: [] };
    channels.set(id, {
      ...base,
      ...(raw.forward === undefined ? {} : { forward: raw.forward }),
      ...(raw.back === undefined ? {} : { back: raw.back }),
      ...(raw.tail === undefined ? {} : { tail: raw.tail }),
      ...timesOf(base, raw),
    });
  }
  return channels;
}

/** A worst that the file declares; else that of the delays, if it gives any. */
function timesOf(base: Channel, raw: RawChannel): Pick<Channel, "worstWaitMs" | "delays"> & Partial<Channel> {
  const { calendar } = raw;
  const worstMs = declared(raw.worst);
  const worstBackMs = declared(raw.worstBack);
  const delays = laidOver(base.delays, { raw: raw.delays, calendar, worstMs });
  const backwards = base.delaysBack ?? (raw.delaysBack || worstBackMs !== undefined ? delays : undefined);
  const delaysBack =
    backwards && laidOver(backwards, { raw: raw.delaysBack, calendar, worstMs: worstBackMs });
  return {
    worstWaitMs: worstMs ?? (raw.delays ? worstOf(delays) : base.worstWaitMs),
    delays,
    ...optional({
      worstBackMs: worstBackMs ?? (raw.delaysBack && delaysBack ? worstOf(delaysBack) : base.worstBackMs),
      delaysBack,
    }),
  };
}

function declared(text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationMs(text);
}

/** All components with their defaults; an add-in becomes its content and its manifest. */
export function componentsOf(draft: Draft, place: Place): ConfigComponent[] {
  const channels = channelsOf(draft);
  return draft.components.flatMap(([id, raw]) => {
    const at = place(["components", id], "key");
    return raw.kind === "add-in" ? addIn(id, raw, channels, at) : [component(id, raw, channels, at)];
  });
}

/** Components of one group start at one moment; their ends are one moment too only if all of them move by a cut. */
export function groupsOf(components: readonly ConfigComponent[]): Group[] {
  const names = new Set(components.flatMap((each) => each.group ?? []));
  return [...names].sort().map((id) => {
    const members = components.filter((each) => each.group === id);
    return {
      id,
      components: members.map((each) => each.id),
      atomic: members.every((each) => each.forward === "cut"),
    };
  });
}

function component(
  id: string,
  raw: RawComponent,
  channels: ReadonlyMap<string, Channel>,
  at: Position,
): ConfigComponent {
  return {
    id,
    kind: raw.kind,
    paths: pathsOf(id, raw),
    except: [],
    ...movement(raw, raw.channel ?? kindDefaults[raw.kind].channel, channels),
    endless: raw.endless ?? false,
    keepsEarlier: raw.keepsEarlier ?? false,
    ...optional({
      group: raw.group,
      versionFile: path(raw.version),
      supportMs: raw.support === undefined ? undefined : durationMs(raw.support),
      engine: raw.engine ?? (raw.kind === "schema" ? ("postgres" as const) : undefined),
      migrations: path(raw.migrations),
      assets: path(raw.assets),
      manifest: path(raw.manifest),
      file: path(raw.file),
      flagCalls: raw.flagCalls,
    }),
    at,
  };
}

function addIn(
  id: string,
  raw: RawComponent,
  channels: ReadonlyMap<string, Channel>,
  at: Position,
): ConfigComponent[] {
  const manifest = normalPath(raw.manifest ?? `${id}/manifest.xml`);
  const { manifest: _, ...content } = component(id, { ...raw, manifest: undefined }, channels, at);
  const { group: __, ...shared } = content;
  return [
    { ...content, except: [manifest] },
    {
      ...shared,
      id: manifestId(id),
      paths: [manifest],
      ...movement(raw, manifestChannel, channels),
      manifest,
      versionFile: manifest,
    },
  ];
}

function movement(raw: RawComponent, channelId: string, channels: ReadonlyMap<string, Channel>) {
  const defaults = kindDefaults[raw.kind];
  const channel = channels.get(channelId);
  const forward = channel?.forward ?? defaults.forward;
  return {
    channel: channelId,
    forward,
    back: channel?.back ?? (raw.kind === "schema" ? "stays" : forward),
    dark: defaults.dark,
    serial: defaults.serial,
    ours: raw.kind !== "external",
    tail: channel?.tail ?? defaults.tail,
    worstWaitMs: channel?.worstWaitMs ?? 0,
    worstBackMs: channel?.worstBackMs ?? channel?.worstWaitMs ?? 0,
    delays: channel?.delays ?? [],
    delaysBack: channel?.delaysBack ?? channel?.delays ?? [],
  } as const;
}

/** `[<id>/]` unless the file says otherwise, and always the single files it is declared to be made of. */
function pathsOf(id: string, raw: RawComponent): string[] {
  if (raw.kind === "external" && raw.paths === undefined) return [];
  const folders = (raw.paths ?? [`${id}/`]).map(normalPath);
  const parts = [raw.migrations, raw.file, raw.manifest].flatMap((each) => path(each) ?? []);
  return [...folders, ...parts.filter((part) => !folders.some((folder) => isBelow(part, folder)))];
}

function isBelow(part: string, folder: string): boolean {
  return folder === "" || part === folder || part.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function path(text: string | undefined): string | undefined {
  return text === undefined ? undefined : normalPath(text);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops what is undefined, for exactOptionalPropertyTypes. */
function optional<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
