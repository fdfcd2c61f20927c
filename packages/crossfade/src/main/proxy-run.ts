import type { ProxyPorts } from "../cli/proxy-ports.ts";
import { settingsOf } from "./proxy-settings.ts";
import { ProxySupervisor } from "./proxy-supervisor.ts";
import { chooseRouter } from "./router-config.ts";
import type { Stop } from "./stop.ts";

/** `crossfade proxy`, wired. */
export function createProxyPorts(stop: Stop): ProxyPorts {
  return {
    async run({ restart, ...choice }, tell) {
      const chosen = () =>
        chooseRouter(
          { ...choice, kinds: ["embedded"], command: "crossfade proxy" },
          process.cwd(),
          Date.now(),
        );
      const { stateFolder } = await chosen();
      const supervisor = await ProxySupervisor.create({
        folder: stateFolder,
        settings: async () => {
          const { router, file } = await chosen();
          return settingsOf(router, file);
        },
        tell,
        stop: stop.signal,
        nowMs: Date.now,
        pid: process.pid,
      });
      stop.inOrder();
      const reload = () =>
        void supervisor.reload().catch((error: Error) =>
          tell({
            kind: "event",
            event: "crossfade.yaml could not be taken over",
            details: { why: error.message },
          }),
        );
      process.on("SIGHUP", reload);
      try {
        await supervisor.run({ restart });
      } finally {
        process.off("SIGHUP", reload);
      }
    },
  };
}
