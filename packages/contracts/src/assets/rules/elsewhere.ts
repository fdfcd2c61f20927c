import { namedFiles } from "../named-files.ts";
import type { AssetRule } from "../rule.ts";

const id = "assets/elsewhere";

export const rule: AssetRule = {
  id,
  mirror: { waived: "only pages ask; what is held for others is nobody's question" },
  title: "A page asks somebody else for a file",
  explanation:
    "The page's list names files of an origin of which the receiver holds nothing: fonts, scripts of a third party. Whether they are there is not for this release to say.",
  check: ({ elsewhere }) => {
    const [first] = elsewhere;
    if (!first) return [];
    return [
      {
        ruleId: id,
        outcome: "notice",
        direction: "request",
        operation: `GET ${first.url}`,
        place: { side: "sender", ...first.at },
        why: `the page asks others for ${namedFiles(elsewhere.map(({ url }) => url))}`,
        example: { value: first.url, at: "" },
        fixes: ["Leave out of the list what the receiver has nothing to do with."],
      },
    ];
  },
};
