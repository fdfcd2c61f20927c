/** Listens on the port that the page has handed over: takes a payment, or refuses it with a reason. */
export function openFrame(port) {
  port.onmessage = ({ data }) => port.postMessage(answerTo(data));
}

function answerTo(message) {
  if (message.type !== "pay") return refused("it is no payment");
  if (typeof message.order !== "string") return refused("order is missing");
  if (!Number.isInteger(message.amount)) return refused("amount is missing");
  return { type: "paid", order: message.order };
}

function refused(reason) {
  return { type: "refused", reason };
}
