import { createHmac } from "node:crypto";
import { join } from "node:path";
import { CrossfadeError, type Router, type RouterState } from "@crossfade/core";
import { createEmbeddedRouter } from "../adapters/router/embedded-router.ts";
import { HaproxyRouter } from "../adapters/router/haproxy/haproxy-router.ts";
import type { ConfigRouter } from "../config/system-config.ts";
import { pinSecret } from "../proxy/pin-secret.ts";
import { socketPath } from "../proxy/proxy-process.ts";
import { StateFile } from "../proxy/state-file.ts";
import { makeStateFolder } from "./state-folder.ts";

/** A router of crossfade.yaml, ready to be spoken to; whether it answers is seen with the first call. */
export interface RouterAtWork {
  readonly id: string;
  readonly router: Router;
  /** The state that it was told last, from its folder; undefined: none yet. CF_ROUTER_STATE_UNREADABLE */
  desired(): Promise<RouterState | undefined>;
  /** HMAC-SHA-256 in hex, with the secret of this router's pins; the secret is made if there is none. */
  sign(text: string): Promise<string>;
}

/** CF_ROUTER_UNSUPPORTED for a kind that this version does not speak to. */
export function openRouter(router: ConfigRouter, stateFolder: string): RouterAtWork {
  const stateFile = new StateFile(join(stateFolder, "state.json"));
  return {
    id: router.id,
    router: routerOf(router, stateFolder),
    desired: () => stateFile.read(),
    async sign(text) {
      makeStateFolder(stateFolder);
      return createHmac("sha256", await pinSecret(stateFolder))
        .update(text)
        .digest("hex");
    },
  };
}

function routerOf({ id, kind }: ConfigRouter, stateFolder: string): Router {
  if (kind === "embedded") return createEmbeddedRouter({ id, socket: socketPath(stateFolder) });
  if (kind === "haproxy") {
    const elapsedMs = () => performance.now();
    return new HaproxyRouter({ router: id, folder: stateFolder, elapsedMs });
  }
  throw new CrossfadeError("CF_ROUTER_UNSUPPORTED", { router: id, kind, needed: "embedded or haproxy" });
}
