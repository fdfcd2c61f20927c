import type { UpNotice } from "../cli/control-ports.ts";
import type { EnvironmentRouter } from "./environment-parts.ts";
import { settingsOf } from "./proxy-settings.ts";
import { ProxySupervisor } from "./proxy-supervisor.ts";
import { type ConfigHere, configHere } from "./router-config.ts";

interface Watching {
  readonly here: ConfigHere;
  readonly tell: (notice: UpNotice) => void;
  readonly trouble: (error: unknown) => void;
}

/** The embedded routers of a control plane, each a process of its own that outlives it. */
export class WatchedProxies {
  readonly #stop = new AbortController();
  readonly #leave = new AbortController();
  readonly #running: Promise<void>[] = [];

  /** Resolves when each of them serves, or has been told of. */
  static async start(routers: readonly EnvironmentRouter[], watching: Watching): Promise<WatchedProxies> {
    const proxies = new WatchedProxies();
    await Promise.all(routers.map((each) => proxies.#watch(each, watching)));
    return proxies;
  }

  /** `leave`: they serve on, and whoever starts next takes them over. */
  async end(how: "stop" | "leave"): Promise<void> {
    (how === "stop" ? this.#stop : this.#leave).abort();
    await Promise.all(this.#running);
  }

  async #watch({ config, stateFolder }: EnvironmentRouter, { here, tell, trouble }: Watching): Promise<void> {
    const { id } = config;
    await new Promise<void>((serves) => {
      const run = async () => {
        const supervisor = await ProxySupervisor.create({
          folder: stateFolder,
          settings: async () => settingsOf(await this.#router(id, here, config), here.file, true),
          tell: (notice) => {
            tell({ kind: "proxy", router: id, notice });
            if (notice.kind === "serving") serves();
          },
          stop: this.#stop.signal,
          leave: this.#leave.signal,
          nowMs: Date.now,
          pid: process.pid,
        });
        await supervisor.run({ restart: false });
      };
      this.#running.push(run().catch(trouble).finally(serves));
    });
  }

  /** As crossfade.yaml has it now. */
  async #router(id: string, here: ConfigHere, before: EnvironmentRouter["config"]) {
    const { config } = await configHere(here.file, process.cwd(), Date.now());
    return config.routers.find((each) => each.id === id) ?? before;
  }
}
