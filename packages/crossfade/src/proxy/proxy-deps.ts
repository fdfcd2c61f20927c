import type { ResolvedAddress } from "./addresses.ts";

/** What the proxy needs of the world. */
export interface ProxyDeps {
  /** The key of tester pins: the bytes that the hex text of `pin-secret` stands for. */
  readonly pinSecret: Uint8Array;
  /** ms since 1970. */
  readonly nowMs: () => number;
  /** ms of a clock that never goes back. */
  readonly elapsedMs: () => number;
  /** 0 <= x < 1; spreads the ends of streams over the time they have. */
  readonly random: () => number;
  /** Names users, and this run of the proxy: hard to guess, 8 to 64 letters, digits and "-" only. */
  readonly newId: () => string;
  /** All addresses that a name stands for; rejects where there is none. */
  readonly resolve: (host: string) => Promise<readonly ResolvedAddress[]>;
  /** Root certificates (PEM) of https instances, where the machine's own are not meant. */
  readonly roots?: string;
}
