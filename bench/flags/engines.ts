import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFlags } from "@crossfade/flags/evaluate";
import { FlagdCore } from "@openfeature/flagd-core";
import { definitions, type Question, type User } from "./cases.ts";
import { growthbookFeatures, unleashFeatures } from "./peer-cases.ts";

export interface Engine {
  readonly name: string;
  readonly ask: (question: Question) => (user: User) => boolean;
}

const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const clock = () => 1_700_000_000;

/** Ours through `details`: like flagd-core's answer it has value, variant, reason and metadata. */
function own(name: string, generateCode: boolean): Engine {
  const flags = compileFlags(definitions, { clock, generateCode });
  return { name, ask: (question) => (user) => flags.details(question, false, user).value };
}

export const closures = own("closures", false);
export const generated = own("generated code", true);

function flagd(name: string, disableDynamicCodeGeneration: boolean): Engine {
  const core = new FlagdCore(undefined, quiet, { disableDynamicCodeGeneration });
  core.setConfigurations(JSON.stringify(definitions));
  return { name, ask: (question) => (user) => core.resolveBooleanEvaluation(question, false, user).value };
}

export const flagdCompiled = flagd("flagd-core", false);
export const flagdInterpreter = flagd("flagd-core without code generation", true);

interface UnleashModule {
  Unleash: new (
    options: object,
  ) => {
    start(): Promise<void>;
    on(event: string, listener: () => void): void;
    once(event: string, listener: () => void): void;
    isEnabled(name: string, context: object): boolean;
    destroy(): void;
  };
}
interface GrowthbookModule {
  GrowthBookClient: new (
    options: object,
  ) => {
    initSync(options: object): void;
    isOn(key: string, user: object): boolean;
  };
}

/** Peers from the folder that they were installed into, and how to end what they started. */
export async function fetchedEngines(
  folder: string,
): Promise<{ readonly engines: readonly Engine[]; readonly close: () => void }> {
  const load = createRequire(join(folder, "package.json"));
  const { Unleash } = load("unleash-client") as UnleashModule;
  const unleash = new Unleash({
    url: "http://127.0.0.1:9/api/",
    appName: "bench",
    disableMetrics: true,
    disableAutoStart: true,
    refreshInterval: 0,
    bootstrap: { data: unleashFeatures },
    bootstrapOverride: true,
    storageProvider: { get: async () => undefined, set: async () => undefined },
  });
  for (const event of ["error", "warn"]) unleash.on(event, () => undefined);
  const ready = new Promise<void>((resolve) => unleash.once("ready", resolve));
  void unleash.start();
  await ready;
  const { GrowthBookClient } = load("@growthbook/growthbook") as GrowthbookModule;
  const growthbook = new GrowthBookClient({});
  growthbook.initSync({ payload: { features: growthbookFeatures } });
  const engines = [
    {
      name: "unleash-client",
      ask: (question: Question) => {
        const contexts = new Map<User, object>();
        const contextOf = (user: User) => {
          const known = contexts.get(user);
          if (known) return known;
          const made = { userId: user.targetingKey, properties: { ...user } };
          contexts.set(user, made);
          return made;
        };
        return (user: User) => unleash.isEnabled(question, contextOf(user));
      },
    },
    {
      name: "growthbook",
      ask: (question: Question) => {
        const wrapped = new Map<User, object>();
        const wrap = (user: User) => {
          const made = wrapped.get(user) ?? { attributes: { ...user, id: user.targetingKey } };
          wrapped.set(user, made);
          return made;
        };
        return (user: User) => growthbook.isOn(question, wrap(user));
      },
    },
  ];
  return { engines, close: () => unleash.destroy() };
}
