import type { DrawnScene } from "./drawing.ts";
import { meetingText } from "./words.ts";

const named = 6;

/** What a picture shows, for those who do not see it: who breaks, who is unknown, how many fit. */
export function sceneText({ pairs, counts }: DrawnScene): string {
  const of = (sort: string) => pairs.filter((each) => each.sort === sort);
  const list = (sort: string, verb: string) => {
    const all = of(sort);
    const names = all.slice(0, named).map(meetingText).join(", ");
    const more = all.length > named ? ` and ${all.length - named} more` : "";
    return all.length === 0 ? [] : [`${names}${more} ${verb}.`];
  };
  const told = of("breaks").length + of("unknown").length;
  const untold = counts.pairs - counts.fits - told;
  const rest =
    untold > 0 ? `${untold} more are not drawn.` : told > 0 && counts.fits > 0 ? "All others fit." : "";
  return [
    ...list("breaks", of("breaks").length === 1 ? "breaks" : "break"),
    ...list("unknown", of("unknown").length === 1 ? "is unknown" : "are unknown"),
    ...(rest === "" ? [] : [rest]),
  ].join(" ");
}
