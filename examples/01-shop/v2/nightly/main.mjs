// The nightly job: sums up the orders of a day, for each currency. Environment: DATABASE_URL; DAY (default: today, UTC).
import { openDatabase } from "../shared/database.mjs";
import { say, setting } from "../shared/process.mjs";

const database = openDatabase(setting("DATABASE_URL"), new URL("sql-contract.json", import.meta.url));
const day = process.env.DAY ?? new Date().toISOString().slice(0, 10);

function totalOf(row) {
  if (!Number.isInteger(row.total_cents)) throw new Error("an order has no total_cents");
  return row.total_cents;
}

function currencyOf({ currency }) {
  if (currency !== "EUR" && currency !== "USD") throw new Error("an order has no currency");
  return currency;
}

try {
  await database.transaction(async (run) => {
    const orders = await run("read-orders", [day]);
    for (const currency of new Set(orders.map(currencyOf))) {
      const total = orders.reduce((sum, row) => sum + (row.currency === currency ? totalOf(row) : 0), 0);
      await run("write-sales", [day, currency, total]);
    }
    say("summed up", {
      day,
      orders: orders.length,
      total: orders.reduce((sum, row) => sum + totalOf(row), 0),
    });
  });
} catch (error) {
  say("failed", { code: error.code, error: error.message });
  process.exitCode = 1;
} finally {
  await database.close();
}
