import { join, resolve } from "node:path";
import type { ControlStore } from "@crossfade/core";
import type { ConfigComponent } from "../config/system-config.ts";
import { AskedFile } from "../flag-server/asked-file.ts";
import { FlagFile } from "../flag-server/flag-file.ts";
import { FlagReplica } from "../flag-server/flag-replica.ts";
import { FlagSets } from "../flag-server/flag-sets.ts";
import { FlagTurns } from "../flag-server/flag-turns.ts";
import { LiveFacts } from "../flag-server/live-facts.ts";
import { ServedFlags } from "../flag-server/served-flags.ts";
import { SharedMarkFile } from "../flag-server/shared-mark.ts";
import { VersionReads } from "../flag-server/version-reads.ts";
import type { FlagServing } from "../http/ofrep/flag-serving.ts";
import { codeKinds } from "../registry/flag-reads.ts";
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
  /** By environment: flags as releases turn them. None where no flag file is served. */
  readonly turns: ReadonlyMap<string, FlagTurns>;
  /** Somebody wrote to the store: looks at what it says of live versions and of flags. */
  look(): void;
  close(): Promise<void>;
}

/** One file: its revisions, shared with other replicas, and its sets, one for each environment. */
function followed(
  { here, folder, store, nowMs, trouble }: FlagPartsOptions,
  { id, file = "" }: ConfigComponent,
  reads: VersionReads,
): FollowedFile {
  const kept = join(folder, "flags", id);
  const source = new FlagFile({
    path: resolve(here.root, file),
    name: file,
    folder: kept,
    nowMs,
    onTrouble: (why) => {
      if (why !== undefined) trouble(new Error(`${file} cannot be used; what was good is served on: ${why}`));
    },
  });
  source.watch();
  const mark = new SharedMarkFile(kept);
  const replica = new FlagReplica({ component: id, source, store, mark, onTrouble: trouble });
  const sets = here.config.environments.map(({ id: environment }) => {
    const counts = new AskedFile(join(kept, `asked-${environment}.json`), nowMs, trouble);
    const served = new ServedFlags({ environment, component: id, source, nowMs, reads, asked: counts.asked });
    return { served, counts };
  });
  return { replica, sets };
}

interface FollowedFile {
  readonly replica: FlagReplica;
  /** `counts`: where it is kept who asks. */
  readonly sets: readonly { readonly served: ServedFlags; readonly counts: AskedFile }[];
}

/** Every component of kind flags with a file, in every environment: followed, served, and told which versions live. */
export async function startFlags(options: FlagPartsOptions): Promise<FlagParts> {
  const { here, store, env, trouble } = options;
  const components = here.config.components
    .filter(({ kind }) => codeKinds.includes(kind))
    .map(({ id, tail }) => ({ id, isClient: tail }));
  const reads = new VersionReads(store, components, trouble);
  const files = here.config.components
    .filter(({ kind, file }) => kind === "flags" && file !== undefined)
    .map((each) => followed(options, each, reads));
  const parts = files.flatMap((each) => each.sets);
  const served = parts.map((each) => each.served);
  const agreed = () => Promise.all(files.map(({ replica }) => replica.agree()));
  const live = new LiveFacts(store, served, trouble);
  const look = () => Promise.all([live.look(), reads.look()]);
  const sets = new FlagSets(served, async () => {
    // A look that is under way may have begun before what somebody wants to see.
    await look();
    await look();
    await agreed();
  });
  await live.start();
  reads.start();
  for (const { replica } of files) await replica.start();
  return {
    turns: turnsOf(served, live),
    serving: {
      sets,
      tokens: store,
      origins: originsOf(env),
      agree: async (source) => files.find(({ replica }) => replica.source === source)?.replica.agree(),
    },
    look() {
      void live.look();
      for (const { replica } of files) void replica.look();
    },
    async close() {
      await Promise.all([live.stop(), reads.stop()]);
      for (const { replica } of files) await replica.stop();
      sets.close();
      for (const { counts } of parts) counts.close();
    },
  };
}

function turnsOf(served: readonly ServedFlags[], live: LiveFacts): FlagParts["turns"] {
  const environments = new Set(served.map((each) => each.environment));
  const own = (environment: string) => served.filter((each) => each.environment === environment);
  return new Map([...environments].map((each) => [each, new FlagTurns(own(each), () => live.lookAfresh())]));
}

/** CROSSFADE_FLAG_ORIGINS: pages that may ask from a browser, "https://app.example,https://shop.example"; "*": all. */
function originsOf({ CROSSFADE_FLAG_ORIGINS = "" }: FlagPartsOptions["env"]): readonly string[] {
  return CROSSFADE_FLAG_ORIGINS.split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
