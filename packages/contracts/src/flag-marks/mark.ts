import { isObject, own } from "../document/json.ts";

/** The keyword that puts a part of a contract behind a feature flag. */
export const FLAG_KEYWORD = "x-crossfade-flag";

/**
 * Whether who receives it takes it while the flag is off. `always`: takes it whatever its own copy of the flag says, and does
 * without it. `while-on`: refuses it, or needs it, as the flag says. `unsaid`: nobody has said, so it may be either.
 */
export type Accepted = "always" | "while-on" | "unsaid";

/** "Sent only while the flag KEY is on." */
export interface FlagMark {
  readonly key: string;
  readonly accepted: Accepted;
  /** Only these values of the list (`enum`) beside it; absent: the whole part. */
  readonly values?: readonly unknown[];
}

/** At most this many marks stand at one place. */
const MAX_MARKS = 20;
/** A flag's key is no longer than this. */
const MAX_KEY_LENGTH = 200;

/**
 * What `x-crossfade-flag` says: a key, `{ key, accepted, values }`, or a list of either (lists of values of several flags).
 * A text: what is wrong with it.
 */
export function marksIn(value: unknown): readonly FlagMark[] | string {
  const all = Array.isArray(value) ? value : [value];
  if (all.length > MAX_MARKS) return `lists more than ${MAX_MARKS} flags at one place (limit MAX_MARKS)`;
  const marks: FlagMark[] = [];
  for (const each of all) {
    const mark = markIn(each);
    if (typeof mark === "string") return mark;
    marks.push(mark);
  }
  const whole = marks.filter((each) => each.values === undefined);
  if (whole.length > 1 || all.length === 0) return "must name one flag; several are for `values` only";
  return marks;
}

function markIn(value: unknown): FlagMark | string {
  if (typeof value === "string") return keyed({ key: value, accepted: "unsaid" });
  if (!isObject(value)) return "must be the key of a flag, or { key, accepted, values }";
  const stray = Object.keys(value).find((each) => !["key", "accepted", "values"].includes(each));
  if (stray !== undefined) return `knows key, accepted and values, not ${JSON.stringify(stray)}`;
  const [key, accepted, values] = ["key", "accepted", "values"].map((each) => own(value, each));
  if (typeof key !== "string") return "needs `key`: the key of a flag";
  if (accepted !== undefined && accepted !== "always" && accepted !== "while-on")
    return "`accepted` is `always` (taken whatever the flag says) or `while-on`";
  if (values !== undefined && (!Array.isArray(values) || values.length === 0))
    return "`values` lists values of the `enum` beside it";
  return keyed({ key, accepted: accepted ?? "unsaid", ...(Array.isArray(values) ? { values } : {}) });
}

function keyed(mark: FlagMark): FlagMark | string {
  const { length } = mark.key.trim();
  return length === 0 || length > MAX_KEY_LENGTH
    ? `the key of a flag has 1 to ${MAX_KEY_LENGTH} characters`
    : mark;
}
