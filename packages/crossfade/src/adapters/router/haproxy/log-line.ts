import { isStreams } from "./proxy-name.ts";

/** One request, as HAProxy's log tells it. `haproxy-config.ts` says in which order the fields stand. */
export interface LogLine {
  readonly pid: number;
  /** Counts the lines of a process; a number that is missing is a line that was lost. */
  readonly number: number;
  /** Absent: the request was refused, or no version served it. */
  readonly served?: ServedRequest;
}

export interface ServedRequest {
  /** ms since 1970. */
  readonly beganMs: number;
  readonly endedMs: number;
  readonly route: string;
  readonly component: string;
  readonly label: string;
  readonly bucket: number;
  readonly generation: number;
  /** Tells salts apart. */
  readonly saltHash: number;
  readonly backend: string;
  readonly server: string;
  readonly outcome: "ok" | "error" | "aborted";
  /** Up to the first byte of the answer. Absent: there was none. */
  readonly latencyMs?: number;
  /** As the header `x-client-version` says. */
  readonly client?: string;
  /** A tester's pin chose the version. */
  readonly isTester?: true;
}

/** A configuration that was written before testers were told apart has three fields less; its process may still run. */
const fieldCounts: readonly number[] = [18, 21];
const absent = "-";

/** Undefined: this is no line of the log of a router with this token. */
export function readLogLine(text: string, token: string): LogLine | undefined {
  const fields = text.trimEnd().split(" ");
  const [kind, told, pid, number] = fields;
  if (!fieldCounts.includes(fields.length) || kind !== "cf1" || told !== token) return undefined;
  if (!isWhole(pid) || !isWhole(number)) return undefined;
  const line = { pid: Number(pid), number: Number(number) };
  const served = servedRequest(fields.slice(4));
  return served === undefined ? line : { ...line, served };
}

function servedRequest(fields: readonly string[]): ServedRequest | undefined {
  const [began, route, component, label, bucket, live, saltHash, backend, server, status, ended, ...rest] =
    fields;
  const [head, end, client, tester, length, received] = rest;
  if (![began, bucket, live, saltHash, end].every(isWhole) || label === absent) return undefined;
  const beganMs = Number(began);
  return {
    beganMs,
    endedMs: Math.max(beganMs, Number(end)),
    route: text(route),
    component: component ?? "",
    label: label ?? "",
    bucket: Number(bucket),
    generation: Math.floor(Number(live) / 2),
    saltHash: Number(saltHash),
    backend: backend ?? "",
    server: server ?? "",
    outcome: isHalf({ ended, length, received })
      ? "aborted"
      : outcomeOf(Number(status), ended ?? "", isStreams(backend ?? "")),
    // A clock that was set back in between makes no answer come before its question.
    ...(isWhole(head) ? { latencyMs: Math.max(0, Number(head) - beganMs) } : {}),
    ...(client === undefined || client === absent ? {} : { client: text(client) }),
    ...(tester === undefined || tester === absent ? {} : { isTester: true as const }),
  };
}

/**
 * HAProxy waits for whoever stops in the middle of a body as long as for a silent instance, and says it was the instance.
 * What came counts the headers, too: of a body that lacks less than those this cannot be told.
 */
function isHalf({
  ended = "",
  length,
  received,
}: Readonly<Record<"ended" | "length" | "received", string | undefined>>): boolean {
  return /^s[HD]/.test(ended) && isWhole(length) && isWhole(received) && Number(received) < Number(length);
}

/**
 * How a session ended, in two letters. Source: HAProxy's configuration manual, 8.5 "Session state at disconnection": first
 * who ended it (C or c the client, S or s the server, L and K and P HAProxy itself), then in which phase. A stream has no end
 * of its own: whoever ends one that has begun, it was answered; but an event stream that its instance breaks off was not.
 */
function outcomeOf(status: number, ended: string, isStream: boolean): ServedRequest["outcome"] {
  if (isStream && (status === 101 || (status === 200 && !ended.startsWith("S")))) return "ok";
  if (/^[Cc]/.test(ended)) return "aborted";
  const isCutShort = /^[SsRI]/.test(ended);
  return status >= 500 || status < 100 || isCutShort ? "error" : "ok";
}

function isWhole(field: string | undefined): boolean {
  return field !== undefined && /^[0-9]{1,16}$/.test(field);
}

function text(base64: string | undefined): string {
  return Buffer.from(base64 ?? "", "base64").toString("utf8");
}
