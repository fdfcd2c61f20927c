import type { Observation } from "@crossfade/core";
import { namedFiles } from "../named-files.ts";
import type { AssetRule, Fetching } from "../rule.ts";

const id = "assets/unhashed";

export const rule: AssetRule = {
  id,
  mirror: id,
  title: "A page may get a script of another version under the same name",
  explanation:
    "The page names a script or a style sheet whose name does not change with its content, and the receiver holds one under that name. Unless both texts are known and equal, it is unknown whether they work together. Service workers and pages are left out: they keep their names on purpose. A content hash in the name ends the question, as bundlers write it by default.",
  check: ({ unhashed }) => [
    ...told(
      unhashed.filter((each) => each.differs),
      {
        why: (names) => `the page gets another version's ${names}: the same name, another content`,
        decides:
          "a content hash in the name, or a waiver by someone who has tried this page with those files",
      },
    ),
    ...told(
      unhashed.filter((each) => !each.differs),
      {
        why: (names) =>
          `${names}: no content hash in the name, so the page may get another version's file, and its text is not known here`,
        decides:
          "a content hash in the name, or folders instead of lists on both sides, so that texts are compared",
      },
    ),
  ],
};

function told(
  files: Fetching["unhashed"],
  { why, decides }: { why: (names: string) => string; decides: string },
): Observation[] {
  const [first] = files;
  if (!first) return [];
  return [
    {
      ruleId: id,
      outcome: "unknown",
      direction: "request",
      operation: `GET ${first.file.url}`,
      place: { side: "sender", ...first.file.at },
      why: why(namedFiles(files.map(({ file }) => file.url))),
      decides,
      fixes: ["Let the bundler write a content hash into the file's name."],
    },
  ];
}
