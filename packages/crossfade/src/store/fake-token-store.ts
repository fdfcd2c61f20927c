import type { KnownToken, TokenStore } from "@crossfade/core";
import { copied } from "./copied.ts";

/** Tokens in memory. */
export class FakeTokenStore implements TokenStore {
  readonly #tokens = new Map<string, KnownToken>();

  async addToken(token: KnownToken): Promise<void> {
    if (this.#tokens.has(token.id)) throw new Error(`there is a token ${token.id} already`);
    this.#tokens.set(token.id, copied(token));
  }

  async tokenByHash(hash: string): Promise<KnownToken | undefined> {
    return (await this.tokens()).find((each) => each.hash === hash);
  }

  async tokens(): Promise<readonly KnownToken[]> {
    const newestFirst = [...this.#tokens.values()].sort(
      (one, other) => other.createdMs - one.createdMs || (one.id < other.id ? 1 : -1),
    );
    return copied(newestFirst);
  }

  async revokeToken(id: string, atMs: number): Promise<boolean> {
    const token = this.#tokens.get(id);
    if (token === undefined) return false;
    this.#tokens.set(id, { revokedMs: atMs, ...token });
    return true;
  }
}
