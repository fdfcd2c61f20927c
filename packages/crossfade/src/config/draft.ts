import { delayPhases } from "@crossfade/core";
import type { z } from "zod";
import { calendarSchema, channelSchema, type RawCalendar, type RawChannel } from "./channel-schema.ts";
import { environmentSchema, type RawEnvironment } from "./environment-schema.ts";
import { readingSchema } from "./reading-schema.ts";
import { limitsSchema } from "./router-limits.ts";
import { healthSchema, type RawRouter, routerSchema, routeSchema } from "./router-schema.ts";
import {
  componentSchema,
  fileSchema,
  linkSchema,
  type RawComponent,
  type RawLink,
  waiverSchema,
} from "./schema.ts";
import { keysAt } from "./schema-keys.ts";
import type { Path } from "./yaml-text.ts";

type Entry<T> = readonly [key: string, value: T];
type Item<T> = readonly [index: number, value: T];

/**
 * The parts of a crossfade.yaml that have the right shape. Rules run on these even where other parts are wrong,
 * so that every complaint comes at once.
 */
export interface Draft {
  readonly system: string;
  readonly components: readonly Entry<RawComponent>[];
  /** All ids, also of components whose shape is wrong. */
  readonly componentIds: readonly string[];
  readonly links: readonly Item<RawLink>[];
  readonly channels: readonly Entry<RawChannel>[];
  readonly channelIds: readonly string[];
  readonly calendars: readonly Entry<RawCalendar>[];
  readonly calendarIds: readonly string[];
  readonly waivers: readonly Item<z.output<typeof waiverSchema>>[];
  readonly routers: readonly Entry<RawRouter>[];
  readonly routerIds: readonly string[];
  readonly environments: readonly Entry<RawEnvironment>[];
  readonly environmentIds: readonly string[];
}

export function draftOf(value: unknown): Draft {
  const top = mapping(value);
  return {
    system: typeof top.system === "string" ? top.system : "",
    components: entries(top.components, componentSchema),
    componentIds: componentIds(top.components),
    links: items(top.links, linkSchema),
    channels: entries(top.channels, channelSchema),
    channelIds: Object.keys(mapping(top.channels)),
    calendars: entries(top.calendars, calendarSchema),
    calendarIds: Object.keys(mapping(top.calendars)),
    waivers: items(top.waivers, waiverSchema),
    routers: entries(top.routers, routerSchema),
    routerIds: Object.keys(mapping(top.routers)),
    environments: entries(top.environments, environmentSchema),
    environmentIds: Object.keys(mapping(top.environments)),
  };
}

/** Which keys a mapping at a path of the file may have. */
export function knownKeys(path: Path): readonly string[] {
  const [section] = path;
  if (path.length === 0) return Object.keys(fileSchema.shape);
  if (section === "routers" && path.length > 2) return routerKeys(path);
  if (section === "environments" && path.length >= 2) return keysAt(environmentSchema, path.slice(2));
  if (section === "channels" && path.length === 3) return delayPhases;
  if (section === "links" && path.length === 3) return Object.keys(readingSchema.shape);
  const schemas = {
    components: componentSchema,
    links: linkSchema,
    channels: channelSchema,
    calendars: calendarSchema,
    waivers: waiverSchema,
    routers: routerSchema,
  };
  const schema = path.length === 2 ? schemas[section as keyof typeof schemas] : undefined;
  return schema === undefined ? [] : Object.keys(schema.shape);
}

/** Keys of the mappings inside a router. */
function routerKeys([, , part]: Path): readonly string[] {
  const schemas = { routes: routeSchema, health: healthSchema, limits: limitsSchema };
  const schema = schemas[part as keyof typeof schemas];
  return schema === undefined ? [] : Object.keys(schema.shape);
}

/** The manifest of an add-in is a component of its own. */
export function manifestId(id: string): string {
  return `${id}.manifest`;
}

function componentIds(value: unknown): string[] {
  return Object.entries(mapping(value)).flatMap(([id, component]) =>
    mapping(component).kind === "add-in" ? [id, manifestId(id)] : [id],
  );
}

function mapping(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function entries<S extends z.ZodType>(value: unknown, schema: S): Entry<z.output<S>>[] {
  return Object.entries(mapping(value)).flatMap(([key, each]) => {
    const parsed = schema.safeParse(each);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
}

function items<S extends z.ZodType>(value: unknown, schema: S): Item<z.output<S>>[] {
  return (Array.isArray(value) ? value : []).flatMap((each, index) => {
    const parsed = schema.safeParse(each);
    return parsed.success ? [[index, parsed.data] as const] : [];
  });
}
