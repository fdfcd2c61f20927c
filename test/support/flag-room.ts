import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LivePhase, publishedPaths } from "@crossfade/core";
import { FlagFile } from "../../packages/crossfade/src/flag-server/flag-file.ts";
import { FlagSets } from "../../packages/crossfade/src/flag-server/flag-sets.ts";
import { ServedFlags } from "../../packages/crossfade/src/flag-server/served-flags.ts";
import { VersionReads } from "../../packages/crossfade/src/flag-server/version-reads.ts";
import { type ControlServer, listenFor } from "../../packages/crossfade/src/http/control-server.ts";
import { listenForSync, type SyncServer } from "../../packages/crossfade/src/http/flagd-sync/sync-server.ts";
import type { FlagServing } from "../../packages/crossfade/src/http/ofrep/flag-serving.ts";
import type { PublishedFlagReads } from "../../packages/crossfade/src/wire/flag-reads.ts";
import { ControlRoom } from "./control-room.ts";

/** A control room with a file of features in a folder of its own, served in production. */
export class FlagRoom {
  readonly room = new ControlRoom();
  readonly folder = mkdtempSync(join(tmpdir(), "crossfade-flags-"));
  readonly path = join(this.folder, "flags.yaml");
  readonly defects: string[] = [];
  readonly told: (string | undefined)[] = [];
  readonly source: FlagFile;
  /** What is published in the control room: clients `web` and `app`, a server `api`. */
  readonly reads = new VersionReads(this.room.store, [
    { id: "web", isClient: true },
    { id: "app", isClient: true },
    { id: "api", isClient: false },
  ]);
  readonly served: ServedFlags;
  readonly sets: FlagSets;
  #server: ControlServer | undefined;
  #sync: SyncServer | undefined;

  constructor(text: string) {
    this.write(text);
    const nowMs = () => this.room.nowMs;
    this.source = new FlagFile({
      path: this.path,
      name: "flags.yaml",
      folder: join(this.folder, "kept"),
      nowMs,
      onTrouble: (why) => this.told.push(why),
    });
    const { source } = this;
    const { reads } = this;
    this.served = new ServedFlags({ environment: "production", component: "flags", source, nowMs, reads });
    this.sets = new FlagSets([this.served]);
  }

  write(text: string): void {
    writeFileSync(this.path, text);
  }

  /** A version that was published, and what it reads: keys with their defaults. */
  async publish(
    component: string,
    label: string,
    reads: Readonly<Record<string, unknown>>,
    more: Partial<PublishedFlagReads> = {},
  ): Promise<void> {
    const found = Object.entries(reads).map(([key, value]) => [
      key,
      { type: typeof value, defaults: [value], at: [`${component}/main.ts:1:1`] },
    ]);
    const published: PublishedFlagReads = {
      flagReadsSchema: 1,
      component,
      toldBy: "folder",
      reads: Object.fromEntries(found),
      uncertain: [],
      sources: 1,
      folders: {},
      ...more,
    };
    this.room.nowMs += 1;
    await this.room.store.publish({
      component,
      label,
      contents: `${component}@${label}`,
      builtAgainst: {},
      by: "ada",
      files: { [publishedPaths.flagReads]: JSON.stringify(published) },
    });
    await this.reads.look();
  }

  /** What lives in production, "web@1.0.0" or "web@1.0.0 ended". */
  live(...versions: readonly string[]): void {
    this.served.live = versions.map((text) => {
      const [id = "", phase = "released"] = text.split(" ");
      const [component = "", label = ""] = id.split("@");
      return { component, label, phase: phase as LivePhase, endpoints: [], deployedMs: 0 };
    });
  }

  serving(more: Partial<FlagServing> = {}): FlagServing {
    return { sets: this.sets, tokens: this.room.store, origins: [], ...more };
  }

  async listen(more: Partial<FlagServing> = {}): Promise<string> {
    const app = this.room.app({ flags: this.serving(more) });
    this.#server = await listenFor(app, { host: "127.0.0.1", port: 0 });
    return this.#server.url;
  }

  /** The port of flagd.sync.v1; again, after `stopSync`, the same one where it is given. */
  async listenForSync(port = 0, more: Partial<FlagServing> = {}): Promise<number> {
    const { tokens } = this.room.control;
    const deps = {
      tokens,
      nowMs: () => this.room.nowMs,
      onDefect: (defect: string) => this.defects.push(defect),
    };
    this.#sync = await listenForSync(this.serving(more), deps, { host: "127.0.0.1", port });
    return Number(this.#sync.at.split(":")[1]);
  }

  async stopSync(): Promise<void> {
    await this.#sync?.close(1_000);
    this.#sync = undefined;
  }

  async close(): Promise<void> {
    await this.stopSync();
    this.sets.close();
    await this.#server?.close(1_000);
    await this.room.control.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
