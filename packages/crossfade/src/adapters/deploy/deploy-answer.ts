import { type DeployAnswer, instanceUrl } from "@crossfade/core";

type Done = Extract<DeployAnswer, { readonly kind: "done" }>;

const maxEndpoints = 64;
const maxNoteLength = 500;
/** "messages": one word, or few. */
const maxWhatLength = 60;

/**
 * What a command or a hook says when it is done: `{"endpoints": ["http://10.0.0.7:8080"], "note": "…"}`, and to measure
 * `{"empty": true}` or `{"left": 1204, "what": "messages"}`, all of it optional. A failure where it says something else: an
 * address that was misread would get users.
 */
export function doneAnswer(said: unknown): DeployAnswer {
  if (said === undefined) return { kind: "done" };
  if (typeof said !== "object" || said === null || Array.isArray(said))
    return wrong("what it says is no JSON object");
  const { endpoints, note, empty, left, what } = said as Readonly<Record<string, unknown>>;
  const origins = endpoints === undefined ? undefined : endpointsOf(endpoints);
  if (endpoints !== undefined && origins === undefined)
    return wrong(
      `\`endpoints\` is a list of at most ${maxEndpoints} addresses such as "http://10.0.0.7:8080"`,
    );
  if (left !== undefined && !isCount(left)) return wrong("`left` is a whole number from 0 on");
  if (empty === true && isCount(left) && left > 0) return wrong("`empty` and `left` do not agree");
  const done: Done = {
    kind: "done",
    ...(origins === undefined ? {} : { endpoints: origins }),
    ...(typeof note === "string" ? { note: note.slice(0, maxNoteLength) } : {}),
    ...(empty === true ? { empty } : {}),
    ...(left === undefined ? {} : { left }),
    ...(typeof what === "string" && what !== "" ? { what: what.slice(0, maxWhatLength) } : {}),
  };
  return done;
}

/** JSON in the last line that is not empty, where that begins with a brace; undefined: it says nothing. */
export function lastJson(text: string): { readonly value?: unknown; readonly isBroken: boolean } {
  const last = lastLine(text);
  if (last?.startsWith("{") !== true) return { isBroken: false };
  try {
    return { value: JSON.parse(last), isBroken: false };
  } catch {
    return { isBroken: true };
  }
}

export function lastLine(text: string): string | undefined {
  return text
    .split("\n")
    .map((line) => line.trim())
    .findLast((line) => line !== "");
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function wrong(why: string): DeployAnswer {
  return { kind: "failed", why, final: false };
}

function endpointsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > maxEndpoints) return undefined;
  const plain = value.map((each) => (typeof each === "string" ? each.replace(/\/$/, "") : ""));
  return plain.every((each) => instanceUrl.test(each)) ? plain : undefined;
}
