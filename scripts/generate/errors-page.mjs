import { errorCatalogue } from "@crossfade/core";

/** docs/reference/errors.md: the catalogue as a page, in the order of the codes. */
export function errorsPage() {
  const entries = Object.entries(errorCatalogue).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    "# Errors",
    "",
    "<!-- Made from packages/core/src/error by `npm run generate`. -->",
    "",
    "Every error has a code, a sentence and a hint. `{name}` stands for a detail of the case at hand.",
    "",
    ...entries.flatMap(([code, { sentence, hint, exitCode }]) => [
      `## ${code}`,
      "",
      sentence,
      "",
      `- What to do: ${hint}`,
      `- Exit code: ${exitCode}`,
      "",
    ]),
  ].join("\n");
}
