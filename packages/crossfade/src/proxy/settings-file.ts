import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { CrossfadeError, canonicalJson, type Declared, type DeclaredComponent } from "@crossfade/core";
import type { ProxySettings } from "./settings.ts";

/** `settings.json` of a router's folder: what `crossfade proxy` read in crossfade.yaml, for the process that serves. */
export interface SettingsFile {
  readonly settingsSchema: 1;
  readonly settings: ProxySettings;
  /** Which versions there are and where they run. */
  readonly declared: Declared;
}

/** Equal exactly where the settings are: whoever finds a running process can tell whether it is the one that is wanted. */
export function settingsDigest(file: SettingsFile): string {
  return createHash("sha256").update(canonicalJson(file)).digest("hex");
}

/** What a running process takes over when it is told to: it is in the state, or matters for components that come. */
const takenOver: ReadonlySet<string> = new Set(["upstreams", "salt"]);

/** What differs so that only another process can work by it, as keys of crossfade.yaml. */
export function needingRestart(one: SettingsFile, other: SettingsFile): readonly string[] {
  return differing(one, other).filter((name) => !takenOver.has(name));
}

function differing(one: SettingsFile, other: SettingsFile): readonly string[] {
  const differ = (a: unknown, b: unknown) => canonicalJson(a) !== canonicalJson(b);
  const names = new Set([...Object.keys(one.settings), ...Object.keys(other.settings)]) as Set<
    keyof ProxySettings
  >;
  return [
    ...[...names].filter((name) => differ(one.settings[name], other.settings[name])),
    ...(one.declared.salt === other.declared.salt ? [] : ["salt"]),
    ...(differ(one.declared.components, other.declared.components) ? ["upstreams"] : []),
  ];
}

/** CF_PROXY_SETTINGS_INVALID */
export async function readSettings(path: string): Promise<SettingsFile> {
  const invalid = (why: string, cause?: unknown) =>
    new CrossfadeError("CF_PROXY_SETTINGS_INVALID", { file: path, why }, { cause });
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw invalid(error.code === "ENOENT" ? "there is none" : (error.code ?? "it cannot be read"), error);
  });
  try {
    const value: unknown = JSON.parse(text);
    if (isSettingsFile(value)) return value;
  } catch (error) {
    throw invalid("it is not JSON", error);
  }
  throw invalid("it is not of settingsSchema 1");
}

/** Whoever writes it has checked every value; this tells a whole file of this schema from anything else. */
function isSettingsFile(value: unknown): value is SettingsFile {
  if (!isObject(value) || value.settingsSchema !== 1) return false;
  const { settings, declared } = value;
  return (
    isObject(settings) &&
    typeof settings.router === "string" &&
    [settings.listen, settings.userKey, settings.limits].every(isObject) &&
    [settings.routes, settings.trusted, settings.hosts, settings.latencyThresholdsMs].every(Array.isArray) &&
    isObject(declared) &&
    declared.router === settings.router &&
    typeof declared.salt === "string" &&
    Array.isArray(declared.components) &&
    (declared.components as DeclaredComponent[]).every(({ versions }) => Array.isArray(versions))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
