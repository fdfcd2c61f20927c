import { CrossfadeError } from "@crossfade/core";

/** These happen before anything is sent. */
const neverSent: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name of the host cannot be looked up now",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  UND_ERR_CONNECT_TIMEOUT: "it takes no connection",
};

/** What to do when nobody knows whether it was done. */
export interface Unsure {
  readonly server: string;
  readonly next: string;
}

/** CF_SERVER_UNREACHABLE where nothing was sent; else CF_SERVER_NO_ANSWER. */
export function lostConnection(error: unknown, { server, next }: Unsure, answerMs: number): Error {
  if (error instanceof CrossfadeError) return error;
  const code = codeOf(error);
  const unreachable = neverSent[code];
  if (unreachable !== undefined)
    return new CrossfadeError("CF_SERVER_UNREACHABLE", { server, why: unreachable }, { cause: error });
  return new CrossfadeError(
    "CF_SERVER_NO_ANSWER",
    { server, why: whyLost(error, answerMs), next },
    { cause: error },
  );
}

/** Why a connection is gone, as part of a sentence. */
export function whyLost(error: unknown, answerMs: number): string {
  if (error instanceof Error && error.name === "TimeoutError")
    return `nothing came within ${answerMs / 1_000} s`;
  const code = codeOf(error);
  return neverSent[code] ?? cut[code] ?? `the connection failed${code === "" ? "" : ` (${code})`}`;
}

const cut: Readonly<Record<string, string>> = {
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed; NODE_EXTRA_CA_CERTS names the authority",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed; NODE_EXTRA_CA_CERTS names the authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate cannot be verified; NODE_EXTRA_CA_CERTS names the authority",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};

/** fetch wraps what happened, several tries of several addresses even twice. */
function codeOf(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const { code } = each as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
    if (each instanceof AggregateError) return codeOf(each.errors[0]);
  }
  return "";
}
