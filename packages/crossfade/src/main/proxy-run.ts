import type { ProxyPorts } from "../cli/proxy-ports.ts";
import { InvalidConfigError } from "../config/parse-config.ts";
import { settingsOf } from "./proxy-settings.ts";
import { ProxySupervisor } from "./proxy-supervisor.ts";
import { chooseRouter } from "./router-config.ts";
import type { Stop } from "./stop.ts";

const shownMistakes = 3;

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
            details: { why: whyNot(error) },
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

/** On one line, with the place of each mistake: whoever changed the file looks into this log. */
function whyNot(error: Error): string {
  const mistakes = error instanceof InvalidConfigError ? error.complaints : [];
  const told = mistakes
    .slice(0, shownMistakes)
    .map(({ file, line, column, message, expected }) =>
      [`${file}:${line}:${column}`, message, ...(expected === undefined ? [] : [expected])].join(" "),
    );
  return [error.message, ...told].join(" ");
}
