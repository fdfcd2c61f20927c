/** A message of the queue that this version cannot work with. */
export class UnreadableMessage extends Error {}

/** Packs one order; `run` runs a query of sql-contract.json by its name. */
export async function pack(run, message) {
  const order = field(message, "order", (value) => typeof value === "string");
  const amount = field(message, "amount", Number.isInteger);
  const [row] = await run("read-note", [order]);
  const note = row?.gift_note ?? "";
  await run("pack", [order, `${amount} EUR cents${note === "" ? "" : `, note: ${note}`}`]);
  await run("mark", [order]);
  return order;
}

function field(message, name, isRight) {
  if (!isRight(message[name])) throw new UnreadableMessage(`the message has no ${name} that can be read`);
  return message[name];
}
