import { cookie, literal, mapFile, quoted } from "./config-words.ts";
import { splitMap } from "./map-entries.ts";
import { plain } from "./proxy-name.ts";
import type { HaproxySettings } from "./settings.ts";

/** Whom the request is from, and where this user stands in the release of the component. */
export function userRules(settings: HaproxySettings): readonly string[] {
  const { folder } = settings;
  const own = cookie("cf_id");
  const isNew = "!{ var(txn.cf_key) -m len gt 0 }";
  return [
    ...holdRules(settings),
    ...keyRules(settings),
    `http-request unset-var(txn.cf_key) if { var(txn.cf_key) -m len gt 512 }`,
    `http-request set-var(txn.cf_own) ${own.value} if ${isNew} ${own.isThere}`,
    `http-request set-var(txn.cf_key) var(txn.cf_own) if ${isNew} { var(txn.cf_own) -m reg ${quoted("^[A-Za-z0-9_-]{8,64}$")} }`,
    `http-request set-var(txn.cf_new) uuid() if ${isNew}`,
    `http-request set-var(txn.cf_key) var(txn.cf_new) if ${isNew}`,
    // Read once: all that follows is of one slot, whatever is written meanwhile.
    `http-request set-var(txn.cf_live) str(now),map_str_int(${mapFile(folder, "live")})`,
    "http-request set-var(txn.cf_slot) var(txn.cf_live),mod(2)",
    `http-request set-var(txn.cf_salt) var(txn.cf_slot),concat(/,txn.cf_c),map_str(${mapFile(folder, "salts")}),b64dec`,
    "http-request set-var(txn.cf_bucket) var(txn.cf_salt),concat(:,txn.cf_key),xxh32(0),mod(10000)",
  ];
}

/** Waits until somebody resumes; whoever has waited until the end is answered 503. Without Lua nothing can wait. */
function holdRules({ folder, router }: HaproxySettings): readonly string[] {
  return [
    ".if feature(LUA)",
    `http-request lua.${holdAction(router)} if { var(txn.cf_c) -m found } { str(now),map_str_int(${mapFile(folder, "live")}),mod(2),concat(/,txn.cf_c),map_str(${mapFile(folder, "held")}) -m found }`,
    "http-request return status 503 if { var(txn.cf_overheld) -m found }",
    ".endif",
  ];
}

export function holdAction(router: string): string {
  return `cf_hold_${router.replaceAll("-", "_")}`;
}

function keyRules({ userKey, trusted }: HaproxySettings): readonly string[] {
  switch (userKey.kind) {
    case "own-cookie":
      return [];
    case "ip":
      return addressRules(trusted.map((each) => plain("network", each)));
    case "header":
      return [
        `http-request set-var(txn.cf_key) req.fhdr(${plain("name of a cookie or header", userKey.name)},1)`,
      ];
    case "cookie": {
      const name = plain("name of a cookie or header", userKey.name);
      const { value, isThere } = cookie(name);
      // One cookie of the name, and nothing that `req.cook` reads otherwise: the common case, which costs less.
      return [
        `acl cf_plain_cookie req.cook_cnt(${name}) eq 1`,
        'acl cf_odd_cookie req.fhdr(cookie) -m sub , "= " " =" "\\t"',
        `http-request set-var(txn.cf_key) req.cook(${name}) if cf_plain_cookie !cf_odd_cookie`,
        `http-request set-var(txn.cf_key) ${value} if !{ var(txn.cf_key) -m found } ${isThere}`,
      ];
    }
  }
}

/** A chain of more trusted peers than this is nobody's. */
const maxTrustedPeers = 8;

/** Whoever asks: the last address of X-Forwarded-For that no trusted peer stands for. Our own entry is its last one. */
function addressRules(trusted: readonly string[]): readonly string[] {
  const rules = ["http-request set-var(txn.cf_key) src"];
  if (trusted.length === 0) return rules;
  const isTrusted = `{ var(txn.cf_key) -m ip ${trusted.join(" ")} }`;
  for (let back = 2; back < maxTrustedPeers + 2; back++)
    rules.push(
      `http-request set-var(txn.cf_key) req.hdr(x-forwarded-for,-${back}),ipmask(32,128) if ${isTrusted} { req.hdr_cnt(x-forwarded-for) ge ${back} }`,
    );
  return rules;
}

/** Which version answers, as `chooseVersion` says: tester's pin, affinity pin, user's pin, bucket. */
export function choiceRules(settings: HaproxySettings): readonly string[] {
  const { folder, routes } = settings;
  const components = [...new Set(routes.map(({ component }) => component))];
  const isOpen = "!{ var(txn.cf_to) -m found }";
  return [
    ...testerRules(settings),
    "http-request set-var(txn.cf_tester) str(t) if { var(txn.cf_to) -m found }",
    ...affinityRules(settings, components),
    `http-request set-var(txn.cf_refused) bool(true) if { var(txn.cf_tl) -m found } ${isOpen}`,
    `http-request set-var(txn.cf_refused) bool(true) if { var(txn.cf_al) -m found } ${isOpen}`,
    "http-request set-var(txn.cf_k64) var(txn.cf_key),base64",
    `http-request set-var(txn.cf_ul) var(txn.cf_c),concat(/,txn.cf_k64),map_str(${mapFile(folder, "pins")}) if ${isOpen}`,
    ...taking("cf_ul", "cf_uv", folder, ["active"]),
    "http-request set-var(txn.cf_at) var(txn.cf_slot),mul(10000),add(txn.cf_bucket)",
    ...components.map(
      (id) =>
        `http-request set-var(txn.cf_v) var(txn.cf_at),map_int(${mapFile(folder, splitMap(id))}) if ${isOpen} { var(txn.cf_c) -m str ${id} }`,
    ),
    `http-request set-var(txn.cf_to) ${version("cf_v", folder)},field(3,/) if ${isOpen} { var(txn.cf_v) -m found }`,
    `http-request return status 503 content-type text/plain string "no version serves this user" unless { var(txn.cf_to) -m len gt 0 }`,
  ];
}

/** A token that is signed, for this router and not expired is genuine; of this component and not revoked it names `cf_tl`. */
function testerRules({ folder, router }: HaproxySettings): readonly string[] {
  const isShown = "{ var(txn.cf_token) -m found }";
  const isGenuine = "{ var(txn.cf_genuine) -m found }";
  const isOurs = `${isGenuine} { var(txn.cf_tc),strcmp(txn.cf_c) eq 0 }`;
  const wellFormed = quoted("^cf1~[^~]+~[^~]+~[^~]+~[0-9]{1,12}~[^~]+~[0-9a-f]{64}$");
  const field = (number: number) => `var(txn.cf_token),field(${number},~)`;
  return [
    `http-request set-var(txn.cf_secret) str(secret),map_str(${mapFile(folder, "secret")}) if ${isShown}`,
    `http-request set-var(txn.cf_sig) ${field(7)} if ${isShown}`,
    `http-request set-var(txn.cf_mac) var(txn.cf_token),field(1,~,6),hmac(sha256,txn.cf_secret),hex,lower if ${isShown}`,
    `http-request set-var(txn.cf_until) ${field(5)},add(0) if ${isShown}`,
    `http-request set-var(txn.cf_genuine) bool(true) if ${isShown} { var(txn.cf_token) -m len le 1024 } { var(txn.cf_token) -m reg ${wellFormed} } { var(txn.cf_sig),secure_memcmp(txn.cf_mac) } { ${field(2)} -m str ${router} } { date(),sub(txn.cf_until) lt 0 }`,
    `http-request set-var(txn.cf_refused) bool(true) if ${isShown} !${isGenuine}`,
    `http-request set-var(txn.cf_tc) ${field(3)},url_dec if ${isGenuine}`,
    `http-request set-var(txn.cf_tid) ${field(6)} if ${isOurs}`,
    `http-request set-var(txn.cf_tr) var(txn.cf_c),concat(/,txn.cf_tid),map_str(${mapFile(folder, "revoked")}) if ${isOurs}`,
    `http-request set-var(txn.cf_refused) bool(true) if ${isOurs} { var(txn.cf_tr) -m found }`,
    `http-request set-var(txn.cf_tl) ${field(4)},url_dec if ${isOurs} !{ var(txn.cf_tr) -m found }`,
    ...taking("cf_tl", "cf_tv", folder, ["candidate", "active", "draining"]),
  ];
}

/**
 * What the page was made for: its own entry in a list such as `api@2.0.0, web@1.8.0`, of the header or else of the cookie.
 * A page itself gets what is current.
 */
function affinityRules({ folder }: HaproxySettings, components: readonly string[]): readonly string[] {
  const stored = cookie("cf_version");
  return [
    "acl cf_document req.fhdr(sec-fetch-dest) -m str document",
    `http-request set-var(txn.cf_pin) var(txn.cf_pin),url_dec if { var(txn.cf_pin) -m found }`,
    `http-request set-var(txn.cf_stored) ${stored.value} if { req.fhdr(cookie) -m sub cf_version= } !cf_document ${stored.isThere}`,
    `http-request set-var(txn.cf_stored) var(txn.cf_stored),url_dec if { var(txn.cf_stored) -m found }`,
    ...components.flatMap((id) => [labelRule(id, "cf_pin"), labelRule(id, "cf_stored")]),
    ...taking("cf_al", "cf_av", folder, ["active", "draining"]),
  ];
}

function labelRule(id: string, list: string): string {
  const label = quoted(
    `var(txn.${list}),regsub("^(?:.*?,)??[[:space:]]*${literal(id)}@([^,]*[^,[:space:]])[[:space:]]*(?:,.*)?$","\\1")`,
  );
  const isNamed = quoted(`(?:^|,)[[:space:]]*${literal(id)}@[^,]*[^,[:space:]]`);
  return `http-request set-var(txn.cf_al) ${label} if !cf_document !{ var(txn.cf_al) -m found } { var(txn.cf_c) -m str ${id} } { var(txn.${list}) -m reg ${isNamed} }`;
}

/** Goes to the version whose label is in a variable, if nothing was chosen before and its stage allows it. */
function taking(label: string, found: string, folder: string, stages: readonly string[]): readonly string[] {
  const isOpen = "!{ var(txn.cf_to) -m found }";
  const isReached = `{ var(txn.${found}),field(2,/) -m str ${stages.join(" ")} }`;
  return [
    `http-request set-var(txn.${found}) ${version(label, folder)} if ${isOpen} { var(txn.${label}) -m found }`,
    `http-request set-var(txn.cf_v) var(txn.${label}) if ${isOpen} ${isReached}`,
    `http-request set-var(txn.cf_to) var(txn.${found}),field(3,/) if ${isOpen} ${isReached}`,
  ];
}

/** What is known of the version whose label is in a variable: its place in the order, its stage, its section. */
function version(label: string, folder: string): string {
  return `var(txn.cf_slot),concat(/,txn.cf_c,@),concat(,txn.${label}),map_str(${mapFile(folder, "versions")})`;
}
