import * as client from "./client-talks.ts";
import * as server from "./server-talks.ts";
import type { Talk } from "./talk.ts";
import type { World } from "./world.ts";

/** By the link's id in the matrix. */
const talks: Readonly<Record<string, Talk>> = {
  "web->api http": client.pageCallsApi,
  "outlook->api http": client.addInCallsApi,
  "chrome->api http": client.extensionCallsApi,
  "web->assets assets": client.pageLoadsChunks,
  "web->checkout-frame frame": client.pageAsksFrame,
  "checkout-frame->web frame": client.frameAnswersPage,
  "web->flags flags": client.pageReadsFlags,
  "api->worker events orders": server.ordersInQueue,
  "api->api store": server.cachedCarts,
  "api->nightly store": server.orderRows,
  "api->db sql": server.apiUsesSchema,
  "worker->db sql": server.workerUsesSchema,
  "nightly->db sql": server.nightlyUsesSchema,
};

export function talkOf(link: string): Talk {
  const talk = talks[link];
  if (!talk) throw new TypeError(`nobody has written how ${link} talks`);
  return talk;
}

/** Whether two versions can talk in a world: undefined, or what went wrong. A mistake of the test itself is thrown. */
export async function trouble(
  world: World,
  pair: { readonly link: string; readonly sender: string; readonly receiver: string },
): Promise<string | undefined> {
  const talk = talkOf(pair.link);
  try {
    if ("meet" in talk) await talk.meet(world, pair.sender, pair.receiver);
    else await talk.take(world, await talk.leave(world, pair.sender), pair.receiver);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    return error.message;
  }
}
