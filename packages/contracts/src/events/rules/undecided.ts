import { placeOf } from "../../observe.ts";
import type { MessageRule } from "../rule.ts";

const id = "events/undecided";

export const rule: MessageRule = {
  id,
  mirror: id,
  title: "A type of message could not be compared",
  explanation:
    "A part of a schema uses something that the analysis does not decide, or refers to a document outside of the repository. It is not shown as safe: the planner keeps the two versions apart where it can.",
  check: ({ type, difference }) => {
    const [gap] = difference.gaps;
    if (!gap) return [];
    return [
      {
        ruleId: id,
        outcome: "unknown",
        direction: "message",
        operation: type,
        place: placeOf("receiver", gap.place),
        why: `message${gap.at === "" ? "" : ` at ${gap.at}`}: ${gap.why}`,
        decides:
          gap.keyword === ""
            ? "a schema that can be analysed here"
            : `a form of ${gap.keyword} that can be analysed, or the same text on both sides`,
        fixes: ["Write this part in keywords that Crossfade decides, or keep it as it was."],
      },
    ];
  },
};
