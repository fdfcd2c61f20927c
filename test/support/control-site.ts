import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CrossfadeError } from "@crossfade/core";
import type { Commands, Io } from "../../packages/crossfade/src/cli/commands.ts";
import type {
  CollectRequest,
  ControlPlace,
  ControlPorts,
  StoreFileRequest,
  UpNotice,
  UpRequest,
} from "../../packages/crossfade/src/cli/control-ports.ts";
import { run } from "../../packages/crossfade/src/cli/run.ts";
import { HttpControlApi } from "../../packages/crossfade/src/client/http-control-api.ts";
import type { PublishRequest } from "../../packages/crossfade/src/wire/requests.ts";
import { prague, shopNowMs } from "./shop-release.ts";

export interface Asked {
  /** "POST /releases/shop-2/abort". */
  readonly call: string;
  readonly body: unknown;
  readonly token: string | undefined;
}

/** What a route answers: a value, or something that it does with the response itself. */
type Answer = unknown | ((response: ServerResponse, asked: Asked) => void);

export interface ControlSiteOptions {
  /** Files that are there. */
  readonly texts?: Readonly<Record<string, string>>;
  /** By call. What is not listed is refused with CF_ROUTE_UNKNOWN. */
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly place?: ControlPlace;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person at the terminal answers; without it nobody is there. */
  readonly reply?: string;
  readonly isTerminal?: boolean;
  readonly collected?: readonly PublishRequest[];
  readonly notices?: readonly UpNotice[];
  /** Told what was printed, whenever something is; may stop it. */
  readonly onOutput?: (out: string, site: ControlSite) => void;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const siteToken = `cf_${"t".repeat(43)}`;

/** The command line in front of a server on a socket of its own, which answers what a test says. */
export class ControlSite {
  readonly asked: Asked[] = [];
  readonly questions: string[] = [];
  readonly collects: CollectRequest[] = [];
  readonly ups: UpRequest[] = [];
  readonly files: StoreFileRequest[] = [];
  readonly written = new Map<string, string>();
  readonly tokenFiles: string[] = [];
  out = "";
  err = "";
  url = "";
  readonly #options: ControlSiteOptions;
  readonly #server: Server;
  #stop = new AbortController();

  private constructor(options: ControlSiteOptions, server: Server) {
    this.#options = options;
    this.#server = server;
  }

  static async open(options: ControlSiteOptions = {}): Promise<ControlSite> {
    const server = createServer((request, response) => void site.#answer(request, response));
    const site = new ControlSite(options, server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return site;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** One run of `crossfade`, as one would type it; a text in quotes is one argument. */
  async run(line: string): Promise<Ran> {
    this.out = "";
    this.err = "";
    this.#stop = new AbortController();
    const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
    const code = await run(argv, this.#commands(), this.#io());
    return { code, out: this.out, err: this.err };
  }

  ctrlC(): void {
    this.#stop.abort();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += chunk;
    const call = `${request.method} ${(request.url ?? "").replace("/api/v1", "")}`;
    const token = request.headers.authorization?.replace("Bearer ", "");
    const asked = { call, body: body === "" ? undefined : JSON.parse(body), token };
    this.asked.push(asked);
    const { answers = {} } = this.#options;
    const answer = answers[call];
    if (typeof answer === "function") answer(response, asked);
    else if (Object.hasOwn(answers, call)) sendJson(response, answer);
    else sendError(response, 404, "CF_ROUTE_UNKNOWN", `There is nothing at ${call}.`);
  }

  #io(): Io {
    const { isTerminal = false, env = {}, onOutput } = this.#options;
    return {
      stdout: (text) => {
        this.out += text;
        onOutput?.(this.out, this);
      },
      stderr: (text) => {
        this.err += text;
      },
      env: { CROSSFADE_SERVER: this.url, CROSSFADE_TOKEN: siteToken, NO_COLOR: "1", ...env },
      isTerminal,
      columns: 100,
      writeFile: async () => Promise.reject(new Error("the control plane's verbs write no file")),
      appendFile: async () => Promise.reject(new Error("the control plane's verbs write no file")),
    };
  }

  #commands(): Commands<never> {
    return { version: "1.2.3", control: this.#ports() } as unknown as Commands<never>;
  }

  #ports(): ControlPorts {
    const { place, reply, collected = [], notices = [] } = this.#options;
    const ask =
      reply === undefined
        ? {}
        : {
            ask: async (question: string) => {
              this.questions.push(question);
              return reply;
            },
          };
    return {
      connect: (address) =>
        new HttpControlApi(
          { ...address, version: "1.2.3" },
          { firstRetryMs: 5, longestRetryMs: 20, silentMs: 5_000 },
        ),
      place: async () => place ?? { environments: ["production"] },
      readToken: async (path) => {
        this.tokenFiles.push(path);
        if (path.includes("missing"))
          throw new CrossfadeError("CF_TOKEN_FILE", { file: path, why: "it is not there" });
        return siteToken;
      },
      writeToken: async (path, token) => void this.written.set(path, token),
      readText: async (path) => this.#options.texts?.[path] ?? "",
      collect: async (request) => {
        this.collects.push(request);
        return collected;
      },
      up: async (request, tell) => {
        this.ups.push(request);
        for (const notice of notices) tell(notice);
      },
      exportTo: async (request) => this.files.push(request),
      importFrom: async (request) => this.files.push(request),
      ...ask,
      nowMs: () => shopNowMs,
      wait: async (_, until) => {
        await Promise.race([until?.catch(() => undefined), new Promise((resolve) => setImmediate(resolve))]);
      },
      zone: prague,
      stop: { signal: this.#stop.signal, inOrder: () => {} },
    };
  }
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(value === undefined ? "" : JSON.stringify(value));
}

export function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, { error: { code, message, hint: "Look again.", details: {} } }, status);
}
