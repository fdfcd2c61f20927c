/** The extension's client: how far an order is, and what it cost. */
export async function orderStatus(fetch, base, order) {
  const response = await fetch(`${base}/orders/${order}`);
  if (response.status !== 200) throw new Error(`no order: ${response.status} ${await response.text()}`);
  const { status, total } = await response.json();
  if (typeof status !== "string") throw new Error("the order has no status");
  if (!Number.isInteger(total)) throw new Error("the order has no total");
  return { status, total };
}
