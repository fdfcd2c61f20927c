import { join, resolve } from "node:path";
import type { ControlStore } from "@crossfade/core";
import { FlagFile } from "../flag-server/flag-file.ts";
import { FlagSets } from "../flag-server/flag-sets.ts";
import { LiveFacts } from "../flag-server/live-facts.ts";
import { ServedFlags } from "../flag-server/served-flags.ts";
import type { FlagServing } from "../http/ofrep/flag-serving.ts";
import type { ConfigHere } from "./router-config.ts";

export interface FlagPartsOptions {
  readonly here: ConfigHere;
  /** Of the control plane. */
  readonly folder: string;
  readonly store: ControlStore;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: () => number;
  readonly trouble: (error: unknown) => void;
}

export interface FlagParts {
  readonly serving: FlagServing;
  readonly live: LiveFacts;
  close(): Promise<void>;
}

/** Every component of kind flags with a file, in every environment: followed, served, and told which versions live. */
export async function startFlags({
  here,
  folder,
  store,
  env,
  nowMs,
  trouble,
}: FlagPartsOptions): Promise<FlagParts> {
  const served = here.config.components
    .filter(({ kind, file }) => kind === "flags" && file !== undefined)
    .flatMap(({ id, file = "" }) => {
      const source = new FlagFile({
        path: resolve(here.root, file),
        name: file,
        folder: join(folder, "flags", id),
        nowMs,
        onTrouble: (why) => {
          if (why !== undefined)
            trouble(new Error(`${file} cannot be used; what was good is served on: ${why}`));
        },
      });
      source.watch();
      const environments = here.config.environments.map((each) => each.id);
      return environments.map(
        (environment) => new ServedFlags({ environment, component: id, source, nowMs }),
      );
    });
  const sets = new FlagSets(served);
  const live = new LiveFacts(store, served, trouble);
  await live.start();
  return {
    serving: { sets, tokens: store, origins: originsOf(env) },
    live,
    async close() {
      await live.stop();
      sets.close();
    },
  };
}

/** CROSSFADE_FLAG_ORIGINS: pages that may ask from a browser, "https://app.example,https://shop.example"; "*": all. */
function originsOf({ CROSSFADE_FLAG_ORIGINS = "" }: FlagPartsOptions["env"]): readonly string[] {
  return CROSSFADE_FLAG_ORIGINS.split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
