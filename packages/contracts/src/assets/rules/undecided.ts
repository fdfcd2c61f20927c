import { namedFiles } from "../named-files.ts";
import type { AssetRule } from "../rule.ts";

const id = "assets/undecided";

export const rule: AssetRule = {
  id,
  mirror: id,
  title: "What a page asks for and what is held are named differently",
  explanation:
    "No file that the page names is held under that name, but files of the same names are held under another path. A server may add or strip a prefix that no document speaks of, so nothing is guessed.",
  check: ({ displaced }) => {
    const [first] = displaced;
    if (!first) return [];
    const names = namedFiles(displaced.map(({ file }) => file.url));
    return [
      {
        ruleId: id,
        outcome: "unknown",
        direction: "request",
        operation: `GET ${first.file.url}`,
        place: { side: "sender", ...first.file.at },
        why: `the page may ask for ${names}; no file is held under such a path, but /${first.heldAs} is: a prefix differs`,
        decides:
          "the prefix, as `base` in a list { urls, base } of what the page asks for or of what is held",
        fixes: ["Name the files on both ends by the path that the browser asks for."],
      },
    ];
  },
};
