import { createHmac } from "node:crypto";
import { CrossfadeError, type Router, type RouterState, withDeclaredVersions } from "@crossfade/core";
import {
  createFakeRouter,
  type FakeRouter,
} from "../../packages/crossfade/src/adapters/router/fake-router.ts";
import { runTraffic } from "../../packages/crossfade/src/cli/traffic/run-traffic.ts";
import type { RouterRequest, TrafficPorts } from "../../packages/crossfade/src/cli/traffic/traffic-ports.ts";

/** 2026-11-21 12:00:00 UTC. */
const startMs = Date.UTC(2026, 10, 21, 12);
const pinSecret = new TextEncoder().encode("a secret of thirty-two bytes 123");
const reportFile = "shop/.crossfade/report.json";
/** A test that waits longer than this for nothing is a defect of its own. */
const maxWaits = 10_000;

interface TrafficWorldOptions {
  /** Labels by component, oldest first; each has two instances unless `instances` says otherwise. */
  readonly components: Readonly<Record<string, readonly string[]>>;
  readonly instances?: number;
  readonly files?: Readonly<Record<string, string>>;
  /** The report of the last check lies where it is looked for. */
  readonly report?: unknown;
  /** What a person at the terminal answers; without it nobody is there. */
  readonly answer?: string;
  readonly isTerminal?: boolean;
  /** What the verbs get instead of the router: the router, perhaps with a quirk. */
  readonly quirk?: (router: Router) => Router;
  /** Called when a verb waits, after time has passed. */
  readonly onWait?: (world: TrafficWorld) => void;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A router in memory with the whole of trafficctl in front of it. Time passes only where a verb waits. */
export class TrafficWorld {
  readonly router: FakeRouter;
  readonly opened: RouterRequest[] = [];
  readonly asked: string[] = [];
  /** What was written so far by the verb that runs. */
  out = "";
  err = "";
  readonly #options: TrafficWorldOptions;
  readonly #files: Record<string, string>;
  #desired: RouterState | "as it works" = "as it works";
  #stop = new AbortController();
  #nowMs = startMs;
  #waits = 0;

  constructor(options: TrafficWorldOptions) {
    this.#options = options;
    this.#files = {
      ...options.files,
      ...(options.report === undefined ? {} : { [reportFile]: JSON.stringify(options.report) }),
    };
    const state = withDeclaredVersions(undefined, {
      router: "edge",
      salt: "r1",
      components: Object.entries(options.components).map(([component, labels]) => ({
        component,
        versions: labels.map((label) => ({
          label,
          urls: Array.from(
            { length: options.instances ?? 2 },
            (_, index) => `http://${component}-${label.replace(/[^a-z0-9]+/g, "-")}-${index + 1}:80`,
          ),
        })),
      })),
    });
    this.router = createFakeRouter({ state, nowMs: () => this.#nowMs, pinSecret });
  }

  /** One run, as one would type it; blanks divide the arguments. */
  async run(line: string): Promise<Ran> {
    this.out = "";
    this.err = "";
    this.#stop = new AbortController();
    const code = await runTraffic(line.split(" "), this.#ports());
    return { code, out: this.out, err: this.err };
  }

  /** Runs it and gives what it prints; an exit code other than 0 is an error. */
  async say(line: string): Promise<string> {
    const { code, out, err } = await this.run(line);
    if (code !== 0) throw new Error(`${line} ended with ${code}: ${err}`);
    return out;
  }

  async state(): Promise<RouterState> {
    return (await this.router.read()).state;
  }

  /** What the router's own file says, where it differs from what the router does. */
  desire(state: RouterState): void {
    this.#desired = state;
  }

  pass(ms: number): void {
    this.#nowMs += ms;
  }

  ctrlC(): void {
    this.#stop.abort();
  }

  #ports(): TrafficPorts {
    const { answer, isTerminal = false, quirk, onWait } = this.#options;
    const ask =
      answer === undefined
        ? {}
        : {
            ask: async (question: string) => {
              this.asked.push(question);
              return answer;
            },
          };
    const plain = plainRouter(this.router);
    const router = quirk === undefined ? plain : quirk(plain);
    return {
      version: "1.2.3",
      stop: this.#stop.signal,
      nowMs: () => this.#nowMs,
      randomId: () => "id1",
      wait: async (ms, until) => {
        let isSettled = false;
        const settle = () => {
          isSettled = true;
        };
        until?.then(settle, settle);
        await new Promise((resolve) => setImmediate(resolve));
        if (isSettled) return;
        if (++this.#waits > maxWaits) throw new Error("waited too often");
        this.pass(ms);
        onWait?.(this);
      },
      open: async (request) => {
        this.opened.push(request);
        return {
          id: "edge",
          router: router,
          desired: async () => (this.#desired === "as it works" ? this.state() : this.#desired),
          sign: async (text) => createHmac("sha256", pinSecret).update(text).digest("hex"),
          reportFile,
        };
      },
      io: {
        stdout: (text) => {
          this.out += text;
        },
        stderr: (text) => {
          this.err += text;
        },
        env: {},
        isTerminal,
        columns: 100,
        writeFile: async () => {},
        appendFile: async () => {},
        exists: async (path) => Object.hasOwn(this.#files, path),
        readFile: async (path) => {
          const text = this.#files[path];
          if (text === undefined)
            throw new CrossfadeError("CF_FILE_UNREADABLE", { file: path, why: "there is none" });
          return text;
        },
        ...ask,
      },
    };
  }
}

/** As an object that can be spread, so that a quirk can replace one of its calls. It outlives the verb that closes it. */
function plainRouter(router: Router): Router {
  return {
    capabilities: router.capabilities,
    read: () => router.read(),
    plan: (desired) => router.plan(desired),
    apply: (desired) => router.apply(desired),
    verify: (desired) => router.verify(desired),
    measure: (sinceS, usersSinceS) => router.measure(sinceS, usersSinceS),
    drain: (target, withinMs) => router.drain(target, withinMs),
    close: async () => {},
  };
}
