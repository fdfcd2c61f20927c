import { type DeployAnswer, instanceUrl } from "@crossfade/core";

type Done = Extract<DeployAnswer, { readonly kind: "done" }>;

const maxEndpoints = 64;
const maxNoteLength = 500;

/**
 * What a command or a hook says when it is done: `{"endpoints": ["http://10.0.0.7:8080"], "note": "…", "empty": true}`, all
 * of it optional. A failure where it says something else: an address that was misread would get users.
 */
export function doneAnswer(said: unknown): DeployAnswer {
  if (said === undefined) return { kind: "done" };
  if (typeof said !== "object" || said === null || Array.isArray(said))
    return wrong("what it says is no JSON object");
  const { endpoints, note, empty } = said as Readonly<Record<string, unknown>>;
  const origins = endpoints === undefined ? undefined : endpointsOf(endpoints);
  if (endpoints !== undefined && origins === undefined)
    return wrong(
      `\`endpoints\` is a list of at most ${maxEndpoints} addresses such as "http://10.0.0.7:8080"`,
    );
  const done: Done = {
    kind: "done",
    ...(origins === undefined ? {} : { endpoints: origins }),
    ...(typeof note === "string" ? { note: note.slice(0, maxNoteLength) } : {}),
    ...(empty === true ? { empty } : {}),
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

function wrong(why: string): DeployAnswer {
  return { kind: "failed", why, final: false };
}

function endpointsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > maxEndpoints) return undefined;
  const plain = value.map((each) => (typeof each === "string" ? each.replace(/\/$/, "") : ""));
  return plain.every((each) => instanceUrl.test(each)) ? plain : undefined;
}
