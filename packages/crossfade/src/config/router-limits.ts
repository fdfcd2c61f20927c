import { z } from "zod";

const hourMs = 3_600_000;

/** Description, least and most. Names end in what they count; the defaults are the embedded router's own. */
const limits = {
  maxConnections: ["Open connections of clients; one more is closed.", 1, 1_000_000],
  maxPipelined: ["Requests of one connection in hand at once.", 1, 1_000],
  maxHeaderBytes: ["Request line and headers together.", 1_024, 1_048_576],
  maxHeaders: ["Headers of a request.", 10, 2_000],
  maxBodyBytes: ["Bytes of a request's body; 0: no limit.", 0, Number.MAX_SAFE_INTEGER],
  maxDiscardedBytes: ["Of a body that nobody wants any more so much is read.", 0, 1_073_741_824],
  clientHeadersTimeoutMs: ["The headers of a request are here by then.", 100, hourMs],
  clientIdleTimeoutMs: ["A client that neither sends nor takes for so long is cut off.", 100, 24 * hourMs],
  keepAliveTimeoutMs: ["A connection without a request in hand is closed after it.", 100, hourMs],
  connectTimeoutMs: ["A connection to an instance is there by then.", 10, hourMs],
  firstByteTimeoutMs: ["The first byte of an answer is here by then.", 10, 24 * hourMs],
  upstreamIdleTimeoutMs: ["An answer that stands still for so long is cut off.", 10, 24 * hourMs],
  upstreamKeepAliveMs: ["An idle connection to an instance is closed after it.", 10, hourMs],
  streamIdleTimeoutMs: ["A stream in which nothing moves for so long is ended; 0: never.", 0, 720 * hourMs],
  maxIdlePerInstance: ["Idle connections to one instance that are kept.", 1, 100_000],
  maxInFlightPerInstance: ["Requests in hand of one instance.", 1, 100_000],
  maxStreamsPerVersion: ["Open streams of one version.", 1, 1_000_000],
  asideMs: ["An instance that refused a connection is left out for so long.", 0, hourMs],
  maxHeld: ["Requests of one component that are held.", 0, 100_000],
  closingMs: ["Streams of a closing version are ended within it.", 0, 24 * hourMs],
  politeEndMs: ["After a polite end a client has so long to end its side.", 0, hourMs],
  dnsTtlMs: ["How long an address that a name stands for is used.", 0, hourMs],
  sweepMs: ["How often timeouts are looked at.", 10, 10_000],
} as const satisfies Record<string, readonly [string, number, number]>;

export type RouterLimit = keyof typeof limits;

const limit = ([description, least, most]: readonly [string, number, number]) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error }).optional().meta({ description });
};

export const limitsSchema = z
  .strictObject(
    Object.fromEntries(Object.entries(limits).map(([name, values]) => [name, limit(values)])) as Record<
      RouterLimit,
      ReturnType<typeof limit>
    >,
    { error: (issue) => (issue.code === "invalid_type" ? "a mapping of limits to numbers" : undefined) },
  )
  .meta({
    description: "Limits of the embedded router, other than their defaults.",
    examples: [{ maxConnections: 5_000 }],
  });
