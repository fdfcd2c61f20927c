import { relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CrossfadeError } from "@crossfade/core";
import { startCollector } from "../adapters/router/haproxy/collector.ts";
import { logTokenOf } from "../adapters/router/haproxy/haproxy-files.ts";
import { defaultCollect, type HaproxySettings } from "../adapters/router/haproxy/settings.ts";
import {
  type ConfigurationRequest,
  previewConfiguration,
  writeConfiguration,
} from "../adapters/router/haproxy/written-configuration.ts";
import type { CollectNotice, RouterChoiceFlags, RouterPorts } from "../cli/router-ports.ts";
import { pinSecret } from "../proxy/pin-secret.ts";
import { settingsOf } from "./proxy-settings.ts";
import { type ChosenRouter, chooseRouter } from "./router-config.ts";
import { makeStateFolder } from "./state-folder.ts";
import type { Stop } from "./stop.ts";

/** How often it is looked whether requests were missed. */
const lookEveryMs = 5_000;

/** `crossfade router`, wired. */
export function createRouterPorts(stop: Stop): RouterPorts {
  return {
    async writeConfig(choice) {
      const chosen = await chosenHaproxy(choice, "crossfade router config haproxy");
      const { file, state, validation } = await writeConfiguration({
        ...(await requestOf(chosen)),
        haproxy: "haproxy",
      });
      const versions = Object.entries(state.components).flatMap(([component, traffic]) =>
        traffic.versions.map(({ label, instances }) => ({ component, label, instances: instances.length })),
      );
      const { settings } = settingsOf(chosen.router, chosen.file);
      return {
        router: chosen.router.id,
        listen: settings.listen,
        file: relative(process.cwd(), file),
        versions,
        ...(validation === undefined ? {} : { acceptedBy: validation.version }),
      };
    },
    async previewConfig(choice) {
      return previewConfiguration(
        await requestOf(await chosenHaproxy(choice, "crossfade router config haproxy")),
      );
    },
    collect: (choice, tell) => collected(choice, tell, stop),
  };
}

async function collected(
  choice: RouterChoiceFlags,
  tell: (notice: CollectNotice) => void,
  stop: Stop,
): Promise<void> {
  const { router, stateFolder } = await chosenHaproxy(choice, "crossfade router collect");
  const at = router.collect ?? defaultCollect;
  const collector = await startCollector({
    router: router.id,
    folder: stateFolder,
    collect: at,
    token: logTokenOf(await secretOf(stateFolder)),
    thresholdsMs: router.latencyThresholdsMs,
    nowMs: Date.now,
  });
  stop.inOrder();
  tell({ kind: "collecting", router: router.id, at });
  let told = 0;
  while (!stop.signal.aborted) {
    await delay(lookEveryMs, undefined, { signal: stop.signal }).catch(() => undefined);
    const { lost, foreign } = collector.tallied();
    if (lost + foreign > told) tell({ kind: "missed", lost, foreign });
    told = lost + foreign;
  }
  tell({ kind: "stopped", counted: collector.tallied().counted });
  await collector.close();
}

function chosenHaproxy(choice: RouterChoiceFlags, command: string): Promise<ChosenRouter> {
  return chooseRouter({ ...choice, kinds: ["haproxy"], command }, process.cwd(), Date.now());
}

async function requestOf({
  router,
  stateFolder,
  file,
}: ChosenRouter): Promise<Omit<ConfigurationRequest, "haproxy">> {
  const { settings, declared } = settingsOf(router, file);
  const { routes, userKey, trusted, hosts, health, listen } = settings;
  // HAProxy takes any free port, too, but nobody would know which.
  if (listen.port === 0)
    throw new CrossfadeError("CF_ROUTER_UNFINISHED", {
      router: router.id,
      file,
      missing: "fixed port in `listen`",
    });
  const haproxy: HaproxySettings = {
    router: router.id,
    folder: stateFolder,
    listen,
    routes,
    userKey,
    trusted,
    hosts,
    ...(health === undefined ? {} : { health }),
    collect: router.collect ?? defaultCollect,
  };
  return { settings: haproxy, declared, pinSecret: await secretOf(stateFolder) };
}

async function secretOf(stateFolder: string): Promise<string> {
  makeStateFolder(stateFolder);
  return Buffer.from(await pinSecret(stateFolder)).toString("hex");
}
