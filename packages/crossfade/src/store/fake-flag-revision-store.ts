import type { FlagRevisionStore, SharedFlagRevision } from "@crossfade/core";

/** Revisions of flags in memory. */
export class FakeFlagRevisionStore implements FlagRevisionStore {
  readonly #revisions: SharedFlagRevision[] = [];

  async flagRevisions(component: string, after: number): Promise<readonly SharedFlagRevision[]> {
    return this.#revisions.filter((each) => each.component === component && each.revision > after);
  }

  async addFlagRevision(revision: SharedFlagRevision): Promise<boolean> {
    if ((await this.flagRevisions(revision.component, revision.revision - 1)).length > 0) return false;
    this.#revisions.push({ ...revision });
    return true;
  }
}
