import { createHmac } from "node:crypto";

interface Signed {
  readonly id: string;
  /** s since 1970. */
  readonly timestampS: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks 1.0: HMAC-SHA-256 over "id.timestamp.body". A secret that begins with `whsec_` is
 * base64 behind it, any other is taken as it is.
 */
export function webhookHeaders(secret: string, { id, timestampS, body }: Signed): Record<string, string> {
  const key = secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), "base64") : secret;
  const signature = createHmac("sha256", key).update(`${id}.${timestampS}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestampS),
    "webhook-signature": `v1,${signature}`,
  };
}

const prefix = "whsec_";
