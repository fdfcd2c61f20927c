import { CrossfadeError, type Outbound, type Probe } from "@crossfade/core";

/** Asks over the one way out; `elapsedMs`: of a clock that never goes back. */
export function createOutboundProbe(outbound: Outbound, elapsedMs: () => number): Probe {
  return {
    async ask({ url, method = "GET", headers = {}, timeoutMs, isKnown = false }) {
      const beganMs = elapsedMs();
      try {
        const answer = await outbound.send({ url, method, headers, timeoutMs, isKnown });
        return {
          kind: "answered",
          status: answer.status,
          headers: answer.headers,
          ms: Math.round(elapsedMs() - beganMs),
        };
      } catch (error) {
        const isRefused = error instanceof CrossfadeError && error.code === "CF_OUTBOUND_REFUSED";
        const why = error instanceof Error ? error.message : String(error);
        return { kind: "silent", why, ...(isRefused ? { isRefused } : {}) };
      }
    },
  };
}
