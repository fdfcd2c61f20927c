import {
  CrossfadeError,
  type NewVersion,
  type PublishedVersion,
  type RegistryStore,
  type VersionLabel,
} from "@crossfade/core";
import { copied } from "./copied.ts";
import { differenceOf, snapshotOf } from "./snapshot.ts";

const listLimit = 200;

/** Published versions in memory. */
export class FakeRegistryStore implements RegistryStore {
  readonly #versions = new Map<string, PublishedVersion>();
  readonly #snapshots = new Map<string, Readonly<Record<string, string>>>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async publish(
    version: NewVersion,
  ): Promise<{ readonly version: PublishedVersion; readonly isNew: boolean }> {
    const snapshot = snapshotOf(version);
    const id = `${version.component}@${version.label}`;
    const known = this.#versions.get(id);
    const difference = known && differenceOf(known, version);
    if (difference !== undefined) throw new CrossfadeError("CF_VERSION_TAKEN", { version: id, difference });
    if (known !== undefined) return { version: copied(known), isNew: false };
    const { files, ...rest } = version;
    const fresh = copied({ ...rest, snapshot: snapshot.digest, publishedMs: this.#nowMs() });
    this.#versions.set(id, fresh);
    this.#snapshots.set(snapshot.digest, copied(files));
    return { version: copied(fresh), isNew: true };
  }

  async version(component: string, label: VersionLabel): Promise<PublishedVersion | undefined> {
    const version = this.#versions.get(`${component}@${label}`);
    return version && copied(version);
  }

  async versions(component?: string): Promise<readonly PublishedVersion[]> {
    const all = [...this.#versions.values()].reverse();
    return copied(
      all.filter((each) => component === undefined || each.component === component).slice(0, listLimit),
    );
  }

  async snapshot(digest: string): Promise<Readonly<Record<string, string>>> {
    const files = this.#snapshots.get(digest);
    if (files === undefined) throw new CrossfadeError("CF_SNAPSHOT_UNKNOWN", { digest });
    return copied(files);
  }
}
