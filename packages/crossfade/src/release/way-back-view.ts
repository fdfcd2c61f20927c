import type {
  Component,
  PairRef,
  Plan,
  ReleaseSpec,
  ReleaseWayBack,
  Step,
  System,
  VersionLabel,
  Wait,
} from "@crossfade/core";
import type { WayBackView } from "../wire/views.ts";
import { spanText } from "./moment-text.ts";

/** What going back does, in words: the order, what is waited for, what stays behind, what cannot be taken back. */
export function wayBackView(spec: ReleaseSpec, way: ReleaseWayBack, system: System): WayBackView {
  const { plan, wayBack } = way;
  return {
    release: spec.id,
    kind: wayBack,
    order: plan === undefined ? [] : orderOf(plan),
    costs: plan === undefined ? [] : costsOf(plan, way, system),
    impossible: wayBack === "impossible" ? impossibleOf(way, system) : [],
  };
}

function orderOf(plan: Plan): WayBackView["order"] {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  return plan.stages.flat().flatMap((id) => {
    const step = steps.get(id);
    if (step === undefined) return [];
    const waits = plan.waits.filter(({ after, link }) => after === id && link !== undefined);
    return [
      { step: id, waits: waits.map((wait) => waitSentence(plan, wait)), way: plan.wayBack[id] ?? "free" },
    ];
  });
}

function waitSentence({ steps }: Plan, { before, link, lingerMs }: Wait): string {
  const from = steps.find(({ id }) => id === before);
  const who = from === undefined ? before : `${from.component}@${from.version}`;
  const most = lingerMs === undefined ? "" : `, at most ${spanText(lingerMs)}`;
  return `until nothing of ${who} is left in ${link}${most}`;
}

function costsOf(
  plan: Plan,
  { broken, unknowns, system: back }: ReleaseWayBack,
  system: System,
): readonly string[] {
  const returning = back.components.filter(({ chain }) => chain.length > 1);
  const messages = plan.waits.flatMap((wait) => {
    const after = plan.steps.find(({ id }) => id === wait.after);
    return wait.link === undefined || after === undefined ? [] : [messagesCost(plan, wait, after)];
  });
  return [
    ...new Set(messages),
    ...returning.flatMap((component) => tailCost(component)),
    ...returning.flatMap((component) => downCost(plan, component)),
    ...left(system, back),
    ...broken.map((pair) => `${pairText(pair, system)} breaks: it is in contact on the way back.`),
    ...unknowns.map((pair) => `Whether ${pairText(pair, system)} works is not known.`),
  ];
}

function messagesCost(plan: Plan, wait: Wait, { component, version }: Step): string {
  return `${component}@${version} comes back only when it can: it waits ${waitSentence(plan, wait)}.`;
}

/** Open pages and installed apps leave in their own time. */
function tailCost({ id, chain: [now], tail, kind, worstWaitMs }: Component): readonly string[] {
  if (!tail || now === undefined) return [];
  const what = kind === "web" ? "Pages that are open" : "Apps that are installed";
  return [`${what} stay on ${id}@${now}, some for ${spanText(worstWaitMs)}.`];
}

function downCost({ waits }: Plan, { id, chain: [now, next] }: Component): readonly string[] {
  const isDown = waits.some(
    ({ before, after }) => before === `end ${id}@${now}` && after === `start ${id}@${next}`,
  );
  return isDown ? [`${id} is down until ${id}@${next} has started.`] : [];
}

/** What has moved and does not go back with the others. */
function left(system: System, back: System): readonly string[] {
  return system.components.flatMap(({ id, chain, back: how }) => {
    const now = back.components.find((each) => each.id === id)?.chain;
    const stays = how === "stays" && now?.length === 1 && now[0] !== chain[0];
    return stays ? [`${id} stays at ${now[0]}: the versions that return work with it.`] : [];
  });
}

function impossibleOf({ stranded, broken }: ReleaseWayBack, system: System): readonly string[] {
  const sentences = [
    ...stranded.map((component) => `${component} cannot go back: nobody knows how to undo it.`),
    ...broken.map((pair) => `${pairText(pair, system)} breaks, and no order keeps them apart.`),
  ];
  return sentences.length > 0 ? sentences : ["No order leads back."];
}

/** "what api@2.0.0 left in orders for worker@1.9.4", "web@2.0.0 with api@1.9.4". */
function pairText({ link: id, sender, receiver }: PairRef, { links }: System): string {
  const link = links.find((each) => each.id === id);
  if (link === undefined) return `${sender} with ${receiver} (${id})`;
  const [from, to] = [named(link.sender, sender), named(link.receiver, receiver)];
  return link.linger.kind === "none" ? `${from} with ${to}` : `what ${from} left in ${id} for ${to}`;
}

function named(component: string, label: VersionLabel): string {
  return `${component}@${label}`;
}
