import type { ErrorEntry } from "./error-entry.ts";

/** What the control plane calls: deployers, checks, hooks. */
export const performerErrors = {
  CF_LEASE_LOST: {
    sentence: "Another replica of Crossfade drives {release} now; this one does nothing more.",
    hint: "Nothing has to be done. `crossfade release show {release}` shows what the other one does.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_OUTBOUND_FAILED: {
    sentence: "{url} did not answer: {why}.",
    hint: "Check whether it runs and whether this machine can reach it; it is tried again.",
    httpStatus: 502,
    exitCode: 2,
  },
  CF_OUTBOUND_REFUSED: {
    sentence: "{url} may not be called: {why}.",
    hint: "Name its host under `outbound:` of the environment in crossfade.yaml. Link-local and metadata addresses and Crossfade's own ports are never called.",
    httpStatus: 403,
    exitCode: 2,
  },
  CF_ROUTER_WENT_BACK: {
    sentence: "{router} works by an older state than before: generation {generation}, after {seen}.",
    hint: "Its state file was put back, or lost. Look with `crossfade status` who sees what, and set the weights that you want with `trafficctl set-weight`.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_ROUTERS_DIFFER: {
    sentence: "{done} of {of} routers do what they were told; {what}",
    hint: "Look at the one that is named, `trafficctl status --router ID`; it is tried again.",
    httpStatus: 502,
    exitCode: 2,
  },
  CF_ROUTER_DEVIATES: {
    sentence: "The router {router} does not do what it was told: {deviation}.",
    hint: "`trafficctl versions --router {router}` shows what it does; it is tried again.",
    httpStatus: 502,
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>;
