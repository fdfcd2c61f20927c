import { timingSafeEqual } from "node:crypto";
import { CrossfadeError, type Grant, type KnownToken, may, type TokenStore } from "@crossfade/core";
import type { TokenRequest } from "../wire/requests.ts";
import type { TokenMade, TokenView } from "../wire/views.ts";
import { type Caller, need } from "./caller.ts";
import { isTokenText, tokenBytes, tokenHash, tokenText } from "./token-text.ts";

export interface TokenDeps {
  readonly store: TokenStore;
  readonly nowMs: () => number;
  /** So many random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** A caller whose token holds. */
export interface Authenticated extends Caller {
  readonly tokenId: string;
  readonly tokenHash: string;
}

/** Who somebody is, and who may say so. Tokens are kept as hashes and shown once. */
export class Tokens {
  readonly #deps: TokenDeps;

  constructor(deps: TokenDeps) {
    this.#deps = deps;
  }

  /** CF_TOKEN_REFUSED: one answer for unknown, expired and revoked. */
  async authenticate(text: string): Promise<Authenticated> {
    if (!isTokenText(text)) throw new CrossfadeError("CF_TOKEN_REFUSED");
    return this.authenticateAgain(tokenHash(text));
  }

  /** Whether what held once still does: for sessions and streams, which keep the hash alone. CF_TOKEN_REFUSED */
  async authenticateAgain(hash: string): Promise<Authenticated> {
    const known = await this.#deps.store.tokenByHash(hash);
    if (known === undefined || !isSameHash(known.hash, hash) || !this.#holds(known))
      throw new CrossfadeError("CF_TOKEN_REFUSED");
    return { person: known.person, grants: known.grants, tokenId: known.id, tokenHash: hash };
  }

  /** CF_FORBIDDEN */
  async list(caller: Caller): Promise<readonly TokenView[]> {
    need(caller, "administer");
    return (await this.#deps.store.tokens()).map(viewOf);
  }

  /** CF_FORBIDDEN. The text is in no other answer. */
  async create(caller: Caller, request: TokenRequest): Promise<TokenMade> {
    need(caller, "administer");
    return this.make({ ...request, grants: request.grants.map(grantOf) }, caller.person);
  }

  async make(
    {
      person,
      grants,
      expiresMs,
    }: Pick<KnownToken, "person" | "grants"> & { readonly expiresMs?: number | undefined },
    by: string,
  ): Promise<TokenMade> {
    const { store, nowMs, randomBytes } = this.#deps;
    const token = tokenText(randomBytes(tokenBytes));
    const known: KnownToken = {
      id: Buffer.from(randomBytes(8)).toString("hex"),
      person,
      hash: tokenHash(token),
      grants,
      createdMs: nowMs(),
      by,
      ...(expiresMs === undefined ? {} : { expiresMs }),
    };
    await store.addToken(known);
    return { token, known: viewOf(known) };
  }

  /** CF_FORBIDDEN, CF_TOKEN_UNKNOWN, CF_TOKEN_LAST_ADMIN. One that is revoked already stays so. */
  async revoke(caller: Caller, id: string): Promise<void> {
    need(caller, "administer");
    const { store, nowMs } = this.#deps;
    const all = await store.tokens();
    const token = all.find((each) => each.id === id);
    if (token === undefined) throw new CrossfadeError("CF_TOKEN_UNKNOWN", { token: id });
    if (token.revokedMs !== undefined) return;
    const admins = all.filter((each) => this.#holds(each) && may(each.grants, "administer"));
    if (admins.length === 1 && admins[0]?.id === id)
      throw new CrossfadeError("CF_TOKEN_LAST_ADMIN", { token: id });
    if (!(await store.revokeToken(id, nowMs()))) throw new CrossfadeError("CF_TOKEN_UNKNOWN", { token: id });
  }

  #holds({ revokedMs, expiresMs }: KnownToken): boolean {
    return revokedMs === undefined && (expiresMs === undefined || this.#deps.nowMs() < expiresMs);
  }
}

/** The store finds by index; whether it found the right one is compared in a time that tells nothing. */
function isSameHash(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a, "hex"), Buffer.from(b, "hex")];
  return one.length === other.length && timingSafeEqual(one, other);
}

function viewOf({ hash: _, ...rest }: KnownToken): TokenView {
  return rest;
}

/** Without the keys that say nothing. */
function grantOf({ role, environments, components, approves }: TokenRequest["grants"][number]): Grant {
  return {
    role,
    ...(environments === undefined ? {} : { environments }),
    ...(components === undefined ? {} : { components }),
    ...(approves === undefined ? {} : { approves }),
  };
}
