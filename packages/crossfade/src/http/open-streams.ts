import { CrossfadeError } from "@crossfade/core";
import type { HttpLimits } from "./app-options.ts";

/** The streams that are open, so that there are not too many and that all of them end when the control plane does. */
export class OpenStreams {
  readonly #limits: Pick<HttpLimits, "maxStreams" | "maxStreamsPerToken">;
  readonly #onCount: (open: number) => void;
  readonly #open = new Map<AbortController, string>();
  #isClosed = false;

  constructor(
    limits: Pick<HttpLimits, "maxStreams" | "maxStreamsPerToken">,
    onCount: (open: number) => void,
  ) {
    this.#limits = limits;
    this.#onCount = onCount;
  }

  /** `signal` is aborted when it has to end; `end` is to be called when it has. CF_STREAM_LIMIT */
  begin(tokenId: string): { readonly signal: AbortSignal; readonly end: () => void } {
    const { maxStreams, maxStreamsPerToken } = this.#limits;
    const own = [...this.#open.values()].filter((each) => each === tokenId).length;
    if (own >= maxStreamsPerToken)
      throw new CrossfadeError("CF_STREAM_LIMIT", { limit: maxStreamsPerToken, name: "maxStreamsPerToken" });
    if (this.#open.size >= maxStreams)
      throw new CrossfadeError("CF_STREAM_LIMIT", { limit: maxStreams, name: "maxStreams" });
    const controller = new AbortController();
    if (this.#isClosed) controller.abort();
    this.#open.set(controller, tokenId);
    this.#onCount(this.#open.size);
    const end = () => {
      controller.abort();
      if (this.#open.delete(controller)) this.#onCount(this.#open.size);
    };
    return { signal: controller.signal, end };
  }

  close(): void {
    this.#isClosed = true;
    for (const controller of this.#open.keys()) controller.abort();
  }
}
