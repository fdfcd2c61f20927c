/** The add-in's client: writes the invoice of an order to whom the mail goes. */
export async function sendInvoice(fetch, base, order, to) {
  const response = await fetch(`${base}/orders/${order}/invoices`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to }),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`no invoice: ${response.status} ${text}`);
  const { invoice } = JSON.parse(text);
  if (typeof invoice !== "string") throw new Error("the answer has no invoice");
  return invoice;
}
