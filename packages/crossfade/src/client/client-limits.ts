/** What the client waits for and takes, at most. */
export const clientLimits = {
  /** From sending a request to the end of its answer: longer than the server's own deadline, whose answer says more. */
  answerMs: 35_000,
  /** The same, where the server has to compare contracts first, or has much to read. */
  longAnswerMs: 300_000,
  /** The bytes of an answer. */
  maxAnswerBytes: 64 * 1024 * 1024,
  /** The characters of one event of a stream. */
  maxEventLength: 8 * 1024 * 1024,
  /** A stream that is silent for so long is lost: servers send at least a comment every 10 s. */
  silentMs: 45_000,
  /** The wait after a lost connection; it doubles up to the other. */
  firstRetryMs: 250,
  longestRetryMs: 5_000,
} as const;
