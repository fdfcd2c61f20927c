import { CrossfadeError } from "@crossfade/core";
import type { MiddlewareHandler } from "hono";
import type { Authenticated, Tokens } from "../control/tokens.ts";
import type { AppEnv, HttpLimits } from "./app-options.ts";
import { peerOf } from "./peer.ts";
import { RateLimit } from "./rate-limit.ts";

export interface DoorDeps {
  readonly tokens: Tokens;
  readonly limits: HttpLimits;
  readonly nowMs: () => number;
}

/** Who may come in, and how often. */
export class Door {
  readonly #deps: DoorDeps;
  readonly #requests: RateLimit;
  readonly #failures: RateLimit;

  constructor(deps: DoorDeps) {
    this.#deps = deps;
    this.#requests = new RateLimit(deps.limits.tokenRequests, deps.limits.maxCounted);
    this.#failures = new RateLimit(deps.limits.failedLogins, deps.limits.maxCounted);
  }

  /** For the API: a bearer token with every request, never a cookie. CF_TOKEN_REFUSED, CF_LOGIN_LIMIT, CF_RATE_LIMIT */
  bearer(): MiddlewareHandler<AppEnv> {
    return async (c, next) => {
      const token = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
      c.set("caller", await this.admit(token, peerOf(c)));
      await next();
    };
  }

  /**
   * A token that holds is let in, however many wrong ones come from the same address: behind a proxy that is everybody's,
   * and nobody guesses 256 bits. CF_TOKEN_REFUSED, CF_LOGIN_LIMIT, CF_RATE_LIMIT
   */
  async admit(token: string, peer: string): Promise<Authenticated> {
    const caller = await this.#deps.tokens.authenticate(token).catch((error: unknown) => {
      throw this.#refusal(error, peer);
    });
    this.#count(caller.tokenId);
    return caller;
  }

  #refusal(error: unknown, peer: string): unknown {
    const { nowMs } = this.#deps;
    const isWrong = error instanceof CrossfadeError && error.code === "CF_TOKEN_REFUSED";
    if (!isWrong || this.#failures.take(peer, nowMs())) return error;
    return new CrossfadeError("CF_LOGIN_LIMIT", { seconds: this.#failures.secondsUntilNext(peer, nowMs()) });
  }

  /** For a session, whose token was admitted before. CF_TOKEN_REFUSED, CF_RATE_LIMIT */
  async admitAgain(tokenHash: string): Promise<Authenticated> {
    const caller = await this.#deps.tokens.authenticateAgain(tokenHash);
    this.#count(caller.tokenId);
    return caller;
  }

  #count(tokenId: string): void {
    const { limits, nowMs } = this.#deps;
    if (this.#requests.take(tokenId, nowMs())) return;
    throw new CrossfadeError("CF_RATE_LIMIT", {
      limit: limits.tokenRequests.perSecond,
      name: "tokenRequests",
      seconds: this.#requests.secondsUntilNext(tokenId, nowMs()),
    });
  }
}
