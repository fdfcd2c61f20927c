import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { everyCapability } from "@crossfade/core";
import { createEmbeddedRouter } from "../../packages/crossfade/src/adapters/router/embedded-router.ts";
import { startProxy } from "../../packages/crossfade/src/main/proxy-child.ts";
import { settingsOf } from "../../packages/crossfade/src/main/proxy-settings.ts";
import { pinSecret } from "../../packages/crossfade/src/proxy/pin-secret.ts";
import { socketPath } from "../../packages/crossfade/src/proxy/proxy-process.ts";
import { whenGone } from "../support/when-gone.ts";
import { httpCalls } from "./router-contract/http-calls.ts";
import type { RouterSetup, RouterUnderTest } from "./router-contract/router-under-test.ts";
import { routerContract } from "./router-contract.ts";

/** The embedded proxy as a process of its own, spoken to over its admin socket. */
async function embedded(setup: RouterSetup): Promise<RouterUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-router-"));
  const { id, components, routes, userKey, latencyThresholdsMs } = setup;
  const file = settingsOf(
    {
      id,
      kind: "embedded",
      listen: { host: "127.0.0.1", port: 0 },
      routes,
      upstreams: components,
      userKey,
      salt: "first",
      trusted: [],
      state: folder,
      limits: {},
      latencyThresholdsMs,
      at: { line: 1, column: 1 },
    },
    "crossfade.yaml",
  );
  const { listen, pid } = await startProxy(folder, file);
  const socket = socketPath(folder);
  const router = createEmbeddedRouter({ id, socket });
  const byHand = createEmbeddedRouter({ id, socket });
  const calls = httpCalls(listen);
  return {
    router,
    send: calls.send,
    open: calls.open,
    sign: async (text) =>
      createHmac("sha256", await pinSecret(folder))
        .update(text)
        .digest("hex"),
    tamper: (state) => byHand.apply(state),
    async close() {
      calls.close();
      await router.close();
      process.kill(pid, "SIGTERM");
      await whenGone(socket);
      rmSync(folder, { recursive: true });
    },
  };
}

routerContract("the embedded proxy", {
  capabilities: { ...everyCapability, movesInstances: true },
  make: embedded,
});
