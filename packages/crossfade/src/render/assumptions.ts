import { readingText } from "../analysis/reading.ts";
import type { Report } from "../analysis/report.ts";

/** "sender closed, receiver tolerant (events, store)": under which reading verdicts were made, one text for each. */
export function readingTexts({ links }: Pick<Report, "links">): string[] {
  const forms = new Map<string, Set<string>>();
  for (const { form, reading } of links) {
    const text = readingText(reading);
    if (text !== "") forms.set(text, (forms.get(text) ?? new Set()).add(form));
  }
  return [...forms].map(([text, of]) => `${text} (${[...of].join(", ")})`);
}
