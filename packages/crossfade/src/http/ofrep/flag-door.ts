import { CrossfadeError, may } from "@crossfade/core";
import { tokenHash } from "../../control/token-text.ts";
import type { Authenticated, Tokens } from "../../control/tokens.ts";
import type { ServedFlags } from "../../flag-server/served-flags.ts";
import { RateLimit } from "../rate-limit.ts";
import type { FlagAsk } from "./flag-ask.ts";
import type { FlagHttpLimits } from "./flag-http-limits.ts";

export interface FlagDoorDeps {
  readonly tokens: Tokens;
  readonly limits: FlagHttpLimits;
  readonly nowMs: () => number;
}

interface Admitted {
  readonly caller: Authenticated;
  readonly atMs: number;
}

/** Who may ask for flags, and how often. It remembers for a while, so that neither many clients nor a store that is away matter. */
export class FlagDoor {
  readonly #deps: FlagDoorDeps;
  readonly #requests: RateLimit;
  readonly #failures: RateLimit;
  readonly #admitted = new Map<string, Admitted>();

  constructor(deps: FlagDoorDeps) {
    this.#deps = deps;
    this.#requests = new RateLimit(deps.limits.flagRequests, deps.limits.maxCounted);
    this.#failures = new RateLimit(deps.limits.failedFlagLogins, deps.limits.maxCounted);
  }

  /** By `Authorization: Bearer` or `X-API-Key`. CF_TOKEN_REFUSED, CF_FORBIDDEN, CF_LOGIN_LIMIT, CF_RATE_LIMIT */
  async admit(ask: Pick<FlagAsk, "header" | "peer">, served: ServedFlags): Promise<Authenticated> {
    const bearer = /^Bearer +(\S+)$/i.exec(ask.header("authorization") ?? "")?.[1];
    const token = bearer ?? ask.header("x-api-key") ?? "";
    const caller = await this.again(tokenHash(token)).catch((error: unknown) => {
      throw this.refusal(error, ask.peer);
    });
    this.#mayAsk(caller, served);
    this.#count(caller.tokenId);
    return caller;
  }

  /** One whose token was shown before. CF_TOKEN_REFUSED */
  async again(hash: string): Promise<Authenticated> {
    const { tokens, limits, nowMs } = this.#deps;
    const known = this.#admitted.get(hash);
    const age = known === undefined ? Number.POSITIVE_INFINITY : nowMs() - known.atMs;
    if (known !== undefined && age < limits.admittedMs) return known.caller;
    try {
      const caller = await tokens.authenticateAgain(hash);
      this.#keep(hash, { caller, atMs: nowMs() });
      return caller;
    } catch (error) {
      const isRefused = error instanceof CrossfadeError && error.code === "CF_TOKEN_REFUSED";
      if (known !== undefined && !isRefused && age < limits.admittedWithoutStoreMs) return known.caller;
      this.#admitted.delete(hash);
      throw error;
    }
  }

  /** CF_FORBIDDEN */
  #mayAsk({ person, grants }: Authenticated, { environment, component }: ServedFlags): void {
    if (may(grants, "evaluate", { environment, components: [component] })) return;
    throw new CrossfadeError("CF_FORBIDDEN", {
      person,
      deed: `ask for flags of ${component} in ${environment}`,
    });
  }

  refusal(error: unknown, peer: string): unknown {
    const { nowMs } = this.#deps;
    const isWrong = error instanceof CrossfadeError && error.code === "CF_TOKEN_REFUSED";
    if (!isWrong || this.#failures.take(peer, nowMs())) return error;
    return new CrossfadeError("CF_LOGIN_LIMIT", { seconds: this.#failures.secondsUntilNext(peer, nowMs()) });
  }

  #count(tokenId: string): void {
    const { limits, nowMs } = this.#deps;
    if (this.#requests.take(tokenId, nowMs())) return;
    throw new CrossfadeError("CF_RATE_LIMIT", {
      limit: limits.flagRequests.perSecond,
      name: "flagRequests",
      seconds: this.#requests.secondsUntilNext(tokenId, nowMs()),
    });
  }

  #keep(hash: string, admitted: Admitted): void {
    this.#admitted.delete(hash);
    this.#admitted.set(hash, admitted);
    const [oldest] = this.#admitted.keys();
    if (this.#admitted.size > this.#deps.limits.maxCounted && oldest !== undefined)
      this.#admitted.delete(oldest);
  }
}
