import type { KnownToken, TokenStore } from "@crossfade/core";
import { type Kysely, type Selectable, sql } from "kysely";
import { jsonText } from "./json-text.ts";
import type { Tables } from "./tables.ts";

/** Tokens, by their hashes alone. */
export class SqlTokenStore implements TokenStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async addToken(token: KnownToken): Promise<void> {
    await this.#db
      .insertInto("token")
      .values({
        id: token.id,
        person: token.person,
        hash: token.hash,
        grants: jsonText(token.grants),
        created_ms: token.createdMs,
        created_by: token.by,
        expires_ms: token.expiresMs ?? null,
        revoked_ms: token.revokedMs ?? null,
      })
      .execute();
  }

  async tokenByHash(hash: string): Promise<KnownToken | undefined> {
    const row = await this.#db.selectFrom("token").selectAll().where("hash", "=", hash).executeTakeFirst();
    return row && tokenOf(row);
  }

  async tokens(): Promise<readonly KnownToken[]> {
    const rows = await this.#db
      .selectFrom("token")
      .selectAll()
      .orderBy("created_ms", "desc")
      .orderBy("id", "desc")
      .execute();
    return rows.map(tokenOf);
  }

  async revokeToken(id: string, atMs: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable("token")
      // The first time counts: since then it opens nothing.
      .set({ revoked_ms: sql`coalesce(revoked_ms, ${atMs})` })
      .where("id", "=", id)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }
}

function tokenOf(row: Selectable<Tables["token"]>): KnownToken {
  return {
    id: row.id,
    person: row.person,
    hash: row.hash,
    grants: row.grants,
    createdMs: Number(row.created_ms),
    by: row.created_by,
    ...(row.expires_ms === null ? {} : { expiresMs: Number(row.expires_ms) }),
    ...(row.revoked_ms === null ? {} : { revokedMs: Number(row.revoked_ms) }),
  };
}
