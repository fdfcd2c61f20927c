import type { JsonObject } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { CrossfadeError } from "@crossfade/core";
import type { FlagRevisionState } from "../../flag-server/flag-file.ts";
import type { FlagSets } from "../../flag-server/flag-sets.ts";
import { liveContext } from "../../flag-server/live-context.ts";
import type { ServedFlags } from "../../flag-server/served-flags.ts";
import type { FlagDoor } from "../ofrep/flag-door.ts";
import { syncResponse, syncService } from "./sync-proto.ts";
import { syncSelector } from "./sync-selector.ts";

export interface SyncCallsDeps {
  readonly sets: FlagSets;
  readonly door: FlagDoor;
  readonly peerOf: (context: HandlerContext) => string;
  readonly heartbeatMs: number;
  readonly maxStreams: number;
  /** Ends every stream. */
  readonly ending: AbortSignal;
  readonly onStreams: (open: number) => void;
  readonly onDefect: (defect: string) => void;
}

/** flagd.sync.v1: definitions for providers that evaluate by themselves, and again whenever something changes. */
export class SyncCalls {
  readonly #deps: SyncCallsDeps;
  #open = 0;

  constructor(deps: SyncCallsDeps) {
    this.#deps = deps;
  }

  addTo(router: ConnectRouter): void {
    router.service(syncService, {
      syncFlags: (request: object, context: HandlerContext) => this.#stream(request, context),
      fetchAllFlags: async (request: object, context: HandlerContext) => {
        const { served } = await this.#admitted(request, context);
        return syncResponse("FetchAllFlagsResponse", { flagConfiguration: configuration(served) });
      },
      getMetadata: async (request: object, context: HandlerContext) => {
        const { served } = await this.#admitted(request, context);
        return syncResponse("GetMetadataResponse", { metadata: contextOf(served) });
      },
    } as never);
  }

  async *#stream(request: object, context: HandlerContext) {
    const { served, tokenHash } = await this.#admitted(request, context);
    const { maxStreams, onStreams, heartbeatMs, ending, door } = this.#deps;
    if (this.#open >= maxStreams)
      throw grpcError(new CrossfadeError("CF_STREAM_LIMIT", { limit: maxStreams, name: "maxSyncStreams" }));
    onStreams(++this.#open);
    const bell = new Bell([context.signal, ending]);
    const follower = served.follow(() => bell.ring());
    const beat = setInterval(() => {
      // Whoever may no longer listen is told nothing more.
      door.again(tokenHash).catch((error: unknown) => bell.end(refusal(error)));
    }, heartbeatMs).unref();
    try {
      do {
        const { etag } = served.news;
        yield syncResponse("SyncFlagsResponse", {
          flagConfiguration: configuration(served),
          syncContext: contextOf(served),
        });
        // Asked for more: what was given is written.
        follower.wrote(etag);
      } while (await bell.rings());
      // A stream that ends in order is not begun again: the official provider does so after an error alone.
      throw bell.why ?? new ConnectError("the control plane ends", Code.Unavailable);
    } finally {
      clearInterval(beat);
      bell.away();
      follower.end();
      onStreams(--this.#open);
    }
  }

  async #admitted(request: object, context: HandlerContext) {
    const { sets, door, peerOf, onDefect } = this.#deps;
    try {
      const { selector: field = "" } = request as { readonly selector?: string };
      const text = context.requestHeader.get("flagd-selector") ?? field;
      const selector = syncSelector(text);
      // What it says may hold a token: it is not repeated.
      if (selector === undefined)
        throw new ConnectError(
          "flagd-selector has to be flagSetId=ENVIRONMENT/COMPONENT, with token=cf_… behind a comma where no header authorization can be sent.",
          Code.InvalidArgument,
        );
      const { environment, component, token } = selector;
      const served = sets.find(environment, component);
      const header = (name: string) =>
        context.requestHeader.get(name) ?? (name === "x-api-key" ? token : undefined);
      const { tokenHash } = await door.admit({ header, peer: peerOf(context) }, served);
      // Now, while it can still be refused: there may be no good file yet.
      configuration(served);
      return { served, tokenHash };
    } catch (error) {
      const known = refusal(error);
      if (known.code === Code.Internal)
        onDefect(error instanceof Error ? (error.stack ?? error.message) : String(error));
      throw known;
    }
  }
}

const codes: Partial<Record<CrossfadeError["code"], Code>> = {
  CF_TOKEN_REFUSED: Code.Unauthenticated,
  CF_LOGIN_LIMIT: Code.ResourceExhausted,
  CF_RATE_LIMIT: Code.ResourceExhausted,
  CF_STREAM_LIMIT: Code.ResourceExhausted,
  CF_FORBIDDEN: Code.PermissionDenied,
  CF_FLAG_SET_UNKNOWN: Code.NotFound,
};

function refusal(error: unknown): ConnectError {
  if (error instanceof CrossfadeError) return grpcError(error);
  return error instanceof ConnectError ? error : new ConnectError("a defect of Crossfade", Code.Internal);
}

function grpcError(error: CrossfadeError): ConnectError {
  return new ConnectError(
    `${error.code}: ${error.message} ${error.hint}`,
    codes[error.code] ?? Code.Unavailable,
  );
}

const configurations = new WeakMap<FlagRevisionState, Map<string, string>>();

/**
 * The same for every stream: made once. With a `scope`, since a provider would otherwise write its whole selector there, and
 * so, perhaps, its token into somebody's telemetry.
 */
function configuration({ state, environment, component }: ServedFlags): string {
  const scope = `${environment}/${component}`;
  const known = configurations.get(state) ?? new Map<string, string>();
  configurations.set(state, known);
  const text =
    known.get(scope) ??
    JSON.stringify({ ...state.document, metadata: { ...state.document.metadata, scope } });
  known.set(scope, text);
  return text;
}

/** The lowest live versions, as every evaluation finds them. */
function contextOf({ lowest }: ServedFlags): JsonObject {
  return liveContext(lowest) as JsonObject;
}

/** Rung any number of times, heard once. */
class Bell {
  #isRung = false;
  #hasEnded = false;
  #why: ConnectError | undefined;
  #wake: () => void = () => {};
  readonly #signals: readonly AbortSignal[];
  readonly #onAbort = () => this.end();

  constructor(signals: readonly AbortSignal[]) {
    this.#signals = signals;
    for (const signal of signals) {
      if (signal.aborted) this.#hasEnded = true;
      signal.addEventListener("abort", this.#onAbort);
    }
  }

  /** Hears nobody any more. */
  away(): void {
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#onAbort);
  }

  ring(): void {
    this.#isRung = true;
    this.#wake();
  }

  end(why?: ConnectError): void {
    this.#hasEnded = true;
    this.#why ??= why;
    this.#wake();
  }

  get why(): ConnectError | undefined {
    return this.#why;
  }

  /** False: it never will again. */
  async rings(): Promise<boolean> {
    while (!this.#isRung && !this.#hasEnded) await new Promise<void>((wake) => (this.#wake = wake));
    this.#isRung = false;
    return !this.#hasEnded;
  }
}
