import type { PairRef } from "@crossfade/core";
import type { ObligationReport } from "../../analysis/report.ts";
import { happening } from "../words.ts";
import type { Drawing, DrawnPair, DrawnVersion } from "./drawing.ts";
import { markup, type Value } from "./markup.ts";

/** What the plan does about a pair. */
export function inPlan(pair: DrawnPair, { report: { planning }, planned }: Drawing): Value {
  const told = pair.report;
  const harmless = pair.sort === "fits" || pair.sort === "silent";
  if (planning.kind === "impossible")
    return harmless
      ? "there is no plan"
      : (told?.so ?? "no order of the whole release keeps every pair apart");
  if (told?.asPlanned === "apart") return markup`<b>never in contact</b>: ${told.so}`;
  if (told) return told.so;
  const promised = planning.obligations.filter((each) => isBetween(each, pair));
  if (promised.length > 0) {
    const items = promised.slice(0, 3).map((each) => markup`<li>so that it fits, ${each.sentence}</li>`);
    return markup`<ul>${items}</ul>`;
  }
  if (!harmless) return "nothing keeps them apart";
  return planned.some(({ pairs }) => pairs.includes(pair)) ? "nothing to do: it fits" : "they never meet";
}

function isBetween({ component, version, peer }: ObligationReport, { sender, receiver }: DrawnPair): boolean {
  const is = (one: DrawnVersion, id: string, label: string) => one.component === id && one.label === label;
  return (
    (is(sender, component, version) && is(receiver, peer.component, peer.version)) ||
    (is(receiver, component, version) && is(sender, peer.component, peer.version))
  );
}

/** What a pair does to the way back. */
export function ofWayBack(pair: DrawnPair, { report: { planning } }: Drawing): Value {
  if (planning.kind === "impossible") return "not worked out: there is no plan";
  const { plan, wayBack } = planning;
  const is = ({ link, sender, receiver }: PairRef) =>
    link === pair.link && sender === pair.sender.label && receiver === pair.receiver.label;
  const reasons = wayBack.filter((each) => each.pairs.some(is));
  if (reasons.length > 0)
    return reasons.map(({ step, wayBack: value, sentence }) => {
      const word =
        value === "costs" ? markup`<b class="amber">costs</b>` : markup`is <b class="red">impossible</b>`;
      return markup`<span class="block">once ${happening(plan, step)} it ${word}: ${sentence}</span>`;
    });
  const doubt = Object.entries(plan.wayBackUnknowns).find(([, pairs]) => pairs.some(is));
  return doubt
    ? `if it breaks, the way back is worse from when ${happening(plan, doubt[0])}`
    : "this pair does not make it worse";
}
