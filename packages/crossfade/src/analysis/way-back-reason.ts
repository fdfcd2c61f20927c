import { ABSENT, type Layout, type PairRef, type Plan, type StepId, wayBackCauses } from "@crossfade/core";
import type { WayBackReason } from "./report.ts";
import { durationText } from "./sentences.ts";

/** Why the way back costs or is lost, told at the step from which it does; in the order of the plan. */
export function wayBackReasons(layout: Layout, plan: Plan): WayBackReason[] {
  const stageOf = (step: StepId) => plan.stages.findIndex((ids) => ids.includes(step));
  return reasonsOf(layout, plan).sort((one, other) => stageOf(one.step) - stageOf(other.step));
}

/** One moment that ends one version and starts the next is told as the start. */
function startOf(id: StepId, { steps }: Plan): StepId {
  const { switch: moment } = steps.find((each) => each.id === id) ?? {};
  const start = steps.find((each) => each.kind === "start" && each.switch === moment);
  return moment !== undefined && start ? start.id : id;
}

function reasonsOf(layout: Layout, plan: Plan): WayBackReason[] {
  return wayBackCauses(layout).flatMap(({ step: first, pairs }) => {
    const step = startOf(first, plan);
    const wayBack = plan.wayBack[step];
    if (wayBack !== "costs" && wayBack !== "impossible") return [];
    const component = plan.steps.find((each) => each.id === step)?.component ?? "";
    const sentences = pairs.map((pair) => sentenceOf(pair, layout, wayBack));
    const alone =
      wayBack === "costs"
        ? `going back means that ${component} stands still for a while`
        : `${component} cannot go back`;
    const sentence = sentences[0] ?? alone;
    const more = new Set(sentences).size > 1 ? ` (and ${new Set(sentences).size - 1} more)` : "";
    return [{ step, wayBack, sentence: `${sentence}${more}`, pairs }];
  });
}

function sentenceOf(pair: PairRef, { timeline }: Layout, wayBack: "costs" | "impossible"): string {
  const link = timeline.system.links.find((each) => each.id === pair.link);
  if (!link) return pair.link;
  const sender = `${link.sender} ${pair.sender}`;
  const absent = pair.receiver === ABSENT;
  const receiver = absent ? link.receiver : `${link.receiver} ${pair.receiver}`;
  const returns = absent ? "can be removed again" : "can return";
  const newest = (id: string) => timeline.system.components.find((each) => each.id === id);
  const senderReturns = newest(link.sender)?.chain[0] === pair.sender;
  if (senderReturns)
    return wayBack === "costs"
      ? `open ${receiver} must be gone before ${sender} can return`
      : `${receiver} stays, and cannot take what ${sender} sends`;
  if (wayBack === "impossible")
    return link.linger.kind === "none"
      ? `${sender} stays, and ${receiver} cannot take what it sends`
      : `${receiver} cannot read what ${sender} has written, and that stays for ever`;
  if (link.linger.kind === "for")
    return `what ${sender} left on ${link.id} must be over before ${receiver} ${returns} (at most ${durationText(link.linger.ms)})`;
  return `every open ${sender} must be gone before ${receiver} ${returns}`;
}
