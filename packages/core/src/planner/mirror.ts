import type { LinkSpans } from "../coexistence/spans.ts";
import { ALWAYS, NEVER, type Population, type Timeline } from "../coexistence/timeline.ts";
import type { Component, Overlap } from "../model/component.ts";
import type { Link } from "../model/link.ts";
import type { Clearing, PairRef, System } from "../model/system.ts";
import { ABSENT, type VersionLabel } from "../model/version.ts";
import type { StepId } from "./plan.ts";
import { stays } from "./way-back.ts";

/** How far a release has come. */
export interface ReleaseState {
  readonly done: ReadonlySet<StepId>;
  /** `${link} ${version}`: what that sender version left there is known to be gone. */
  readonly empty: ReadonlySet<string>;
  /** Unknown pairs that the plan rests on already: they are no further doubt on the way back. */
  readonly risked?: readonly PairRef[];
}

export interface Mirror {
  /** The release that leads back. */
  readonly system: System;
  readonly abort: "now" | "nothing half-way";
  /** A component that cannot go back has moved. */
  readonly oneWay: boolean;
}

/** Stands for a component that is down: it takes nothing and gives nothing. */
export const DOWN: VersionLabel = "(down)";

/** The mirrored release of THEORY theorem 5: half-way transitions aborted, chains reversed, whatever ran left behind. */
export function mirrored(timeline: Timeline, spans: readonly LinkSpans[], state: ReleaseState): Mirror {
  const { system } = timeline;
  const parts = system.components.map((component, index) =>
    mirrorComponent(component, timeline.populations[index] ?? [], state),
  );
  const ids = new Set(
    parts.filter((each) => each.component.chain.length > 1).map((each) => each.component.id),
  );
  const byId = new Map(parts.map((each) => [each.component.id, each.component]));
  return {
    abort: parts.some((each) => each.halfWay) ? "now" : "nothing half-way",
    oneWay: parts.some((each) => each.oneWay),
    system: {
      ...system,
      components: parts.map((each) => each.component),
      links: spans.map((each) => mirrorLink(each, byId, system.clearings, state)),
      groups: system.groups.map((group) => ({
        ...group,
        components: group.components.filter((each) => ids.has(each)),
      })),
      clearings: [],
      accepted: [
        ...system.accepted,
        ...(state.risked ?? []),
        ...standingPairs(spans),
        ...silentPairs(spans, timeline, state),
      ],
      promised: [
        ...system.promised,
        ...system.components.map((each) => ({ component: each.id, version: DOWN })),
      ],
    },
  };
}

interface MirroredPart {
  readonly component: Component;
  readonly halfWay: boolean;
  readonly oneWay: boolean;
}

function mirrorComponent(
  component: Component,
  populations: readonly Population[],
  state: ReleaseState,
): MirroredPart {
  const phase = phaseOf(component, state);
  const chain = populations.filter((each) => each.rank >= 0);
  const now = chain.findIndex((each) => phase.started(each) && !phase.ended(each));
  const reached = chain.findLastIndex((each) => phase.started(each));
  const down = now === -1;
  const top = down ? reached : now;
  const halfWay = !down && chain.some((each) => each.rank > top && phase.present(each));
  const oneWay = component.back === "none" && reached > 0;
  const stay = stays(component) || oneWay;
  const returning = chain
    .slice(0, down ? top + 1 : top)
    .map((each) => each.version)
    .reverse();
  const aborted = chain.filter((each) => each.rank > top && phase.present(each) && each.version !== ABSENT);
  const stillOld = populations.filter((each) => each.rank < 0 && !phase.ended(each));
  const current = down ? DOWN : (chain[top]?.version ?? DOWN);
  return {
    halfWay,
    oneWay,
    component: {
      ...component,
      chain: stay ? [current] : [current, ...returning],
      older: [...aborted.reverse(), ...stillOld].map((each) => each.version),
      forward: wayOf(component),
      worstWaitMs: component.worstBackMs ?? component.worstWaitMs,
    },
  };
}

function wayOf({ back, forward }: Component): Overlap {
  return back === "none" || back === "stays" ? forward : back;
}

function phaseOf(component: Component, state: ReleaseState) {
  const done = (kind: string, each: Population) => state.done.has(`${kind} ${component.id}@${each.version}`);
  const started = (each: Population) => each.start === ALWAYS || done("start", each);
  const ended = (each: Population) => each.end !== NEVER && done("end", each);
  const dark = (each: Population) => component.dark === "warm" && done("deploy", each) && !started(each);
  /** Something of it runs: started and not ended, or deployed where a dark version already runs. */
  const present = (each: Population) => !ended(each) && (started(each) || dark(each));
  return { started, ended, dark, present };
}

function mirrorLink(
  { link, senders }: LinkSpans,
  components: ReadonlyMap<string, Component>,
  clearings: readonly Clearing[],
  state: ReleaseState,
): Link {
  if (link.linger.kind === "none") return { ...link, leftoversOnly: [] };
  const sender = components.get(link.sender);
  const live = new Set([sender?.chain[0], ...(sender?.older ?? [])]);
  const done = clearings.filter((each) => each.link === link.id && state.done.has(`${each.kind} ${each.id}`));
  const cleared = new Set(done.flatMap((each) => each.versions));
  const wroteHere = senders
    .filter(({ population }) => population && wrote(link, population, state))
    .map((each) => each.version);
  const left = [...link.leftoversOnly, ...wroteHere].filter(
    (each) => !state.empty.has(`${link.id} ${each}`) && !cleared.has(each) && !live.has(each),
  );
  const rewritten = done.flatMap((each) => each.as ?? []);
  return { ...link, leftoversOnly: [...new Set([...left, ...rewritten])] };
}

function wrote(link: Link, population: Population, state: ReleaseState): boolean {
  if (population.deploy === ALWAYS) return true;
  const id = `${link.sender}@${population.version}`;
  const early =
    !link.silentUnlessServing && state.done.has(`deploy ${id}`) && population.gone !== population.end;
  return early || state.done.has(`start ${id}`);
}

/** A dark version runs, but neither gets traffic nor, where that is attested, says or reads anything. */
function silentPairs(
  spans: readonly LinkSpans[],
  { system, populations, componentIndex }: Timeline,
  state: ReleaseState,
): PairRef[] {
  const darkOf = (id: string): ReadonlySet<VersionLabel> => {
    const index = componentIndex.get(id) ?? -1;
    const component = system.components[index];
    const dark = component ? (populations[index] ?? []).filter(phaseOf(component, state).dark) : [];
    return new Set(dark.map((each) => each.version));
  };
  return spans.flatMap(({ link, senders, receivers }) => {
    const silent = link.silentUnlessServing ? darkOf(link.sender) : new Set();
    const unreached =
      link.silentUnlessServing || link.inbound === "routed" ? darkOf(link.receiver) : new Set();
    if (silent.size + unreached.size === 0) return [];
    return senders.flatMap((sender) =>
      receivers
        .filter((receiver) => silent.has(sender.version) || unreached.has(receiver.version))
        .map((receiver) => ({ link: link.id, sender: sender.version, receiver: receiver.version })),
    );
  });
}

/** In contact since before the release: exempt on the way back too. */
function standingPairs(spans: readonly LinkSpans[]): PairRef[] {
  return spans.flatMap(({ link, senders, receivers }) =>
    senders
      .filter((each) => each.from === ALWAYS)
      .flatMap((sender) =>
        receivers
          .filter((each) => each.from === ALWAYS)
          .map((receiver) => ({ link: link.id, sender: sender.version, receiver: receiver.version })),
      ),
  );
}
