import { readFileSync } from "node:fs";
import pg from "pg";

/** The queries of one component. Their text is that of its sql-contract.json: what the contract names is what runs. */
export function openDatabase(contract) {
  const { queries } = JSON.parse(readFileSync(contract, "utf8"));
  const texts = new Map(queries.map(({ name, sql }) => [name, sql]));
  const pool = new pg.Pool({ connectionString: process.env.SHOP_DATABASE, max: 2 });
  // A connection that breaks while nobody uses it is replaced by the pool.
  pool.on("error", () => {});
  return {
    run: async (name, values = []) => (await pool.query(texts.get(name), values)).rows,
    close: () => pool.end(),
  };
}
