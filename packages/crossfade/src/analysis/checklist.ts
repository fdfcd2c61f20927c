import { contractKinds, kindTitles } from "@crossfade/contracts";
import type { ChecklistItem, ReportComponent, ReportLink } from "./report.ts";

/** What contracts cannot say, once for each kind that is spoken between parts of which one moves. */
export function checklistOf(
  links: readonly ReportLink[],
  components: readonly ReportComponent[],
): readonly ChecklistItem[] {
  const moving = new Set(components.filter(({ chain }) => chain.length > 1).map(({ id }) => id));
  return Object.values(contractKinds).flatMap(({ name, notExpressed }): ChecklistItem[] => {
    const own = links.filter(
      ({ form, sender, receiver }) => form === name && (moving.has(sender) || moving.has(receiver)),
    );
    if (own.length === 0 || notExpressed.length === 0) return [];
    const text = `${kindTitles[name]}: ${notExpressed.join(", ")}`;
    return [{ id: `not-expressed/${name}`, kind: "human", text, links: own.map(({ id }) => id) }];
  });
}
