import type { RouterState } from "@crossfade/core";
import { mapFile } from "../../packages/crossfade/src/adapters/router/haproxy/config-words.ts";
import { haproxyCapabilities } from "../../packages/crossfade/src/adapters/router/haproxy/haproxy-router.ts";
import { mapChange, mapCommands } from "../../packages/crossfade/src/adapters/router/haproxy/map-changes.ts";
import { mapsOf } from "../../packages/crossfade/src/adapters/router/haproxy/map-entries.ts";
import { readRunning } from "../../packages/crossfade/src/adapters/router/haproxy/running-process.ts";
import { RuntimeSocket } from "../../packages/crossfade/src/adapters/router/haproxy/runtime-socket.ts";
import { describeHaproxy, RunningHaproxy } from "../support/haproxy.ts";
import { httpCalls } from "./router-contract/http-calls.ts";
import type { RouterSetup, RouterUnderTest } from "./router-contract/router-under-test.ts";
import { routerContract } from "./router-contract.ts";

async function haproxy(setup: RouterSetup): Promise<RouterUnderTest> {
  const { components, latencyThresholdsMs, userKey } = setup;
  const routes = setup.routes.map(({ to, ...route }) => ({ ...route, component: to }));
  const running = await RunningHaproxy.start({
    components,
    latencyThresholdsMs,
    settings: { routes, userKey },
  });
  const calls = httpCalls(running.settings.listen);
  return {
    router: running.router,
    send: calls.send,
    open: calls.open,
    sign: (text) => running.sign(text),
    tamper: (state) => tamper(running, state),
    async close() {
      calls.close();
      await running.close();
    },
  };
}

/** What a person would type at the runtime socket. */
async function tamper({ settings, folder }: RunningHaproxy, state: RouterState): Promise<void> {
  const { router } = settings;
  const socket = new RuntimeSocket({ router, path: `${folder}/haproxy.sock`, timeoutMs: 2_000 });
  const { maps, slot } = await readRunning(socket, settings);
  const wanted = mapsOf([{ state, slot }]);
  for (const [name, entries] of wanted) {
    const commands = mapCommands({
      file: mapFile(folder, name),
      ...mapChange(maps.get(name) ?? [], entries),
    });
    if (commands.length > 0) await socket.ask(commands);
  }
}

describeHaproxy("the real one", () =>
  routerContract("HAProxy", {
    capabilities: haproxyCapabilities,
    make: haproxy,
  }),
);
