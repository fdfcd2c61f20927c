import { contractKinds, kindTitles } from "@crossfade/contracts";

const kinds = Object.entries(contractKinds).map(([name, contracts]) => ({
  title: kindTitles[name],
  contracts,
}));

const mirrorOf = ({ id, mirror }) => {
  if (typeof mirror !== "string") return `none: ${mirror.waived}`;
  return mirror === id ? "itself: both directions are the same question" : `[${mirror}](#${anchor(mirror)})`;
};

/** How Markdown viewers spell the anchor of a heading. */
const anchor = (heading) => heading.replaceAll("/", "");

/** docs/reference/rules.md: what every rule sees, one section per kind of contract. */
export function rulesPage() {
  return [
    "# Rules",
    "",
    "<!-- Made from packages/contracts/src/*/rules/ by `npm run generate`. -->",
    "",
    "A rule names one way in which two sides can fail to understand each other. Its id stands in every finding.",
    "",
    ...kinds.flatMap(({ title, contracts }) => [
      `## ${title}`,
      "",
      ...[...contracts.rules]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((rule) => [
          `### ${rule.id}`,
          "",
          `**${rule.title}**`,
          "",
          rule.explanation,
          "",
          `Mirror: ${mirrorOf(rule)}`,
          "",
        ]),
    ]),
  ].join("\n");
}
