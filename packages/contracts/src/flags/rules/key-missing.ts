import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import { placeRead } from "../flag-place.ts";
import { otherThan } from "../flag-type.ts";
import type { FlagRule, Question } from "../rule.ts";

const id = "flags/key-missing";
const say = "`missing: fine` or `missing: breaks` beside the key, in a list of what is read";

/** What is known of a key that is not served: nothing to tell, or the outcome with its reason. */
type Answer =
  | { readonly outcome: "breaking"; readonly why: string; readonly value: object }
  | { readonly outcome: "unknown"; readonly why: string; readonly decides: string }
  | undefined;

export const rule: FlagRule = {
  id,
  mirror: id,
  title: "A flag that is read is not served",
  explanation:
    "A reader whose key is not served takes the default in its code, which mostly means off. Where the flag had been served with another value, its users lose the feature. It happens when a flag is deleted while pages that read it are open, and when a new page meets a server that does not have its flag yet. The client goes first when a flag is removed: out of the client, wait, out of the servers, then the flag. A flag of flagd that is DISABLED is not served either.",
  check: (question) => {
    const { key, read, served } = question;
    if (served?.answers === "always" || read.missing === "fine") return [];
    const answer = judged(question);
    if (!answer) return [];
    const base = {
      ruleId: id,
      direction: "request",
      operation: key,
      place: served ? placeOf("receiver", served.at) : placeRead(read),
      why: answer.why,
      fixes: [
        "Remove its use from the clients first, and delete the flag when no version that reads it is live.",
        "Keep serving the key with its final value until then.",
      ],
    } as const;
    const found: Observation =
      answer.outcome === "breaking"
        ? { ...base, outcome: "breaking", example: { value: answer.value, at: "/now" } }
        : { ...base, outcome: "unknown", decides: answer.decides };
    return [found];
  },
};

function judged(question: Question): Answer {
  const { key, read, served } = question;
  const silent = `${key} is not served${served?.silence ? `: ${served.silence}` : ""}`;
  const answer = read.missing === "breaks" ? needed(question, silent) : compared(question, silent);
  if (answer?.outcome !== "breaking" || served?.answers !== "sometimes") return answer;
  return {
    outcome: "unknown",
    why: `${key} may not be answered: ${served.silence}`,
    decides: "a default variant",
  };
}

function needed({ key, read }: Question, silent: string): Answer {
  const value = { key, ...("default" in read ? { now: read.default } : {}) };
  return { outcome: "breaking", why: `${silent}, and its reader says that this breaks it`, value };
}

/** The default against everything that may have been served. Where the key never was, the reader always lived on its default. */
function compared(question: Question, silent: string): Answer {
  const { read, served, before, builtKnown } = question;
  const answered = before.filter(({ answers }) => answers !== "never" && answers !== served?.answers);
  if (!("default" in read)) return answered.length > 0 || !builtKnown ? undeclared(silent) : undefined;
  const fallback = `its reader falls back to ${JSON.stringify(read.default)} in its code`;
  for (const each of [read.default, ...(read.otherDefaults ?? [])]) {
    const lost = lostBy(question, each, answered, silent);
    if (lost) return lost;
  }
  if (!builtKnown)
    return {
      outcome: "unknown",
      why: `${silent}: ${fallback}, and what it was served where it was built is not known`,
      decides: say,
    };
  // Whoever disables a flag means off, and what says true in the code stays on.
  const staysOn = served?.answers === "never" && read.default === true && answered.length > 0;
  return staysOn
    ? { outcome: "unknown", why: `${silent}: ${fallback}, so the feature stays on`, decides: say }
    : undefined;
}

/** A reader with this default against what it was served. */
function lostBy(
  { key, read }: Question,
  fallback: unknown,
  answered: Question["before"],
  silent: string,
): Answer {
  for (const { type, values } of answered) {
    const other = type === read.type ? otherThan([fallback], type, values) : undefined;
    if (other)
      return {
        outcome: "breaking",
        why: `${silent}: its reader falls back to ${JSON.stringify(fallback)} in its code, where it was served ${JSON.stringify(other.value)}`,
        value: { key, served: other.value, now: fallback },
      };
  }
  return undefined;
}

function undeclared(silent: string): Answer {
  return {
    outcome: "unknown",
    why: `${silent}, and what its reader falls back to is not known`,
    decides: "a list of what is read, with the default of the key",
  };
}
