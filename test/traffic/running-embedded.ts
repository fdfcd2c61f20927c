import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Router } from "@crossfade/core";
import { createEmbeddedRouter } from "../../packages/crossfade/src/adapters/router/embedded-router.ts";
import { startProxy } from "../../packages/crossfade/src/main/proxy-child.ts";
import { settingsOf } from "../../packages/crossfade/src/main/proxy-settings.ts";
import { socketPath } from "../../packages/crossfade/src/proxy/proxy-process.ts";
import { whenGone } from "../support/when-gone.ts";

/** The embedded proxy as a process of its own, in front of one component `app`. */
export interface RunningEmbedded {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  readonly router: Router;
  stop(): Promise<void>;
}

/** `versions`: oldest first, which has everybody. */
export async function startEmbedded(
  versions: readonly { readonly label: string; readonly urls: readonly string[] }[],
  limits: Readonly<Record<string, number>> = {},
): Promise<RunningEmbedded> {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-truth-"));
  const file = settingsOf(
    {
      id: "edge",
      kind: "embedded",
      listen: { host: "127.0.0.1", port: 0 },
      routes: [{ path: "/", to: "app", name: "/" }],
      upstreams: [{ component: "app", versions }],
      userKey: { kind: "cookie", name: "uid" },
      salt: "first",
      trusted: [],
      state: folder,
      limits,
      latencyThresholdsMs: [100, 1_000],
      at: { line: 1, column: 1 },
    },
    "crossfade.yaml",
  );
  const { listen, pid } = await startProxy(folder, file);
  const socket = socketPath(folder);
  const router = createEmbeddedRouter({ id: "edge", socket });
  return {
    url: `http://127.0.0.1:${listen.port}`,
    port: listen.port,
    pid,
    folder,
    router,
    stop: async () => {
      await router.close();
      process.kill(pid, "SIGKILL");
      await whenGone(socket);
      rmSync(folder, { recursive: true });
    },
  };
}
