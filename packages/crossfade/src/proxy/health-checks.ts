import { Client } from "undici";
import { type ConnectionSettings, connectorTo } from "./instance-connections.ts";
import type { LiveInstance } from "./live-instance.ts";
import type { HealthCheck } from "./settings.ts";

/** Asks one instance again and again whether it is well. Each question is a connection of its own: it tests that too. */
export class InstanceChecks {
  readonly #instance: LiveInstance;
  readonly #check: HealthCheck;
  readonly #nowMs: () => number;
  readonly #client: Client;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(
    instance: LiveInstance,
    check: HealthCheck,
    {
      nowMs,
      connection,
    }: {
      readonly nowMs: () => number;
      readonly connection: ConnectionSettings;
    },
  ) {
    this.#instance = instance;
    this.#check = check;
    this.#nowMs = nowMs;
    this.#client = new Client(instance.url, {
      connect: connectorTo(instance.url, connection),
      pipelining: 0,
    });
    void this.#ask();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#client.destroy();
  }

  async #ask(): Promise<void> {
    const why = await this.#problem();
    if (this.#isStopped) return;
    const atMs = this.#nowMs();
    this.#instance.checked(
      why === undefined ? { isOk: true, atMs } : { isOk: false, why, atMs },
      this.#check.needed,
    );
    this.#timer = setTimeout(() => void this.#ask(), this.#check.everyMs);
  }

  async #problem(): Promise<string | undefined> {
    const { path, timeoutMs } = this.#check;
    try {
      const { statusCode, body } = await this.#client.request({
        path,
        method: "GET",
        headers: { "user-agent": "crossfade-health" },
        signal: AbortSignal.timeout(timeoutMs),
        ...(this.#instance.isHttps ? { servername: this.#instance.name } : {}),
      });
      await body.dump({ limit: maxAnswerBytes });
      return statusCode >= 200 && statusCode < 300 ? undefined : `${path} answered ${statusCode}`;
    } catch (error) {
      const { name, code } = error as { readonly name?: string; readonly code?: string };
      return name === "TimeoutError" ? `no answer within ${timeoutMs} ms` : (code ?? String(error));
    }
  }
}

const maxAnswerBytes = 65_536;
