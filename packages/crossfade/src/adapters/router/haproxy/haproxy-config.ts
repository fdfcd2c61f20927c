import { CrossfadeError, type RouterState } from "@crossfade/core";
import { backendSections, defaultsName } from "./backend-sections.ts";
import { choiceRules, userRules } from "./choice-rules.ts";
import { addressText, beganVariable, quoted } from "./config-words.ts";
import { answerRules, hygieneRules, refusalRules } from "./header-rules.ts";
import { plain } from "./proxy-name.ts";
import { routeRules } from "./route-rules.ts";
import type { HaproxySettings } from "./settings.ts";

/** While it binds, HAProxy adds its process number to the name; 107 bytes are what systems take. */
const maxSocketPath = 90;

/**
 * haproxy.cfg of a router: complete, and without anything that changes during a release. It can stand beside another
 * configuration (`haproxy -f one.cfg -f two.cfg`): all of its sections carry the router's id. CF_HAPROXY_NAME for a name
 * that would mean something else here.
 */
export function haproxyConfig(state: RouterState, settings: HaproxySettings, logToken: string): string {
  const { router, folder } = settings;
  plain("id of a router", router);
  plain("state folder", folder);
  const socket = `${folder}/haproxy.sock`;
  if (socket.length > maxSocketPath)
    throw new CrossfadeError("CF_SOCKET_PATH_TOO_LONG", { path: socket, limit: maxSocketPath });
  return [
    `# Written by Crossfade for the router ${router}: \`crossfade router config haproxy\` writes it anew.`,
    "# Weights, pins and stages are in maps/; they change without a reload.",
    "",
    "global",
    `    stats socket ${socket} mode 600 level admin expose-fd listeners`,
    "    stats timeout 30s",
    // Each user asks expressions about texts that nobody else has: what is remembered of them is never found again.
    "    tune.pattern.cache-size 0",
    `    set-var ${beganVariable(router)} date(0,ms)`,
    ".if feature(LUA)",
    `    lua-load-per-thread ${folder}/hold.lua`,
    ".endif",
    "",
    ...ring(settings),
    ...defaults(settings),
    ...frontend(settings, logToken),
    "",
    ...backendSections(state, settings),
  ].join("\n");
}

const logLength = 2_048;
const ringBytes = 4_194_304;

/** A log over a connection: what the collector misses while it starts anew waits here, and nothing waits for it. */
function ring({ router, collect }: HaproxySettings): readonly string[] {
  return [
    `ring cf-${router}`,
    "    format raw",
    `    maxlen ${logLength}`,
    `    size ${ringBytes}`,
    "    timeout connect 1s",
    "    timeout server 10s",
    `    server collector ${addressText(collect)} log-proto octet-count`,
    "",
  ];
}

function defaults({ router }: HaproxySettings): readonly string[] {
  return [
    `defaults ${defaultsName(router)}`,
    "    mode http",
    "    timeout connect 3s",
    "    timeout client 60s",
    "    timeout server 60s",
    "    timeout queue 10s",
    "    timeout http-request 15s",
    "    timeout http-keep-alive 65s",
    "    option redispatch 1",
    "    option dontlognull",
    "    option disable-h2-upgrade",
    // Else a stream whose user is gone counts as open until something is written to it.
    "    option abortonclose",
    // A request that an instance may have begun is sent again only where that does no harm: see disable-l7-retry.
    "    retry-on conn-failure empty-response",
    "    retries 2",
    "    balance leastconn",
    "    default-server init-addr last,libc,none",
    "",
  ];
}

function frontend(settings: HaproxySettings, logToken: string): readonly string[] {
  const { router, listen } = settings;
  return [
    `frontend ${router} from ${defaultsName(router)}`,
    `    bind ${addressText(listen)}`,
    `    log ring@cf-${router} len ${logLength} local0 info`,
    `    log-format ${quoted(logFormat(logToken))}`,
    ...[
      "http-request set-var(txn.cf_begin) date(0,ms)",
      "http-request set-var(txn.cf_length) req.hdr(content-length)",
      "http-request set-var(txn.cf_client) req.fhdr(x-client-version,1),bytes(0,64),base64",
      ...refusalRules(settings),
      ...hygieneRules(settings),
      ...routeRules(settings),
      ...userRules(settings),
      ...choiceRules(settings),
      "http-request disable-l7-retry unless { method GET HEAD }",
      "acl cf_stream req.hdr(upgrade) -m found",
      "acl cf_stream req.hdr(accept) -m sub text/event-stream",
      ...answerRules,
      "use_backend %[var(txn.cf_to)]:streams if cf_stream",
      "use_backend %[var(txn.cf_to)]",
    ].map((line) => (line.startsWith(".") ? line : `    ${line}`)),
  ];
}

/** One line per request, its fields without blanks; `log-line.ts` reads it. */
function logFormat(logToken: string): string {
  const variables = ["begin", "rn", "c", "v", "bucket", "live"].map((name) => `%[var(txn.cf_${name})]`);
  return [
    "cf1",
    logToken,
    "%pid",
    "%lc",
    ...variables,
    "%[var(txn.cf_salt),xxh32(0)]",
    "%b",
    "%s",
    "%ST",
    "%tsc",
    "%[var(txn.cf_head)]",
    "%[date(0,ms)]",
    "%[var(txn.cf_client)]",
    "%[var(txn.cf_tester)]",
    // How long the body should be, and how much came from the client in all. With the latter a line is written when the
    // answer has ended, not when it has begun.
    "%[var(txn.cf_length)]",
    "%U",
  ].join(" ");
}
