// Values outlive the process that wrote them, so a new shape of the value gets a new key.
const keyOf = (cart) => `cart:v1:${cart}`;

/** The cart as it was cached, or undefined. */
export async function cachedCart(run, cart) {
  const [row] = await run("read-cache", [keyOf(cart)]);
  if (!row) return undefined;
  const { items, total } = row.value;
  if (!Array.isArray(items) || !Number.isInteger(total)) throw new Error("the cached cart has no total");
  return { items, total };
}

export async function cacheCart(run, cart, value) {
  await run("write-cache", [keyOf(cart), cart, JSON.stringify(value)]);
}
