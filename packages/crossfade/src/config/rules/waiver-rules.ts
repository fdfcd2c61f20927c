import { dayMs } from "../waivers.ts";
import type { Rule } from "./rule.ts";

const waiverDayExists: Rule = (draft, report) => {
  for (const [index, { expires }] of draft.waivers)
    if (dayMs(expires) === undefined)
      report(
        ["waivers", index, "expires"],
        `There is no day ${expires}.`,
        "Expected a day such as 2026-12-31.",
      );
};

const waiverIsNew: Rule = (draft, report) => {
  const seen = new Set<string>();
  for (const [index, { finding }] of draft.waivers) {
    if (seen.has(finding))
      report(["waivers", index, "finding"], `Finding ${finding} is waived twice.`, "Remove one of them.");
    seen.add(finding);
  }
};

export const waiverRules: readonly Rule[] = [waiverDayExists, waiverIsNew];
