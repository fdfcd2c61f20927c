import {
  type Cache,
  CrossfadeError,
  canonicalJson,
  type Hash,
  publishedPaths,
  type Revision,
} from "@crossfade/core";
import { ContractReader } from "../analysis/contract-at.ts";
import { promisesOf } from "../analysis/versions.ts";
import type { ConfigComponent, SystemConfig } from "../config/system-config.ts";
import { checkFlagFile } from "./check-flag-file.ts";
import { filesToPublish } from "./files-to-publish.ts";
import { flagReadsOf } from "./flag-reads.ts";

/** A revision that versions are published from. */
export interface Checkout {
  readonly revision: Revision;
  readonly config: SystemConfig;
  readonly hash: Hash;
  readonly cache: Cache;
}

/** What is known of a version where it was built; its label and its publisher are not among it. */
export interface CollectedVersion {
  readonly component: string;
  /** Equal exactly where the files of the component and what it promises are equal, in revisions of one kind. */
  readonly contents: string;
  readonly revision?: string;
  readonly files: Readonly<Record<string, string>>;
}

/** CF_COMPONENT_EMPTY where the revision has no file of it, CF_FLAG_FILE_REFUSED where its flags could not be served. */
export function collectVersion(checkout: Checkout, component: ConfigComponent): CollectedVersion {
  const { revision, config } = checkout;
  const own = revision.contents(component);
  if (own.files === 0)
    throw new CrossfadeError("CF_COMPONENT_EMPTY", {
      component: component.id,
      paths: component.paths.join(", "),
    });
  checkFlagFile(revision, component);
  const reads = flagReadsOf(revision, config, component);
  const files = filesToPublish(revision, config, component);
  return {
    component: component.id,
    contents: checkout.hash(canonicalJson([own.digest, promised(checkout, component)])),
    ...(revision.commit === undefined ? {} : { revision: revision.commit }),
    files:
      reads === undefined ? files : { ...files, [publishedPaths.flagReads]: `${JSON.stringify(reads)}\n` },
  };
}

/** Each promise once: another client of the same contract changes nothing. */
function promised({ revision, config, hash, cache }: Checkout, { id }: ConfigComponent): readonly string[] {
  const reader = new ContractReader(new Map([[revision, config]]), hash, cache);
  const promises = config.links.flatMap((link) => promisesOf(link, id, revision, reader));
  return [...new Set(promises)].sort();
}
