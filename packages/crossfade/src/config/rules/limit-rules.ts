import { defaultLatencyThresholdsMs, suggestion } from "@crossfade/core";
import type { Draft } from "../draft.ts";
import type { RawEnvironment } from "../environment-schema.ts";
import type { RawRouter } from "../router-schema.ts";
import type { Path } from "../yaml-text.ts";
import type { Rule } from "./rule.ts";

type RawLimit = NonNullable<NonNullable<RawEnvironment["gates"]>["limits"]>[number];

interface Placed {
  readonly environment: string;
  readonly path: Path;
  readonly limit: RawLimit;
  /** Limits of the same environment that stand before it. */
  readonly before: readonly RawLimit[];
  /** Routers of the environment that send users to its component. */
  readonly routers: readonly RawRouter[];
}

function limitsOf({ environments, routers: all }: Draft): readonly Placed[] {
  return environments.flatMap(([id, { routers = [], gates }]) =>
    (gates?.limits ?? []).map((limit, index, limits) => ({
      environment: id,
      path: ["environments", id, "gates", "limits", index],
      limit,
      before: limits.slice(0, index),
      routers: all.flatMap(([router, raw]) => (routers.includes(router) && sendsTo(raw, limit) ? [raw] : [])),
    })),
  );
}

function sendsTo({ routes = [] }: RawRouter, { component }: RawLimit): boolean {
  return routes.some(({ to }) => to === component);
}

/** Nobody else counts how its users fare. */
const limitIsCounted: Rule = (draft, report) => {
  for (const { environment, path, limit, routers } of limitsOf(draft)) {
    const { component } = limit;
    if (!draft.componentIds.includes(component))
      report(
        [...path, "component"],
        `There is no component \`${component}\`.`,
        suggestion(component, draft.componentIds),
      );
    else if (routers.length === 0)
      report(
        [...path, "component"],
        `No router of ${environment} sends users to \`${component}\`, so that nobody counts how they fare.`,
        "Add a route, or leave the limit out.",
      );
  }
};

const limitIsOne: Rule = (draft, report) => {
  for (const { path, limit, before } of limitsOf(draft)) {
    const { errors, slower } = limit;
    if (errors === undefined && slower === undefined)
      report(path, "What is limited is not said.", "One of: errors, slower.");
    if (errors !== undefined && slower !== undefined)
      report([...path, "slower"], "`slower` does not go with `errors`.", "Write a limit for each.", "key");
    else if (before.some((each) => subjectOf(each) === subjectOf(limit)))
      report(path, "There is a limit for this already.", "Keep one of them.");
  }
};

function subjectOf({ component, slower }: RawLimit): string {
  return JSON.stringify([component, slower?.thanMs ?? null]);
}

/** Below, more users would have to be counted than there are buckets; above, it would limit nothing. */
const shareIsWithinReach: Rule = (draft, report) => {
  for (const { path, limit } of limitsOf(draft)) {
    const shares = [
      { at: [...path, "errors"], text: limit.errors },
      { at: [...path, "slower", "share"], text: limit.slower?.share },
    ];
    for (const { at, text } of shares) {
      const percent = Number.parseFloat(text ?? "1");
      if (percent < 0.1 || percent > 50)
        report(at, `\`${text}\` cannot be told apart from the rest.`, "From 0.1% to 50%.");
    }
  }
};

const thresholdIsCounted: Rule = (draft, report) => {
  for (const { path, limit, routers } of limitsOf(draft)) {
    const { slower } = limit;
    const [first, ...others] = routers.map((each) => each.latencyThresholdsMs ?? defaultLatencyThresholdsMs);
    if (slower === undefined || first === undefined) continue;
    const common = first.filter((ms) => others.every((each) => each.includes(ms)));
    if (!common.includes(slower.thanMs))
      report(
        [...path, "slower", "thanMs"],
        `${slower.thanMs} is none of the thresholds by which answers of \`${limit.component}\` are counted.`,
        common.length === 0
          ? "Give its routers the same `latencyThresholdsMs`."
          : `One of ${common.join(", ")}; or add it to \`latencyThresholdsMs\` of its routers.`,
      );
  }
};

export const limitRules: readonly Rule[] = [
  limitIsCounted,
  limitIsOne,
  shareIsWithinReach,
  thresholdIsCounted,
];
