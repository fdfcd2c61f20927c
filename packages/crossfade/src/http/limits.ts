/** What one may send, and how often. Errors name the limit that was met. */
export const httpLimits = {
  maxBodyBytes: 256 * 1024,
  /** Contracts of one component. */
  maxPublishBytes: 48 * 1024 * 1024,
  maxHeaderBytes: 16 * 1024,
  /** From the request to its answer. */
  answerMs: 30_000,
  /** The same, where contracts are compared. */
  longAnswerMs: 290_000,
  /** How long a client may take to send its headers, and all of it. */
  headersMs: 10_000,
  requestMs: 60_000,
  /** Room for every client that listens for flags. */
  maxConnections: 5_000,
  /** Connections that come at once, when a flag changes: what the system drops tries again a whole second later. */
  maxWaitingConnections: 4_096,
  /** Requests a second with one token, in the long run and at once. */
  tokenRequests: { perSecond: 50, burst: 200 },
  /** Wrong tokens from one address, in the long run and at once. */
  failedLogins: { perSecond: 0.2, burst: 10 },
  /** Callers whose requests are counted at once; the one that was away for the longest is forgotten. */
  maxCounted: 10_000,
  maxStreams: 256,
  maxStreamsPerToken: 32,
  /** A stream says at least a comment so often; whether its token still holds is asked then. */
  heartbeatMs: 10_000,
  /** A client that takes nothing for so long is let go. */
  slowClientMs: 30_000,
  maxSessions: 1_000,
  sessionMs: 12 * 3_600_000,
  readyMs: 2_000,
} as const;
