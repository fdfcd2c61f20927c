import type { Observation } from "@crossfade/core";
import { fromMismatch, kindOf, type MismatchKind, placeOf } from "../observe.ts";
import type { TypePair, TypeRule } from "./rule.ts";
import type { SetWords } from "./words.ts";

/** What the page of a rule says, in the words of its kind. */
export interface RuleText {
  readonly title: string;
  readonly explanation: string;
  readonly fixes: readonly string[];
}

/** The rule of a kind about one sort of mismatch between a schema that is given and one that is taken. */
export function mismatchRule(words: SetWords, kind: MismatchKind, { fixes, ...text }: RuleText): TypeRule {
  const id = `${words.name}/${kind}`;
  return {
    id,
    mirror: id,
    ...text,
    check: ({ type, difference, part }) =>
      difference.mismatches
        .filter((item) => kindOf(item) === kind)
        .map((item) =>
          fromMismatch(item, {
            ruleId: id,
            direction: words.thing,
            operation: type,
            where: part ?? words.thing,
            side: "receiver",
            fixes,
          }),
        ),
  };
}

/** The rule of a kind about what the comparison of two schemas does not decide. */
export function undecidedRule(words: SetWords, { fixes, ...text }: RuleText): TypeRule {
  const id = `${words.name}/undecided`;
  return {
    id,
    mirror: id,
    ...text,
    check: ({ type, difference, part }) => {
      const [gap] = difference.gaps;
      if (!gap) return [];
      return [
        {
          ruleId: id,
          outcome: "unknown",
          direction: words.thing,
          operation: type,
          place: placeOf("receiver", gap.place),
          why: `${part ?? words.thing}${gap.at === "" ? "" : ` at ${gap.at}`}: ${gap.why}`,
          decides:
            gap.decides ??
            (gap.keyword === ""
              ? "a schema that can be analysed here"
              : `a form of ${gap.keyword} that can be analysed, or the same text on both sides`),
          fixes,
        },
      ];
    },
  };
}

/** The rule of a kind whose receivers must know every type that is sent, unless they are said to skip what they do not know. */
export function typeUnknownRule(words: SetWords, { fixes, ...text }: RuleText): TypeRule {
  const id = `${words.name}/type-unknown`;
  return {
    id,
    mirror: id,
    ...text,
    check: (pair) => {
      const { type, sent, accepted, doubt, decides = sameName, settings } = pair;
      if (accepted) return [];
      const place = placeOf("sender", sent);
      const why = `messages of type ${type} may be sent, the ${words.taker} has no contract for them`;
      const about = { ruleId: id, direction: words.thing, operation: type, place, ...exampleOf(pair), fixes };
      if (doubt !== undefined) {
        const { example: _example, ...rest } = about;
        return [{ ...rest, outcome: "unknown", why: `${why}: ${doubt}`, decides }];
      }
      if (settings.unread === "fine")
        return [{ ...about, outcome: "notice", why: `${why}; it is said to skip them` }];
      return [{ ...about, outcome: "breaking", why }];
    },
  };
}

const sameName = "the same name on both sides";

/** One that the sender may give; none where none could be made up. */
export function exampleOf({ sample }: TypePair): Pick<Observation, "example"> {
  const made = sample();
  return made ? { example: { value: made.value, at: "" } } : {};
}
