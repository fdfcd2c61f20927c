// The nightly job: sums up the orders of a day. Environment: DATABASE_URL; DAY (default: today, UTC).
import { openDatabase } from "../shared/database.mjs";
import { say, setting } from "../shared/process.mjs";

const database = openDatabase(setting("DATABASE_URL"), new URL("sql-contract.json", import.meta.url));
const day = process.env.DAY ?? new Date().toISOString().slice(0, 10);

function totalOf(row) {
  if (!Number.isInteger(row.total_cents)) throw new Error("an order has no total_cents");
  return row.total_cents;
}

try {
  await database.transaction(async (run) => {
    const orders = await run("read-orders", [day]);
    const total = orders.reduce((sum, row) => sum + totalOf(row), 0);
    const gifts = orders.filter((row) => row.gift_note !== null).length;
    await run("write-sales", [day, total, gifts]);
    say("summed up", { day, orders: orders.length, total });
  });
} catch (error) {
  say("failed", { code: error.code, error: error.message });
  process.exitCode = 1;
} finally {
  await database.close();
}
