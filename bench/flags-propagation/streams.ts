import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { syncService } from "../../packages/crossfade/src/http/flagd-sync/sync-proto.ts";
import type { Report } from "./clients.ts";

/** What the process with the streams is told. It reports as the one with the clients does. */
export type StreamOrder = { readonly port: number; readonly token: string; readonly count: number };

const nowMs = () => performance.timeOrigin + performance.now();

type Sync = { syncFlags(request: object, options: object): AsyncIterable<{ flagConfiguration: string }> };

/** As a server with a provider of flagd: a connection of its own, and definitions that are read as JSON. */
async function follow(
  { port, token }: StreamOrder,
  onValue: (round: number, atMs: number) => void,
): Promise<void> {
  const transport = createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}` });
  const client = createClient(syncService, transport) as unknown as Sync;
  const headers = { authorization: `Bearer ${token}` };
  for await (const { flagConfiguration } of client.syncFlags({}, { headers })) {
    const { flags } = JSON.parse(flagConfiguration) as { flags: { round: { variants: { now: number } } } };
    onValue(flags.round.variants.now, nowMs());
  }
}

process.once("message", (order: StreamOrder) => {
  const rounds = new Map<number, number[]>();
  const onValue = (round: number, atMs: number) => {
    const all = rounds.get(round) ?? [];
    rounds.set(round, all);
    all.push(atMs);
    if (all.length === order.count)
      process.send?.({ kind: "round", round, toldMs: all, valueMs: all } satisfies Report);
  };
  for (let at = 0; at < order.count; at++) void follow(order, onValue);
});
