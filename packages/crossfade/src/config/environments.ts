import type { ShareLimit } from "@crossfade/core";
import { weekdays } from "./delay-time.ts";
import type { Draft } from "./draft.ts";
import { durationMs } from "./duration.ts";
import type {
  ConfigDeployer,
  ConfigEnvironment,
  ConfigGates,
  ConfigRung,
  ConfigStrategy,
  ConfigWindow,
  SecretSource,
} from "./environment-config.ts";
import type { RawEnvironment } from "./environment-schema.ts";
import type { Position } from "./position.ts";
import type { RawStrategy } from "./strategy-schema.ts";
import type { Path } from "./yaml-text.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Buckets of a router: the whole of them is everybody. */
export const everybody = 10_000;

export function environmentsOf(
  draft: Draft,
  place: (path: Path, of: "key" | "value") => Position,
): ConfigEnvironment[] {
  return draft.environments.map(([id, raw]) => environmentOf(id, raw, place(["environments", id], "key")));
}

function environmentOf(id: string, raw: RawEnvironment, at: Position): ConfigEnvironment {
  return {
    id,
    routers: raw.routers ?? [],
    deploy: mapped(raw.deploy ?? {}, deployerOf),
    edges: Object.fromEntries(
      Object.entries(raw.deploy ?? {}).flatMap(([component, { edge }]) =>
        edge === undefined ? [] : [[component, edge.replace(/\/+$/, "")]],
      ),
    ),
    approvals: (raw.approvals ?? []).map(({ role, count }) => ({ role, count: count ?? 1 })),
    approvalsLastMs: ms(raw.approvalsLast, 24 * hourMs),
    selfApproval: raw.selfApproval ?? false,
    ...(raw.windows === undefined ? {} : { windows: raw.windows.map(windowOf) }),
    freezes: (raw.freezes ?? []).map(({ calendar, from, to, why }) => ({
      ...(calendar === undefined ? {} : { calendar }),
      firstDay: from,
      lastDay: to,
      why,
    })),
    contacts: raw.contacts ?? [],
    strategy: strategyOf(raw.strategy ?? {}),
    strategies: mapped(raw.strategies ?? {}, (each) => strategyOf(laidOver(raw.strategy ?? {}, each))),
    dark: {
      readyTimes: raw.dark?.ready ?? 3,
      soakMs: ms(raw.dark?.soak, 0),
      syntheticPaths: raw.dark?.synthetic ?? [],
      rehearses: raw.dark?.rehearse ?? true,
    },
    gates: gatesOf(raw.gates ?? {}),
    retainMs: ms(raw.retain, hourMs),
    ...(raw.checklist === undefined ? {} : { checklist: raw.checklist }),
    notify: (raw.notify ?? []).map(({ name, url, secret }) => ({ name, url, ...secretOf(secret) })),
    outbound: outboundOf(raw),
    at,
  };
}

function deployerOf({
  command,
  env = [],
  webhook,
  secret,
  timeout,
}: NonNullable<RawEnvironment["deploy"]>[string]): ConfigDeployer {
  const timeoutMs = ms(timeout, 10 * minuteMs);
  if (command !== undefined) return { kind: "command", argv: command, variables: env, timeoutMs };
  if (webhook !== undefined) return { kind: "webhook", url: webhook, timeoutMs, ...secretOf(secret) };
  return { kind: "external" };
}

function windowOf({
  calendar,
  weekdays: days,
  from,
  to,
}: NonNullable<RawEnvironment["windows"]>[number]): ConfigWindow {
  return {
    ...(calendar === undefined ? {} : { calendar }),
    ...(days === undefined ? {} : { weekdays: days.map((each) => weekdays.indexOf(each) + 1) }),
    fromMinute: minuteOf(from),
    toMinute: minuteOf(to),
  };
}

/** "09:30" -> 570. */
function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

/** One of the ways to move replaces another. */
export function laidOver(base: RawStrategy, own: RawStrategy): RawStrategy {
  const { canary, blueGreen, rolling, switch: switched, ...rest } = base;
  const hasOwnWay =
    own.canary !== undefined || own.blueGreen === true || own.rolling !== undefined || own.switch === true;
  return { ...(hasOwnWay ? rest : base), ...own };
}

function strategyOf(raw: RawStrategy): ConfigStrategy {
  const isSwitch = raw.switch === true;
  const isOneRung = isSwitch || raw.blueGreen === true || raw.rolling !== undefined;
  return {
    rungs: isOneRung ? [all] : (raw.canary ?? defaultCanary).map(rungOf),
    bakeMs: isSwitch ? 0 : ms(raw.bake, 5 * minuteMs),
    timeoutMs: ms(raw.timeout, 30 * minuteMs),
    promotion: raw.promotion ?? "automatic",
    internalUsers: raw.internal ?? [],
    ...(raw.population === undefined ? {} : { population: raw.population }),
    ...(raw.rolling === undefined ? {} : { sets: raw.rolling.sets }),
    watches: !isSwitch,
  };
}

const all: ConfigRung = { kind: "share", weight: everybody };
const defaultCanary = ["1%", "5%", "25%", "100%"];

/** "2.5%" -> 250 buckets, "50 users", "1 of 4" consumers, "1 run", "all". */
export function rungOf(text: string): ConfigRung {
  if (text === "all") return all;
  if (text === "1 run") return { kind: "run" };
  const number = Number.parseFloat(text);
  const [, of] = / of (\d+)$/.exec(text) ?? [];
  if (of !== undefined) return { kind: "consumers", count: number, of: Number(of) };
  return text.endsWith("%")
    ? { kind: "share", weight: Math.round(number * (everybody / 100)) }
    : { kind: "users", users: number };
}

function gatesOf({
  traffic,
  errors,
  minimumRequests,
  http = [],
  limits = [],
}: NonNullable<RawEnvironment["gates"]>): ConfigGates {
  return {
    traffic: traffic ?? true,
    tolerance: errors?.tolerance ?? 1.5,
    ...(errors?.objective === undefined ? {} : { objective: shareOf(errors.objective) }),
    minRequests: minimumRequests ?? 300,
    http: http.map(({ name, url, status, timeout, failures }) => ({
      name,
      url,
      status: status ?? 200,
      timeoutMs: ms(timeout, 5_000),
      failures: failures ?? 3,
    })),
    limits: limits.map(limitOf),
  };
}

function limitOf({
  component,
  errors,
  slower,
}: NonNullable<NonNullable<RawEnvironment["gates"]>["limits"]>[number]): ShareLimit {
  const share = shareOf(errors ?? slower?.share ?? "");
  return slower === undefined ? { component, share } : { component, slowerThanMs: slower.thanMs, share };
}

/** "2.5%" -> 0.025 */
function shareOf(text: string): number {
  return Number.parseFloat(text) / 100;
}

function outboundOf(raw: RawEnvironment): readonly string[] {
  const hosts = raw.outbound ?? addressesOf(raw).map(({ url }) => hostOf(url)?.host ?? "");
  return [...new Set(hosts.map((each) => each.toLowerCase()))];
}

/** Every address that the environment names, with its place. */
export function addressesOf(
  raw: RawEnvironment,
): readonly { readonly path: Path; readonly url: string; readonly use: "sent" | "asked" }[] {
  return [
    ...Object.entries(raw.deploy ?? {}).flatMap(([component, { webhook: url }]) =>
      url === undefined ? [] : [{ path: ["deploy", component, "webhook"], url, use: "sent" as const }],
    ),
    ...Object.entries(raw.deploy ?? {}).flatMap(([component, { edge: url }]) =>
      url === undefined ? [] : [{ path: ["deploy", component, "edge"], url, use: "asked" as const }],
    ),
    ...(raw.notify ?? []).map(({ url }, index) => ({
      path: ["notify", index, "url"],
      url,
      use: "sent" as const,
    })),
    ...(raw.gates?.http ?? []).map(({ url }, index) => ({
      path: ["gates", "http", index, "url"],
      url,
      use: "asked" as const,
    })),
  ];
}

/** Undefined: it is no address of http or https. */
export function hostOf(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed : undefined;
}

function secretOf(text: string | undefined): { secret?: SecretSource } {
  return text === undefined ? {} : { secret: { variable: text.slice("env:".length) } };
}

function ms(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : (durationMs(text) ?? otherwise);
}

function mapped<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
