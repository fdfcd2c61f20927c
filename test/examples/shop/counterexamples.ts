import { MessageChannel } from "node:worker_threads";
import type { Finding, MatrixCell } from "@crossfade/core";
import { orderInDatabase } from "./client-talks.ts";
import { frame, openPage, pageAnswered } from "./clients.ts";
import { sendToWorker } from "./server-talks.ts";
import type { World } from "./world.ts";

type Value = NonNullable<Finding["counterexample"]>["value"];
type Pair = Pick<MatrixCell, "sender" | "receiver">;

/** Sends the very value of a finding over the wire: true if the other side does not take it. */
export async function isRejected(world: World, form: string, pair: Pair, finding: Finding): Promise<boolean> {
  const value = finding.counterexample?.value;
  if (form === "http" && finding.direction === "response")
    return !(await pageAnswered(world.shop, pair.sender, value));
  const send = senders[form];
  if (!send) throw new TypeError(`nobody has written how a value of ${form} is sent`);
  return send(world, pair, value, finding);
}

type Send = (world: World, pair: Pair, value: Value, finding: Finding) => Promise<boolean>;

const senders: Readonly<Record<string, Send>> = {
  async http(world, { receiver }, value, { operation = "" }) {
    const [method = "", path = ""] = operation.split(" ");
    const url = `${await world.api(receiver)}${path.replace("{order}", await orderInDatabase(world))}`;
    const response = await fetch(url, { method, body: JSON.stringify(value) });
    await response.text();
    return response.status === 400;
  },
  async events(world, { receiver }, value) {
    const order = await orderInDatabase(world);
    const { event } = await sendToWorker(world, receiver, { ...(value as object), order });
    return event === "failed";
  },
  async sql(world, _, value, { why }) {
    const error = await world.database.run([`PREPARE one AS ${String(value)}`], ["DEALLOCATE one"]).then(
      () => undefined,
      (failure: Error & { code?: string }) => failure,
    );
    return error?.code !== undefined && why.includes(error.code);
  },
  async assets(world, { receiver }, value) {
    const response = await fetch(`${await world.assets(receiver)}${String(value)}`);
    await response.arrayBuffer();
    return response.status === 404;
  },
  async frame(world, { receiver }, value) {
    const { port1, port2 } = new MessageChannel();
    try {
      (await frame(world.shop, receiver)).openFrame(port2);
      const answer = new Promise<{ type: string }>((resolve) => port1.once("message", resolve));
      port1.postMessage(value);
      return (await answer).type === "refused";
    } finally {
      port1.close();
    }
  },
  async flags(world, { sender, receiver }, value) {
    const { lost } = await openPage(world.shop, sender, { flags: await world.flags(receiver), assets: "" });
    return lost.includes((value as { key: string }).key);
  },
};
