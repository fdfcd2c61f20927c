import { isIPv4 } from "node:net";
import { cookie, quoted } from "./config-words.ts";
import { plain } from "./proxy-name.ts";
import type { HaproxySettings } from "./settings.ts";

/** What is refused before anything else is looked at. */
export function refusalRules({ hosts }: HaproxySettings): readonly string[] {
  const names = hosts.map((host) => quoted(plain("name of a host", host))).join(" ");
  return [
    "http-request deny deny_status 405 if METH_CONNECT",
    `http-request deny deny_status 400 if { url -m reg -i ${quoted("^[a-z][a-z0-9+.-]*:")} }`,
    "http-request deny deny_status 400 if { req.fhdr_cnt(host) gt 1 }",
    // In such a tunnel requests would pass that nobody here has read.
    "http-request deny deny_status 400 if { req.hdr(upgrade) -i -m beg h2 http tls }",
    `http-request deny deny_status 400 unless { req.fhdr(host) -m reg ${quoted(wellFormedHost)} }`,
    "http-request set-var(txn.cf_host) req.fhdr(host),host_only,lower,rtrim(.)",
    ...(hosts.length === 0
      ? []
      : [`http-request return status 421 unless { var(txn.cf_host) -m str ${names} }`]),
  ];
}

const wellFormedHost =
  "^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?[.]?|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?$";

/** Pins are taken out of the request, then whatever a client may not say is removed from it. */
export function hygieneRules(settings: HaproxySettings): readonly string[] {
  const tester = cookie("cf_tester");
  return [
    ...trustRules(settings),
    "http-request set-var(txn.cf_pin) req.fhdr(x-cf-version,1)",
    "http-request set-var(txn.cf_token) req.fhdr(x-cf-tester,1)",
    // Looking for a few letters costs less than an expression: most requests have none of it.
    "acl cf_has_token req.fhdr(cookie) -m sub cf_tester=",
    `http-request set-var(txn.cf_token) ${tester.value} if cf_has_token !{ var(txn.cf_token) -m found } ${tester.isThere}`,
    ...withoutTesterCookie,
    ...removalRules(settings),
    ...forwardingRules(settings),
  ];
}

function trustRules({ trusted }: HaproxySettings): readonly string[] {
  if (trusted.length === 0) return [];
  return [`acl cf_trusted src ${trusted.map((each) => plain("network", each)).join(" ")}`];
}

/** A tester's token never reaches an instance: whoever reads logs there could use it. */
const withoutTesterCookie = [
  `http-request set-var(txn.cf_cookies) ${quoted(`req.fhdr(cookie),regsub("(?:^|;)[ ]*cf_tester=[^;]*","",g),ltrim("; ")`)} if cf_has_token`,
  "http-request del-header cookie if { var(txn.cf_cookies) -m found }",
  "http-request set-header cookie %[var(txn.cf_cookies)] if { var(txn.cf_cookies) -m len gt 0 }",
];

/** What nobody may say; behind a gateway such as CGI `_` and `-` are one. A page's pin stays. */
const ours = [
  "x-cf-(?!version$).*",
  "x(?:_cf[-_]|-cf_).*",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "proxy-authenticate",
  "http2-settings",
  "te",
  "trailer",
];
/** What only a trusted peer may say. */
const forwarding = [
  "x[-_]forwarded[-_].*",
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "true-client-ip",
  "x-request-id",
];

/** One expression for all of it: it is asked about each header of each request. */
function removalRules({ trusted }: HaproxySettings): readonly string[] {
  const removing = (names: readonly string[]) =>
    `http-request del-header ${quoted(`^(?:${names.join("|")})$`)} -m reg`;
  const all = removing([...ours, ...forwarding]);
  return trusted.length === 0 ? [all] : [`${all} unless cf_trusted`, `${removing(ours)} if cf_trusted`];
}

const requestId = "^[A-Za-z0-9_.:+/=@-]{1,128}$";

/** Adds where the request came from; what a trusted peer said is kept and appended to. */
function forwardingRules({ trusted, listen }: HaproxySettings): readonly string[] {
  const element = (peer: string) => quoted(`for=${peer};host="%[req.fhdr(host)]";proto=%[var(txn.cf_proto)]`);
  const forwarded = isIPv4(listen.host)
    ? [`http-request add-header forwarded ${element("%[src]")}`]
    : [
        `http-request add-header forwarded ${element("%[src]")} unless { src -m sub : }`,
        `http-request add-header forwarded ${element('"[%[src]]"')} if { src -m sub : }`,
      ];
  const before = trusted.length > 0;
  const unless = (header: string) => (before ? ` unless { req.hdr(${header}) -m found }` : "");
  return [
    "http-request set-var(txn.cf_proto) str(http)",
    ...(before
      ? [
          "http-request set-var(txn.cf_proto) str(https) if { req.hdr(x-forwarded-proto) -m str https }",
          "http-request del-header x-forwarded-proto",
          `http-request del-header x-request-id unless { req.fhdr(x-request-id) -m reg ${quoted(requestId)} }`,
        ]
      : []),
    "http-request add-header x-forwarded-proto %[var(txn.cf_proto)]",
    "http-request add-header x-forwarded-for %[src]",
    `http-request add-header x-forwarded-host %[req.fhdr(host)]${unless("x-forwarded-host")}`,
    ...forwarded,
    ...(before ? ["http-request set-var(txn.cf_request) req.fhdr(x-request-id)"] : []),
    `http-request set-var(txn.cf_request) uuid()${before ? " if !{ var(txn.cf_request) -m found }" : ""}`,
    `http-request add-header x-request-id %[var(txn.cf_request)]${unless("x-request-id")}`,
  ];
}

/** What a user is told about who answered. */
export const answerRules: readonly string[] = [
  // By the wall clock: HAProxy's own times leave out what it was kept from working, if that was more than 100 ms.
  "http-response set-var(txn.cf_head) date(0,ms)",
  `http-response del-header ${quoted("^(?:x-cf-.*|keep-alive|proxy-connection|proxy-authenticate|te|trailer)$")} -m reg`,
  "http-response set-header x-cf-version %[var(txn.cf_c)]@%[var(txn.cf_v)]",
  "http-after-response set-header x-cf-pin refused if { var(txn.cf_refused) -m found }",
  "http-after-response set-header x-request-id %[var(txn.cf_request)] if { var(txn.cf_request) -m found }",
  "http-after-response set-var(txn.cf_secure) str() if { var(txn.cf_new) -m found }",
  `http-after-response set-var(txn.cf_secure) str(${quoted("; Secure")}) if { var(txn.cf_new) -m found } { var(txn.cf_proto) -m str https }`,
  `http-after-response add-header set-cookie ${quoted("cf_id=%[var(txn.cf_new)]; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax%[var(txn.cf_secure)]")} if { var(txn.cf_new) -m found }`,
];
