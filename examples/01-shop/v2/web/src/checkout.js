/** Asks the frame to take the payment; resolves with its answer. */
export async function pay(port, order) {
  const answer = new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(data);
  });
  port.postMessage(payMessage(order));
  return readPaid(await answer);
}

export function payMessage({ order, amount, currency }) {
  return { type: "pay", order, amount, currency };
}

/** What the frame answered; throws where it is not what this version of the page understands. */
export function readPaid(message) {
  if (message.type === "refused") throw new Error(`the frame refused: ${message.reason}`);
  if (message.type !== "paid" || typeof message.order !== "string")
    throw new Error("the frame's answer has no order");
  return { order: message.order };
}
