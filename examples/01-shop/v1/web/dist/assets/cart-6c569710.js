/** The cart on the server, as this version of the page knows it. It throws where an answer lacks what the page needs. */
export function cartClient(fetch, base) {
  return {
    async put(cart, sku, quantity) {
      await call(fetch, `${base}/carts/${cart}/items/${sku}`, "PUT", { quantity }, 204);
    },
    async read(cart) {
      const answer = await call(fetch, `${base}/carts/${cart}`, "GET", undefined, 200);
      return { items: need(answer, "items", Array.isArray), total: need(answer, "total", Number.isInteger) };
    },
    async placeOrder(cart, { giftNote }) {
      const body = giftNote ? { giftNote } : {};
      const answer = await call(fetch, `${base}/carts/${cart}/orders`, "POST", body, 201);
      return { order: need(answer, "order", (value) => typeof value === "string") };
    },
  };
}

async function call(fetch, url, method, body, status) {
  const response = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (response.status !== status) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

function need(answer, name, isRight) {
  if (!isRight(answer[name])) throw new Error(`the answer has no ${name}`);
  return answer[name];
}
