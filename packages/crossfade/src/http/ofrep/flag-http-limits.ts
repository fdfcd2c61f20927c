/** What clients of flags may do. They are many, and come all at once when a flag changes: other limits than for people. */
export const flagHttpLimits = {
  /** Requests a second with one token, in the long run and at once: one token is often all browsers of an application. */
  flagRequests: { perSecond: 2_000, burst: 10_000 },
  /** Wrong tokens from one address, in the long run and at once. */
  failedFlagLogins: { perSecond: 1, burst: 50 },
  maxCounted: 10_000,
  maxFlagStreams: 4_000,
  /** Providers that evaluate by themselves. */
  maxSyncStreams: 1_000,
  maxSyncRequestBytes: 16 * 1024,
  /** For so long a token that was let in is let in again without a look at the store: a revoked one ends as late. */
  admittedMs: 5_000,
  /** The same while the store does not answer: flags are served on. */
  admittedWithoutStoreMs: 24 * 3_600_000,
  heartbeatMs: 10_000,
  /** A client that takes nothing for so many heartbeats is let go. */
  maxSilentBeats: 3,
  inactivityDelayS: 120,
  maxBodyBytes: 256 * 1024,
} as const;

export type FlagHttpLimits = {
  readonly [Name in keyof typeof flagHttpLimits]: (typeof flagHttpLimits)[Name] extends number
    ? number
    : { readonly perSecond: number; readonly burst: number };
};
