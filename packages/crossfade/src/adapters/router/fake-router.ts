import { createHmac, timingSafeEqual } from "node:crypto";
import {
  bucketOf,
  CrossfadeError,
  changeSentences,
  chooseVersion,
  type DrainTarget,
  defaultLatencyThresholdsMs,
  deviationSentences,
  everyCapability,
  type MeasuredTraffic,
  parseRouterState,
  type Router,
  type RouterReading,
  type RouterState,
  readToken,
  supersedes,
  TrafficCounter,
  type VersionTraffic,
  versionOf,
} from "@crossfade/core";

export interface FakeRouterOptions {
  readonly state: RouterState;
  /** ms since 1970. */
  readonly nowMs: () => number;
  /** The key of tester pins. */
  readonly pinSecret: Uint8Array;
  readonly latencyThresholdsMs?: readonly number[];
}

/** One request, as a router sees it. */
export interface FakeCall {
  readonly component: string;
  readonly userKey: string;
  /** The named route; "" by default. */
  readonly route?: string;
  readonly affinity?: string;
  readonly tester?: string;
  readonly document?: boolean;
  /** As the header `x-client-version` says. */
  readonly client?: string;
  /** What the version answers: 200, and after 1 ms, by default. */
  readonly status?: number;
  readonly latencyMs?: number;
}

export interface FakeAnswer {
  readonly status: number;
  /** Undefined: no version has the user. */
  readonly label?: string;
  readonly instance?: string;
  readonly pinRefused: boolean;
}

interface OpenStream extends DrainTarget {
  /** `isTold`: the stream was told to come again. */
  readonly end: (isTold: boolean) => void;
}

interface Chosen extends FakeAnswer {
  readonly bucket: number;
  readonly isTester: boolean;
}

export function createFakeRouter(options: FakeRouterOptions): FakeRouter {
  return new FakeRouter(options);
}

/** The port Router in memory, with the same fence and the same choice; calls come from tests instead of a network. */
export class FakeRouter implements Router {
  readonly capabilities = { ...everyCapability, movesInstances: true };
  readonly #options: FakeRouterOptions;
  readonly #sinceMs: number;
  readonly #counter: TrafficCounter;
  readonly #streams = new Set<OpenStream>();
  readonly #unready = new Set<string>();
  #state: RouterState;
  #turn = 0;
  #isClosed = false;

  constructor(options: FakeRouterOptions) {
    this.#options = options;
    this.#sinceMs = options.nowMs();
    this.#state = parseRouterState(options.state);
    this.#counter = new TrafficCounter({
      thresholdsMs: options.latencyThresholdsMs ?? defaultLatencyThresholdsMs,
      nowS: seconds(this.#sinceMs),
    });
  }

  async read(): Promise<RouterReading> {
    this.#reached();
    return readingOf(this.#state, {
      streams: this.#streams,
      unready: this.#unready,
      sinceMs: this.#sinceMs,
    });
  }

  async plan(desired: RouterState): Promise<readonly string[]> {
    this.#reached();
    return changeSentences(this.#state, parseRouterState(desired));
  }

  async apply(desired: RouterState): Promise<void> {
    this.#reached();
    const next = parseRouterState(desired);
    if (supersedes(this.#state, next)) this.tamper(next);
  }

  async verify(desired: RouterState): Promise<readonly string[]> {
    this.#reached();
    return deviationSentences(this.#state, desired);
  }

  async measure(sinceS: number, usersSinceS?: number): Promise<MeasuredTraffic> {
    this.#reached();
    return this.#counter.measure(sinceS, seconds(this.#options.nowMs()), usersSinceS);
  }

  async drain(target: DrainTarget): Promise<{ readonly requests: number; readonly streams: number }> {
    this.#reached();
    for (const stream of this.#streams) if (isOn(stream, target)) stream.end(true);
    return { requests: 0, streams: 0 };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  send(call: FakeCall): FakeAnswer {
    const chosen = this.#chosen(call);
    this.#count(call, chosen);
    const { bucket: _, isTester: __, ...answer } = chosen;
    return answer;
  }

  /** A stream on whatever version the call gets; `ended` is called when the router ends it. */
  open(call: FakeCall, ended: (isTold: boolean) => void): FakeAnswer & { readonly close: () => void } {
    const { bucket: _, isTester: __, ...answer } = this.#chosen(call);
    const { label = "", instance = "" } = answer;
    const close = () => void this.#streams.delete(stream);
    const end = (isTold: boolean) => {
      close();
      ended(isTold);
    };
    const stream: OpenStream = { component: call.component, label, instance, end };
    if (instance !== "") this.#streams.add(stream);
    return { ...answer, close };
  }

  /** As if somebody had changed the router by hand: no fence. */
  tamper(state: RouterState): void {
    this.#counter.follow(this.#state, state, seconds(this.#options.nowMs()));
    this.#state = state;
    for (const stream of this.#streams)
      if ([undefined, "blocked"].includes(stageOf(state, stream))) stream.end(false);
  }

  /** Unready instances get no call. */
  setHealth(url: string, health: "ready" | "unready"): void {
    if (health === "unready") this.#unready.add(url);
    else this.#unready.delete(url);
  }

  #chosen(call: FakeCall): Chosen {
    const traffic = this.#state.components[call.component];
    if (traffic === undefined) return { status: 404, pinRefused: false, bucket: 0, isTester: false };
    const bucket = bucketOf(traffic.salt, call.userKey);
    const { nowMs, pinSecret } = this.#options;
    const tester = testerLabel(call, { state: this.#state, nowMs: nowMs(), pinSecret });
    const { userKey, affinity, document } = call;
    const choice = chooseVersion(traffic, {
      userKey,
      bucket,
      ...(tester === undefined ? {} : { tester }),
      ...(affinity === undefined ? {} : { affinity }),
      ...(document === undefined ? {} : { document }),
    });
    const wasRefused = call.tester !== undefined && tester === undefined;
    const pinRefused = wasRefused || choice?.refusedPin !== undefined;
    if (choice === undefined) return { status: 503, pinRefused, bucket, isTester: false };
    const instance = this.#instance(versionOf(traffic, choice.label));
    const found = { label: choice.label, pinRefused, bucket, isTester: choice.by.kind === "tester-pin" };
    return instance === undefined
      ? { ...found, status: 503 }
      : { ...found, status: call.status ?? 200, instance };
  }

  /** In turn, of those that may get a call. */
  #instance(version: VersionTraffic | undefined): string | undefined {
    const able = (version?.instances ?? []).filter(({ url, out }) => out !== true && !this.#unready.has(url));
    return able[this.#turn++ % Math.max(1, able.length)]?.url;
  }

  #count(call: FakeCall, { status, label, instance, bucket, isTester }: Chosen): void {
    if (label === undefined) return;
    const isError = status >= 500;
    if (isTester) {
      this.#counter.noteTester(call.component, label, isError);
      return;
    }
    const nowMs = this.#options.nowMs();
    const second = seconds(nowMs);
    this.#counter.note(this.#counter.seriesOf(call.component, label, call.route ?? ""), {
      second,
      bucket,
      outcome: isError ? "error" : "ok",
      ...(instance === undefined
        ? {}
        : { latencyMs: call.latencyMs ?? 1, ageS: seconds(nowMs - this.#sinceMs) }),
    });
    if (call.client !== undefined)
      this.#counter.notePair(call.component, label, call.client, isError, { second, bucket });
  }

  #reached(): void {
    if (!this.#isClosed) return;
    const why = "it was closed";
    throw new CrossfadeError("CF_ROUTER_UNREACHABLE", { router: this.#state.router, at: "memory", why });
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function stageOf(state: RouterState, { component, label }: DrainTarget): VersionTraffic["stage"] | undefined {
  const traffic = state.components[component];
  return traffic === undefined ? undefined : versionOf(traffic, label)?.stage;
}

function isOn(stream: DrainTarget, { component, label, instance }: DrainTarget): boolean {
  return (
    stream.component === component &&
    stream.label === label &&
    (instance === undefined || stream.instance === instance)
  );
}

/** The version that a tester's pin names; undefined where the pin does not count here and now. */
function testerLabel(
  { component, tester }: FakeCall,
  { state, nowMs, pinSecret }: Pick<FakeRouterOptions, "state" | "pinSecret"> & { readonly nowMs: number },
): string | undefined {
  const read = tester === undefined ? undefined : readToken(tester);
  if (read === undefined) return undefined;
  const { pin, text, signature } = read;
  const wanted = createHmac("sha256", pinSecret).update(text).digest();
  const counts =
    timingSafeEqual(wanted, Buffer.from(signature, "hex")) &&
    pin.audience === state.router &&
    pin.component === component &&
    pin.expiresS * 1000 > nowMs &&
    state.components[component]?.revokedPins.includes(pin.id) === false;
  return counts ? pin.label : undefined;
}

function readingOf(
  state: RouterState,
  from: { streams: ReadonlySet<OpenStream>; unready: ReadonlySet<string>; sinceMs: number },
): RouterReading {
  const versions = Object.entries(state.components).flatMap(([component, traffic]) =>
    traffic.versions.map(({ label, stage, instances }) => {
      const openOn = (instance?: string) =>
        [...from.streams].filter((stream) =>
          isOn(stream, { component, label, ...(instance === undefined ? {} : { instance }) }),
        ).length;
      return {
        component,
        label,
        stage: stage === "closing" && openOn() === 0 ? ("closed" as const) : stage,
        instances: instances.map(({ url, out }) => ({
          url,
          out: out === true,
          health: from.unready.has(url) ? ("unready" as const) : ("ready" as const),
          requests: 0,
          streams: openOn(url),
        })),
      };
    }),
  );
  return { state, versions, runningSinceMs: from.sinceMs };
}
