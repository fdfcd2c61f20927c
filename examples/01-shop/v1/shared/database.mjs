import { readFileSync } from "node:fs";
import pg from "pg";

/**
 * The database behind the queries of one component. Their text is that of its sql-contract.json, so what the contract
 * names is what runs. Everything happens in a transaction: PGlite has one session for all connections, and only a
 * transaction keeps it to one of them.
 */
export function openDatabase(url, contract) {
  const { queries } = JSON.parse(readFileSync(contract, "utf8"));
  const texts = new Map(queries.map(({ name, sql }) => [name, sql]));
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // A connection that breaks while nobody uses it is replaced by the pool.
  pool.on("error", () => {});
  return { transaction: (work) => inTransaction(pool, texts, work), close: () => pool.end() };
}

async function inTransaction(pool, texts, work) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query("BEGIN");
    const result = await work(
      async (name, values = []) => (await client.query(texts.get(name), values)).rows,
    );
    await client.query("COMMIT");
    return result;
  } catch (error) {
    broken = await client.query("ROLLBACK").then(
      () => undefined,
      (lost) => lost,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}
