import type { ErrorCode } from "@crossfade/core";
import { headerKind, headerKindOf } from "./header-kinds.ts";

/** A request's headers, read once: what is passed on, and what the proxy itself has to know. */
export interface RequestHead {
  /** Name, value, name, value … of what is passed on as it is. */
  readonly passed: string[];
  host: string | undefined;
  cookie: string | undefined;
  contentLength: string | undefined;
  isChunked: boolean;
  connection: string | undefined;
  upgrade: string | undefined;
  expect: string | undefined;
  affinityPin: string | undefined;
  testerPin: string | undefined;
  clientVersion: string | undefined;
  requestId: string | undefined;
  forwardedFor: string | undefined;
  forwardedProto: string | undefined;
  forwardedHost: string | undefined;
  forwarded: string | undefined;
  isDocument: boolean;
}

/**
 * Reads headers as the parser gives them (name, value, name, value …), or says why the request is refused. The parser has
 * refused obs-fold, bare line feeds, both lengths at once and doubled lengths before; what it lets pass is refused here.
 */
export function readRequestHead(
  raw: readonly string[],
  { isTrusted, maxHeaders }: { readonly isTrusted: boolean; readonly maxHeaders: number },
): RequestHead | ErrorCode {
  if (raw.length > 2 * maxHeaders) return "CF_PROXY_HEADERS_TOO_LARGE";
  const head = emptyHead();
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    const value = raw[at + 1] as string;
    const kind = headerKindOf(name);
    if (kind === headerKind.plain) head.passed.push(name, value);
    else if (kind !== headerKind.dropped) {
      const refusal = take(head, kind, name, value, isTrusted);
      if (refusal !== undefined) return refusal;
    }
  }
  if (head.host === undefined) return "CF_PROXY_BAD_HOST";
  if (head.isChunked && head.contentLength !== undefined) return "CF_PROXY_BAD_FRAMING";
  if (head.connection !== undefined) dropNominated(head.passed, head.connection);
  return head;
}

function emptyHead(): RequestHead {
  return {
    passed: [],
    host: undefined,
    cookie: undefined,
    contentLength: undefined,
    isChunked: false,
    connection: undefined,
    upgrade: undefined,
    expect: undefined,
    affinityPin: undefined,
    testerPin: undefined,
    clientVersion: undefined,
    requestId: undefined,
    forwardedFor: undefined,
    forwardedProto: undefined,
    forwardedHost: undefined,
    forwarded: undefined,
    isDocument: false,
  };
}

const digits = /^\d{1,15}$/;

function take(
  head: RequestHead,
  kind: number,
  name: string,
  value: string,
  isTrusted: boolean,
): ErrorCode | undefined {
  switch (kind) {
    case headerKind.host:
      if (head.host !== undefined) return "CF_PROXY_BAD_HOST";
      head.host = value;
      break;
    case headerKind.contentLength:
      if (head.contentLength !== undefined || !digits.test(value)) return "CF_PROXY_BAD_FRAMING";
      head.contentLength = value;
      break;
    case headerKind.transferEncoding:
      if (head.isChunked || value.toLowerCase() !== "chunked") return "CF_PROXY_BAD_FRAMING";
      head.isChunked = true;
      break;
    case headerKind.cookie:
      head.cookie = joined(head.cookie, value, "; ");
      break;
    case headerKind.connection:
      head.connection = joined(head.connection, value, ",");
      break;
    case headerKind.upgrade:
      head.upgrade = joined(head.upgrade, value, ",");
      break;
    case headerKind.expect:
      head.expect = joined(head.expect, value, ",");
      break;
    case headerKind.affinityPin:
      head.affinityPin = joined(head.affinityPin, value, ",");
      break;
    case headerKind.testerPin:
      head.testerPin = value;
      break;
    case headerKind.clientVersion:
      head.clientVersion ??= value;
      head.passed.push(name, value);
      break;
    case headerKind.fetchDestination:
      head.isDocument = value === "document";
      head.passed.push(name, value);
      break;
    default:
      if (isTrusted) takeForwarding(head, kind, name, value);
  }
  return undefined;
}

/** What a trusted peer says of those before it. */
function takeForwarding(head: RequestHead, kind: number, name: string, value: string): void {
  if (kind === headerKind.forwardedFor) head.forwardedFor = joined(head.forwardedFor, value, ", ");
  else if (kind === headerKind.forwarded) head.forwarded = joined(head.forwarded, value, ", ");
  else if (kind === headerKind.forwardedProto) head.forwardedProto ??= value;
  else if (kind === headerKind.forwardedHost) head.forwardedHost ??= value;
  else if (kind === headerKind.requestId) head.requestId ??= value;
  else head.passed.push(name, value);
}

function joined(before: string | undefined, value: string, separator: string): string {
  return before === undefined ? value : before + separator + value;
}

const plainConnection = /^(?:keep-alive|close|upgrade|te|,|\s)*$/i;

/** Headers that the sender meant for this connection only. What the proxy reads itself cannot be named away. */
function dropNominated(passed: string[], connection: string): void {
  if (plainConnection.test(connection)) return;
  const nominated = new Set(connection.split(",").map((each) => each.trim().toLowerCase()));
  let kept = 0;
  for (let at = 0; at < passed.length; at += 2) {
    if (nominated.has((passed[at] as string).toLowerCase())) continue;
    passed[kept] = passed[at] as string;
    passed[kept + 1] = passed[at + 1] as string;
    kept += 2;
  }
  passed.length = kept;
}
