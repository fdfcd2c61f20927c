/** What an instance's answer says of its connection to the proxy, or what the proxy says itself: not passed on. */
const dropped: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-request-id",
]);

/** Names that were seen, in lower case; undefined where the name is not passed on. */
const seen = new Map<string, string | false>();
const maxSeen = 1_024;

/** The name in lower case; false: it is not passed on. */
function passedName(name: string): string | false {
  const known = seen.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const passed = dropped.has(lower) || lower.startsWith("x-cf-") ? false : lower;
  if (seen.size >= maxSeen) seen.clear();
  seen.set(name, passed);
  return passed;
}

/** The proxy's reading of an instance's answer. */
export interface AnswerHead {
  /** Name, value, name, value … for the client. */
  readonly passed: string[];
  readonly isEventStream: boolean;
  /** Nothing may be written into a body that is compressed. */
  readonly isEncoded: boolean;
  /** -1: it is not said. */
  readonly contentLength: number;
}

/** `raw`: name, value, name, value … as they came over the wire. */
export function readAnswerHead(raw: readonly Buffer[] | readonly string[]): AnswerHead {
  const passed: string[] = [];
  let isEventStream = false;
  let isEncoded = false;
  let contentLength = -1;
  let connection: string | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const name = textOf(raw[at]);
    const lower = passedName(name);
    const value = textOf(raw[at + 1]);
    if (lower === false) {
      if (name.length === 10 && name.toLowerCase() === "connection") connection = value;
      continue;
    }
    if (lower.length === 12) isEventStream ||= lower === "content-type" && value.startsWith(eventStream);
    else if (lower.length === 14 && lower === "content-length") contentLength = Number(value);
    else if (lower.length === 16) isEncoded ||= lower === "content-encoding" && value !== "identity";
    passed.push(name, value);
  }
  const all = connection === undefined ? passed : withoutNominated(passed, connection);
  return { passed: all, isEventStream, isEncoded, contentLength };
}

const eventStream = "text/event-stream";
const plainConnection = /^(?:keep-alive|close|upgrade|,|\s)*$/i;

function withoutNominated(passed: string[], connection: string): string[] {
  if (plainConnection.test(connection)) return passed;
  const nominated = new Set(connection.split(",").map((each) => each.trim().toLowerCase()));
  return passed.filter((_, at) => !nominated.has((passed[at - (at % 2)] as string).toLowerCase()));
}

function textOf(value: Buffer | string | undefined): string {
  return typeof value === "string" ? value : (value as Buffer).toString("latin1");
}
