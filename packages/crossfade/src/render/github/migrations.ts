import type { Report } from "../../analysis/report.ts";
import { codeSpan, forMarkdown, shortened } from "../escape.ts";
import { worstFirst } from "../hazards.ts";

const shown = 20;
const maxText = 300;

/** What the pending migrations do, a line for each statement that one should know of before it is applied. */
export function migrationParagraphs({ schemas }: Report): string[] {
  return schemas
    .filter((each) => each.hazards.length > 0)
    .map(({ component, hazards }) => {
      const lines = worstFirst(hazards)
        .slice(0, shown)
        .map(
          ({ effect, document, line, statement, why }) =>
            `- **${effect}** ${codeSpan(`${document}:${line}`)} ${codeSpan(shortened(statement, maxText))}: ${forMarkdown(shortened(why, maxText))}`,
        );
      const more = hazards.length - shown;
      return [
        `**Migrations of ${forMarkdown(component)}:**`,
        "",
        ...lines,
        ...(more > 0 ? [`- ${more} more: \`crossfade check\``] : []),
      ].join("\n");
    });
}
