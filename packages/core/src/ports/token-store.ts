import type { Grant } from "../policy/access.ts";

/** A token as it is kept: never the token itself. */
export interface KnownToken {
  readonly id: string;
  /** Whom it stands for: approvals count per person. */
  readonly person: string;
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly grants: readonly Grant[];
  readonly createdMs: number;
  readonly by: string;
  readonly expiresMs?: number;
  readonly revokedMs?: number;
}

export interface TokenStore {
  addToken(token: KnownToken): Promise<void>;
  tokenByHash(hash: string): Promise<KnownToken | undefined>;
  /** The newest first; revoked ones too. */
  tokens(): Promise<readonly KnownToken[]>;
  /** False: there is none. */
  revokeToken(id: string, atMs: number): Promise<boolean>;
}
