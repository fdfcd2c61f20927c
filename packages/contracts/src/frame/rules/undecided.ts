import { undecidedRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = undecidedRule(words, {
  title: "A type of posted message could not be compared",
  explanation:
    "A part of a schema uses something that the analysis does not decide, or refers to a document outside of the repository. It is not shown as safe: the planner keeps the two versions apart where it can.",
  fixes: ["Write this part in keywords that Crossfade decides, or keep it as it was."],
});
