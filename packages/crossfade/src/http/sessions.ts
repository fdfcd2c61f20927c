/** What a cookie stands for: a token that was shown once. In memory: after a restart one logs in again. */
export class Sessions {
  readonly #maxSessions: number;
  readonly #lastMs: number;
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #sessions = new Map<string, { readonly tokenHash: string; readonly expiresMs: number }>();

  constructor(
    limits: { readonly maxSessions: number; readonly sessionMs: number },
    randomBytes: (count: number) => Uint8Array,
  ) {
    this.#maxSessions = limits.maxSessions;
    this.#lastMs = limits.sessionMs;
    this.#randomBytes = randomBytes;
  }

  /** The text of the cookie. The oldest session makes room. */
  begin(tokenHash: string, nowMs: number): string {
    const id = Buffer.from(this.#randomBytes(32)).toString("base64url");
    this.#sessions.set(id, { tokenHash, expiresMs: nowMs + this.#lastMs });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > this.#maxSessions && oldest !== undefined) this.#sessions.delete(oldest);
    return id;
  }

  tokenHash(id: string, nowMs: number): string | undefined {
    const session = this.#sessions.get(id);
    return session !== undefined && nowMs < session.expiresMs ? session.tokenHash : undefined;
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }
}
