import type { Delivery, Outbound, OutboundAnswer, OutboxStore } from "@crossfade/core";

/** Who is told what happens in an environment. */
export interface NotifyEndpoint {
  /** Unique among all environments: "production/chat". */
  readonly id: string;
  readonly url: string;
  /** Without one messages are not signed. */
  readonly secret?: string;
  readonly outbound: Outbound;
}

const minute = 60_000;
const hour = 60 * minute;

/** Named limits of sending. The waits are those that Standard Webhooks recommends; after the last one it is given up. */
export const sendLimits = {
  waitsMs: [5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour],
  /** Who takes longer is asked again later; an orderly end waits for it. */
  timeoutMs: 5_000,
  /** At a time. */
  maxAtOnce: 16,
  /** A message in hand is nobody else's for so long: longer than one attempt takes. */
  leaseMs: 60_000,
} as const;

type Settled = Parameters<OutboxStore["settle"]>[1];

/** Sends what is due, once; returns how many that were. What did not arrive waits longer each time. */
export async function sendDue(
  outbox: OutboxStore,
  endpointOf: (id: string) => NotifyEndpoint | undefined,
): Promise<number> {
  const due = await outbox.due(sendLimits.maxAtOnce, sendLimits.leaseMs);
  await Promise.all(
    due.map(async (delivery) =>
      outbox.settle(delivery.id, await sent(delivery, endpointOf(delivery.endpoint))),
    ),
  );
  return due.length;
}

async function sent(delivery: Delivery, endpoint: NotifyEndpoint | undefined): Promise<Settled> {
  if (endpoint === undefined)
    return { state: "given-up", answer: `crossfade.yaml names no ${delivery.endpoint} any more` };
  const { url, secret, outbound } = endpoint;
  try {
    const answer = await outbound.send({
      url,
      method: "POST",
      headers: { "content-type": "application/cloudevents+json; charset=utf-8" },
      body: delivery.body,
      timeoutMs: sendLimits.timeoutMs,
      ...(secret === undefined ? {} : { signed: { id: delivery.id, secret } }),
    });
    return settledBy(delivery, answer);
  } catch (error) {
    return later(delivery, error instanceof Error ? error.message : String(error));
  }
}

function settledBy(delivery: Delivery, { status }: OutboundAnswer): Settled {
  const answer = `answered ${status}`;
  if (status >= 200 && status < 300) return { state: "delivered", answer };
  // 410: whoever is there wants no more of it.
  return status === 410 ? { state: "given-up", answer } : later(delivery, answer);
}

function later({ attempts }: Delivery, answer: string): Settled {
  const againInMs = sendLimits.waitsMs[attempts];
  return againInMs === undefined ? { state: "given-up", answer } : { state: "waiting", answer, againInMs };
}
