import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Faults, writeVersionPrograms } from "./served-versions.ts";

type Json = Readonly<Record<string, unknown>>;

export interface SiteOptions {
  /** As crossfade.yaml says it. Default: a service `api`. */
  readonly components?: Json;
  readonly links?: readonly Json[];
  /** Labels by component, oldest first: the first one serves everybody. Default: api 1.0.0 and 2.0.0. */
  readonly versions?: Readonly<Record<string, readonly string[]>>;
  /** Of `production`, over what a test of some seconds needs. */
  readonly environment?: Json;
  readonly environments?: Json;
  readonly calendars?: Json;
  readonly faults?: Faults;
  /** The database that every version needs. Default: none. */
  readonly database?: string;
  /** Where releases are kept. Default: a database of a server's, which starts in a third of the time; where there is none, `embedded`. */
  readonly store?: "embedded" | { readonly url: string };
  /** Users come through a real HAProxy instead of the embedded router: its versions run, all of them, before it begins. */
  readonly isBehindHaproxy?: boolean;
  /** Folders with the contracts of versions, by name. Default: versions that promise nothing. */
  readonly sources?: Readonly<Record<string, (folder: string) => void>>;
}

export function versionsOf({ versions }: SiteOptions): Readonly<Record<string, readonly string[]>> {
  return versions ?? { api: ["1.0.0", "2.0.0"] };
}

export function sourcesOf(options: SiteOptions): NonNullable<SiteOptions["sources"]> {
  return options.sources ?? plainSources(versionsOf(options));
}

/** Everything that a control plane finds in its folder, and what is published from there. */
export function layOut(folder: string, options: SiteOptions, shopPort: number): void {
  const { faults = {}, database = "" } = options;
  mkdirSync(join(folder, "running"));
  writeVersionPrograms(folder, faults);
  writeFileSync(join(folder, "database"), database);
  const text = JSON.stringify(configOf(options, shopPort), null, 1);
  writeFileSync(join(folder, "crossfade.yaml"), text);
  for (const [name, lay] of Object.entries(sourcesOf(options))) {
    const source = join(folder, "versions", name);
    mkdirSync(source, { recursive: true });
    lay(source);
    writeFileSync(join(source, "crossfade.yaml"), text);
  }
}

function configOf(options: SiteOptions, shopPort: number): Json {
  const { components = { api: { kind: "service" } }, links = [toItself], calendars } = options;
  const command = { command: [process.execPath, "deploy.mjs"] };
  const edge = {
    kind: "embedded",
    listen: `127.0.0.1:${shopPort}`,
    routes: [{ path: "/", to: "api" }],
    userKey: "cookie:uid",
    health: { path: "/up", everyMs: 100, needed: 1 },
    warmUp: "1s",
  };
  const production = {
    routers: ["edge"],
    deploy: Object.fromEntries(Object.keys(versionsOf(options)).map((id) => [id, command])),
    strategy: { canary: ["10%", "100%"], bake: "1s", promotion: "automatic" },
    dark: { ready: 1, rehearse: false },
    gates: { traffic: false },
    retain: "1h",
    checklist: [],
    ...options.environment,
  };
  return {
    system: "shop",
    components,
    links,
    routers: { edge },
    environments: { production, ...options.environments },
    ...(calendars === undefined ? {} : { calendars }),
  };
}

/** The least that can be compared: every version promises the same. */
const toItself = { from: "api", to: "api", http: "api/openapi.json" };
const promise = JSON.stringify({ openapi: "3.1.0", info: { title: "api", version: "1" }, paths: {} });

/** A folder for each label, with every component that has it. */
function plainSources(
  versions: Readonly<Record<string, readonly string[]>>,
): NonNullable<SiteOptions["sources"]> {
  const labels = new Set(Object.values(versions).flat());
  const lay = (label: string) => (folder: string) => {
    for (const [component, own] of Object.entries(versions)) {
      if (!own.includes(label)) continue;
      mkdirSync(join(folder, component));
      writeFileSync(join(folder, component, "package.json"), JSON.stringify({ version: label }));
      writeFileSync(join(folder, component, "openapi.json"), promise);
    }
  };
  return Object.fromEntries([...labels].map((label) => [label, lay(label)]));
}
