/** What a request's header means to the proxy. Everything else is `plain`: it is passed on as it is. */
export const headerKind = {
  plain: 0,
  /** Concerns one connection only, or is set anew: never passed on. */
  dropped: 1,
  host: 2,
  cookie: 3,
  contentLength: 4,
  transferEncoding: 5,
  connection: 6,
  upgrade: 7,
  expect: 8,
  affinityPin: 9,
  testerPin: 10,
  clientVersion: 11,
  requestId: 12,
  forwardedFor: 13,
  forwardedProto: 14,
  forwardedHost: 15,
  forwarded: 16,
  /** Says where a request came from, in somebody's dialect; believed from trusted peers only. */
  otherForwarding: 17,
  fetchDestination: 18,
} as const;

const byName: Readonly<Record<string, number>> = {
  host: headerKind.host,
  cookie: headerKind.cookie,
  "content-length": headerKind.contentLength,
  "transfer-encoding": headerKind.transferEncoding,
  connection: headerKind.connection,
  upgrade: headerKind.upgrade,
  expect: headerKind.expect,
  "x-cf-version": headerKind.affinityPin,
  "x-cf-tester": headerKind.testerPin,
  "x-client-version": headerKind.clientVersion,
  "x-request-id": headerKind.requestId,
  "x-forwarded-for": headerKind.forwardedFor,
  "x-forwarded-proto": headerKind.forwardedProto,
  "x-forwarded-host": headerKind.forwardedHost,
  forwarded: headerKind.forwarded,
  "x-real-ip": headerKind.otherForwarding,
  "x-client-ip": headerKind.otherForwarding,
  "true-client-ip": headerKind.otherForwarding,
  "sec-fetch-dest": headerKind.fetchDestination,
  "keep-alive": headerKind.dropped,
  "proxy-connection": headerKind.dropped,
  "proxy-authorization": headerKind.dropped,
  "proxy-authenticate": headerKind.dropped,
  "http2-settings": headerKind.dropped,
  te: headerKind.dropped,
  trailer: headerKind.dropped,
};

/** Spellings that were seen: clients spell a name in few ways, and looking one up is cheaper than taking it apart. */
const seen = new Map<string, number>();
const maxSeen = 1_024;

export function headerKindOf(name: string): number {
  const known = seen.get(name);
  if (known !== undefined) return known;
  const kind = kindOfUnseen(name);
  if (seen.size >= maxSeen) seen.clear();
  seen.set(name, kind);
  return kind;
}

/** Behind a gateway such as CGI, `_` and `-` are one: what may not pass with the one may not pass with the other. */
function kindOfUnseen(name: string): number {
  const lower = name.toLowerCase();
  const dashed = lower.replaceAll("_", "-");
  const kind = Object.hasOwn(byName, dashed) ? byName[dashed] : undefined;
  if (dashed !== lower)
    return kind === undefined && !hasOurPrefix(dashed) ? headerKind.plain : headerKind.dropped;
  if (kind !== undefined) return kind;
  if (dashed.startsWith("x-forwarded-")) return headerKind.otherForwarding;
  return hasOurPrefix(dashed) ? headerKind.dropped : headerKind.plain;
}

function hasOurPrefix(name: string): boolean {
  return name.startsWith("x-cf-") || name.startsWith("x-forwarded-");
}
