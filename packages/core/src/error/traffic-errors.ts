import type { ErrorEntry } from "./error-entry.ts";

/** Routers, versions, weights, pins: what `trafficctl` and a plan can ask in vain. */
export const trafficErrors = {
  CF_COLLECTOR_PORT: {
    sentence: "Something else listens on {at}, where HAProxy's log of {router} is to come.",
    hint: "Stop it, or give the router another address with `collect:` and write its configuration anew.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_COLLECTOR_UNREACHABLE: {
    sentence: "The collector of the router {router} does not answer at {at}: {why}.",
    hint: "Start it: `crossfade router collect --router {router}`. Traffic goes on without it, uncounted.",
    httpStatus: 503,
    exitCode: 2,
  },
  CF_COMPONENT_UNROUTED: {
    sentence: "The router {router} has no component {component}.",
    hint: "It has: {known}. Did you mean {nearest}?",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_CONTACT_BREAKS: {
    sentence: "{component}@{label} would meet what it breaks with: {pairs}.",
    hint: "`crossfade plan` shows in which order they can go out; `--yes` does it all the same.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_HAPROXY_INVALID: {
    sentence: "HAProxy refuses the configuration in {file}: {why}.",
    hint: "If you wrote nothing into it yourself this is a defect in Crossfade: please report it with that line.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_HAPROXY_NAME: {
    sentence: "The {what} {text} cannot stand in a configuration of HAProxy.",
    hint: "Use a plain name: letters, digits and - (for folders / and . too).",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_VERSION_UNREADY: {
    sentence: "No instance of {component}@{label} is ready, so nobody was given to it: {why}.",
    hint: "See `trafficctl versions {component}`. `--unready` gives it users all the same.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_INSTANCE_LAST: {
    sentence:
      "{url} is the last instance of {component}@{label} in the balancer, and that version has users.",
    hint: "Let another instance rejoin first, or move its users with `trafficctl set-weight`.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_INSTANCE_UNKNOWN: {
    sentence: "{component}@{label} has no instance {url}.",
    hint: "It has: {known}. `trafficctl versions {component}` lists them.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_NO_ROUTER: {
    sentence: "{file} names no router.",
    hint: "Write one under `routers:`; docs/guide/trafficctl.md begins with it.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_PIN_REVOKED: {
    sentence: "The tester pin {id} of {component} was revoked; its name cannot be used again.",
    hint: "Leave --name out, or give it another one.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_REPORT_INVALID: {
    sentence: "{file} is no report: {at} has to be {expected}.",
    hint: "Write one with `crossfade check --json > {file}`, or name another with --report.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_ROUTER_BUSY: {
    sentence: "Somebody else is changing the router {router}.",
    hint: "Do it again in a moment. If nobody is, remove {lock}.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_ROUTER_LACKS: {
    sentence: "The router {router} cannot {lacks}.",
    hint: "Take a router that can (the embedded one does all of it), or a plan that does without.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_ROUTER_NOT_APPLIED: {
    sentence: "The router {router} was told, but does something else: {deviation}.",
    hint: "Look with `trafficctl status`, then do it again.",
    httpStatus: 502,
    exitCode: 2,
  },
  CF_ROUTER_RELOAD: {
    sentence: "The running HAProxy of the router {router} does not know {what}.",
    hint: "Write its configuration with `crossfade router config haproxy --router {router}`, then reload HAProxy.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_ROUTER_STALE: {
    sentence:
      "The router {router} works by generation {generation} already; generation {offered} is not newer.",
    hint: "Somebody else changed it. Look with `trafficctl status`, then do it again.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_ROUTER_STATE_INVALID: {
    sentence: "This is no state of a router: {at} has to be {expected}.",
    hint: "States are written by Crossfade; restore the file from a copy, or remove it to begin again from crossfade.yaml.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_ROUTER_STATE_UNREADABLE: {
    sentence: "{file}, where the router keeps who gets which version, cannot be read: {why}.",
    hint: "Nothing was changed. Restore it from a copy; or move it away, and the router begins again: the oldest version of crossfade.yaml gets everybody.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_ROUTER_STATE_UNWRITABLE: {
    sentence: "{file}, where the router keeps who gets which version, cannot be written: {why}.",
    hint: "Nothing was changed: a weight that a restart forgets is none. Make room, then do it again.",
    httpStatus: 500,
    exitCode: 2,
  },
  CF_ROUTER_UNFINISHED: {
    sentence: "The router {router} of {file} cannot serve anybody: it has no {missing}.",
    hint: "docs/guide/crossfade-yaml.md shows a whole router, under `routers`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_ROUTER_UNKNOWN: {
    sentence: "{file} names no router {router}.",
    hint: "It names: {known}. Choose one with `--router`.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_ROUTER_UNREACHABLE: {
    sentence: "The router {router} does not answer at {at}: {why}.",
    hint: "Is it running? `crossfade proxy` starts the embedded one, `haproxy -f` with its haproxy.cfg the other. Each begins with the last weights it was given.",
    httpStatus: 503,
    exitCode: 2,
  },
  CF_ROUTER_UNSUPPORTED: {
    sentence: "The router {router} is of kind {kind}; this needs {needed}.",
    hint: "Choose another with `--router`, or another `kind` in crossfade.yaml.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_SPLIT_TOO_FINE: {
    sentence: "The users of {component} would be cut into more than {limit} pieces (maxSegments).",
    hint: "Give everything to one version first; then begin again.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_TOO_MANY_PINS: {
    sentence: "{component} would have more than {limit} pinned users (maxUserPins).",
    hint: "Use a weight for so many users, or take pins away with `trafficctl unpin`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_VERSION_BLOCKED: {
    sentence: "{component}@{label} is blocked: nothing may reach it.",
    hint: "Take a version that is not blocked; or let it in again: `trafficctl unblock {component}@{label}`.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_VERSION_HOLDS_TRAFFIC: {
    sentence: "{component}@{label} has {weight}% of the users.",
    hint: "Move them first: `trafficctl set-weight` another version.",
    httpStatus: 409,
    exitCode: 2,
  },
  CF_VERSION_MALFORMED: {
    sentence: "{text} names no version.",
    hint: "Write COMPONENT-LABEL or COMPONENT@LABEL, such as api-2.0.0. The components are: {known}.",
    httpStatus: 400,
    exitCode: 2,
  },
  CF_VERSION_UNKNOWN: {
    sentence: "The router has no version {label} of {component}.",
    hint: "It has: {known}. What is new in crossfade.yaml joins with `kill -HUP` of `crossfade proxy`; HAProxy needs its configuration written anew and a reload.",
    httpStatus: 404,
    exitCode: 2,
  },
  CF_WEIGHT_NOBODY: {
    sentence: "Nobody is there to take what {component}@{label} gives up.",
    hint: "Give another version a weight: `trafficctl set-weight {component}-LABEL 100%`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_WEIGHT_REST: {
    sentence:
      "More than two versions of {component} may share the rest ({holders}), so it is not clear who does.",
    hint: "Name the one that gains or loses: `--rest LABEL`.",
    httpStatus: 422,
    exitCode: 2,
  },
  CF_WEIGHT_TOO_MUCH: {
    sentence: "{component}@{rest} has not enough users to bring {component}@{label} to {weight}%.",
    hint: "Name another version with --rest, or a smaller weight.",
    httpStatus: 422,
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>;
