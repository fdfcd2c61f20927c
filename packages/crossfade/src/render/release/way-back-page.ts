import type { WayBackView } from "../../wire/views.ts";
import { type Line, padded, paint, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import { plural } from "../words.ts";
import { rows } from "./people-lines.ts";
import type { PageFrame } from "./release-page.ts";
import { wayBackRoles } from "./release-words.ts";

/** So much of a plan's hash has to be typed. */
export const confirmedHashLength = 8;

/** What going back would do: the answer, the order, what it costs, what cannot be undone. */
export function wayBackPage(wayBack: WayBackView, { width, colour }: PageFrame): string {
  const { counted = [], costs, impossible, planHash } = wayBack;
  const paragraphs = [
    indented(0, [say(answer(wayBack), "strong")], width),
    orderLines(wayBack, width),
    rows(
      "Now",
      counted.map((each) => [say(each)]),
      width,
    ),
    rows(
      "Costs",
      costs.map((each) => [say(each, "unknown")]),
      width,
    ),
    rows(
      "Impossible",
      impossible.map((each) => [say(each, "breaks")]),
      width,
    ),
    planHash === undefined ? [] : [[say("Plan "), say(planHash, "strong")]],
  ].filter((each) => each.length > 0);
  return paint(
    paragraphs.flatMap((each, index) => (index === 0 ? each : [[], ...each])),
    colour,
  );
}

/** There is nothing to go back from. */
export function isNothingToTakeBack({ kind, order }: Pick<WayBackView, "kind" | "order">): boolean {
  return kind !== "impossible" && order.length === 0;
}

function answer({ release, kind, order, costs, impossible }: WayBackView): string {
  const steps = order.length === 0 ? "" : `, in ${plural(order.length, "step")}`;
  if (isNothingToTakeBack({ kind, order }))
    return `Nothing of ${release} has been moved for good, so there is nothing to roll back. What is under way: crossfade release abort ${release}`;
  if (kind === "free")
    return `Going back from ${release} is free${steps}: nothing that breaks meets on the way.`;
  if (kind === "costs")
    return `Going back from ${release} is possible${steps}, and it costs something: ${plural(costs.length, "thing")} to know first.`;
  return impossible.length === 0
    ? `There is no way back from ${release}.`
    : `There is no way back from ${release}: it is past its point of no return.`;
}

function orderLines({ order }: WayBackView, width: number): Line[] {
  return order.flatMap(({ step, waits, way }, index) => [
    ...indented(
      1,
      [
        ...padded(say(String(index + 1), "label"), 3),
        say(step),
        ...(way === "free" ? [] : [say(`  ${way}`, wayBackRoles[way])]),
      ],
      width,
      3,
    ),
    ...waits.flatMap((each) => indented(4, [say(`waits: ${each}`, "label")], width, 2)),
  ]);
}
