import { suggestion } from "@crossfade/core";
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

const routeLeadsSomewhere: Rule = (draft, report) => {
  const known = new Set(draft.componentIds);
  for (const [id, router] of draft.routers)
    for (const [index, route] of (router.routes ?? []).entries())
      if (!known.has(route.to))
        report(
          ["routers", id, "routes", index, "to"],
          `There is no component \`${route.to}\`.`,
          suggestion(route.to, draft.componentIds),
        );
};

const environmentRouterIsKnown: Rule = (draft, report) => {
  for (const [id, environment] of draft.environments)
    for (const [index, router] of (environment.routers ?? []).entries())
      if (!draft.routerIds.includes(router))
        report(
          ["environments", id, "routers", index],
          `There is no router \`${router}\`.`,
          suggestion(router, draft.routerIds),
        );
};

export const otherRules: readonly Rule[] = [
  waiverDayExists,
  waiverIsNew,
  routeLeadsSomewhere,
  environmentRouterIsKnown,
];
