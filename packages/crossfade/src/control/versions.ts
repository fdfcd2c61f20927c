import type { NewVersion, PublishedVersion } from "@crossfade/core";
import type { PublishRequest } from "../wire/requests.ts";
import type { Published } from "../wire/views.ts";
import { type Caller, need } from "./caller.ts";
import type { ControlDeps } from "./control-deps.ts";

/** The versions that were published, with the contracts they carry. They are the system's, not an environment's. */
export class Versions {
  readonly #deps: ControlDeps;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
  }

  /** CF_FORBIDDEN */
  async list(caller: Caller, component?: string): Promise<readonly PublishedVersion[]> {
    need(caller, "read");
    return this.#deps.store.versions(component);
  }

  /** CF_FORBIDDEN, CF_VERSION_TAKEN, CF_VERSION_UNPUBLISHED, CF_SNAPSHOT_TOO_LARGE */
  async publish(caller: Caller, request: PublishRequest): Promise<Published> {
    const { component, label, contents, artifactDigest, builtAgainst, revision, files } = request;
    need(caller, "publish", { components: [component] });
    const { store, withProviders = asItIs } = this.#deps;
    const version = await withProviders({
      component,
      label,
      contents,
      builtAgainst,
      files,
      by: caller.person,
      ...(artifactDigest === undefined ? {} : { artifactDigest }),
      ...(revision === undefined ? {} : { revision }),
    });
    return store.publish(version);
  }
}

async function asItIs(version: NewVersion): Promise<NewVersion> {
  return version;
}
