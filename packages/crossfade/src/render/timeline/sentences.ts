import type { Arrival, ComponentDelivery, Delay, Promised, Turning } from "@crossfade/core";
import { versionText } from "../words.ts";
import { type Dates, roughly } from "./dates.ts";

/** "api must stay compatible with web 1.8.0 until 3 Dec (p50 28 Nov, p90 3 Dec)". */
export function promiseSentence(promise: Promised, dates: Dates): string {
  const { receiver, sender, version, until, because } = promise;
  const who = versionText(sender, version);
  const must =
    because === "leftovers"
      ? `${receiver} must be able to read what ${who} wrote`
      : `${receiver} must stay compatible with ${who}`;
  return `${must}${dates.promise(until)}${until.p90 === null ? "" : becauseOf(promise)}`;
}

function becauseOf({ because, sender }: Promised): string {
  if (because === "support") return `: ${sender} is supported until then`;
  return because === "waits" ? ": other steps are waited for" : "";
}

/** "web 1.9.0 starts, 23 Nov p50, 24 Nov p90". */
export function turningSentence(event: string, { at }: Turning, dates: Dates): string {
  if (at.p90 === null) return `${event}, no date`;
  return `${event}, ${dates.of(at.p50)} p50, ${dates.of(at.p90)} p90`;
}

/** How the old version of one component gets back to its users; undefined where that takes minutes. */
export function backSentence({ back, component }: Arrival, delivery: ComponentDelivery): string | undefined {
  if (delivery.back === "none") return `${component} cannot go back`;
  if (!back || back.p50 === null || back.p90 === null) return undefined;
  const takes = `p50 ${roughly(back.p50)}, p90 ${roughly(back.p90)}`;
  if (delivery.back === "stays" && delivery.tail)
    return `${component} does not go back (${delivery.channel}): a newer version with the old content takes ${takes}`;
  if (delivery.back === "stays" || back.p90 < 3_600_000) return undefined;
  return `${component} is back at a usual client in ${takes} (${delivery.channel})`;
}

/** "p50 3 business days, p90 7, worst 15". */
export function delayText({ unit, min, p50, p90, worst }: Delay): string {
  const text = (value: number) =>
    unit === "ms" ? roughly(value) : `${Math.round(value * 10) / 10} business days`;
  if (min === worst) return text(p50);
  const last = worst === undefined ? "no worst known" : `worst ${text(worst)}`;
  if (p90 === 0) return `usually nothing, ${last}`;
  return `p50 ${text(p50)}, p90 ${text(p90)}, ${last}`;
}
