import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlagFile } from "../../packages/crossfade/src/flag-server/flag-file.ts";
import { FlagSets } from "../../packages/crossfade/src/flag-server/flag-sets.ts";
import { ServedFlags } from "../../packages/crossfade/src/flag-server/served-flags.ts";
import { type ControlServer, listenFor } from "../../packages/crossfade/src/http/control-server.ts";
import type { FlagServing } from "../../packages/crossfade/src/http/ofrep/flag-serving.ts";
import { ControlRoom } from "./control-room.ts";

/** A control room with a file of features in a folder of its own, served in production. */
export class FlagRoom {
  readonly room = new ControlRoom();
  readonly folder = mkdtempSync(join(tmpdir(), "crossfade-flags-"));
  readonly path = join(this.folder, "flags.yaml");
  readonly told: (string | undefined)[] = [];
  readonly source: FlagFile;
  readonly served: ServedFlags;
  readonly sets: FlagSets;
  #server: ControlServer | undefined;

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
    this.served = new ServedFlags({ environment: "production", component: "flags", source, nowMs });
    this.sets = new FlagSets([this.served]);
  }

  write(text: string): void {
    writeFileSync(this.path, text);
  }

  serving(more: Partial<FlagServing> = {}): FlagServing {
    return { sets: this.sets, tokens: this.room.store, origins: [], ...more };
  }

  async listen(more: Partial<FlagServing> = {}): Promise<string> {
    const app = this.room.app({ flags: this.serving(more) });
    this.#server = await listenFor(app, { host: "127.0.0.1", port: 0 });
    return this.#server.url;
  }

  async close(): Promise<void> {
    this.sets.close();
    await this.#server?.close(1_000);
    await this.room.control.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
