import { type Contact, Contacts } from "../coexistence/contact.ts";
import { acceptedPairs, pairKey, verdictOf } from "../coexistence/meetings.ts";
import { ALWAYS, type Bound, NEVER, type Population } from "../coexistence/timeline.ts";
import type { Verdict, VerdictTable } from "../finding/verdict.ts";
import type { PairRef } from "../model/system.ts";
import { ABSENT } from "../model/version.ts";
import type { Layout } from "../planner/layout.ts";
import type { Plan } from "../planner/plan.ts";
import { type Moments, stagedMoments, wholeMoments } from "./scene-moments.ts";

/**
 * What a version is in a scene, the most alive that it can be there. `dark`: deployed, no user yet. `live`: users can meet it.
 * `draining`: its last processes. `left`: none of it runs, what it wrote can still be read.
 */
export type Phase = "dark" | "live" | "draining" | "left";

export interface SceneVersion {
  readonly component: string;
  readonly version: string;
  readonly phase: Phase;
  /** Users may have left it already: nothing in this scene needs it to be there. */
  readonly leaving: boolean;
}

/** A version pair that can be in contact in a scene. */
export interface SceneContact extends PairRef {
  readonly verdict: Verdict["kind"];
  /** Since before the release: reported, not counted. */
  readonly standing: boolean;
  /** Waived or accepted: shown, not counted. */
  readonly accepted: boolean;
}

export type SceneMoment =
  | { readonly kind: "before" | "at-once" | "after" }
  | { readonly kind: "stage"; readonly stage: number };

/** One picture: who is there, and who can be in contact with whom. */
export interface Scene {
  readonly moment: SceneMoment;
  readonly versions: readonly SceneVersion[];
  readonly contacts: readonly SceneContact[];
}

/**
 * The scenes of a plan: before it, each stage while it runs, after it.
 *
 * In a run (any order of the moments that the waits allow) stage k is the current one from the first start of stage k until the
 * first start of stage k + 1; stage 1 begins with the release. `before`: nothing has happened. `after`: everything has,
 * finite leftovers are over. A pair is in contact in a scene if some run has both in contact while that stage is the
 * current one. That is exact, so over all scenes together the pairs are those of the matrix that are not `apart`.
 */
export function scenesOf(layout: Layout, plan: Plan, verdicts: VerdictTable): Scene[] {
  if (layout.solution.kind !== "order") return [];
  const { arcs } = layout.solution;
  const contacts = new Contacts(layout.timeline, arcs);
  const moments = stagedMoments(layout.timeline, arcs);
  const stages = Math.max(plan.stages.length, lastBeginning(layout, moments));
  return [
    sceneAt(layout, verdicts, contacts, moments, { kind: "before" }),
    ...Array.from({ length: stages }, (_, index) =>
      sceneAt(layout, verdicts, contacts, moments, { kind: "stage", stage: index + 1 }),
    ),
    sceneAt(layout, verdicts, contacts, moments, { kind: "after" }),
  ];
}

/** The scenes of the release as it was asked for: before it, everything at once, after it. */
export function requestedScenes(layout: Layout, verdicts: VerdictTable): Scene[] {
  const contacts = new Contacts(layout.timeline, layout.timeline.edges);
  const kinds = ["before", "at-once", "after"] as const;
  return kinds.map((kind) => sceneAt(layout, verdicts, contacts, wholeMoments, { kind }));
}

/** The last stage in which anything begins; leftovers that are rewritten may begin without a start. */
function lastBeginning({ spans }: Layout, moments: Moments): number {
  const begins = spans.flatMap(({ senders, receivers }) =>
    [...senders, ...receivers].map((each) => each.from),
  );
  return begins.reduce((most, node) => (node >= 0 ? Math.max(most, moments.stageOf(node)) : most), 0);
}

function sceneAt(
  layout: Layout,
  verdicts: VerdictTable,
  contacts: Contacts,
  moments: Moments,
  moment: SceneMoment,
): Scene {
  const clock = new SceneClock(moments, moment);
  const met = contactsAt(layout, verdicts, contacts, clock);
  return { moment, versions: versionsAt(layout, clock, met), contacts: met };
}

/** Asks of half-open spans whether they can be open in one scene. */
class SceneClock {
  readonly #moments: Moments;
  readonly #moment: SceneMoment;

  constructor(moments: Moments, moment: SceneMoment) {
    this.#moments = moments;
    this.#moment = moment;
  }

  /** Whether all of `begun` can have happened while none of `open` has. Whether they exclude each other is for Contacts to say. */
  canBe(begun: readonly Bound[], open: readonly Bound[]): boolean {
    const moment = this.#moment;
    switch (moment.kind) {
      case "before":
        return begun.every((each) => each === ALWAYS) && open.every((each) => each !== ALWAYS);
      case "after":
        return begun.every((each) => each !== NEVER) && open.every((each) => each === NEVER);
      case "at-once":
        return begun.every((each) => each !== NEVER) && open.every((each) => each !== ALWAYS);
      case "stage":
        return (
          begun.every(
            (each) => each === ALWAYS || (each >= 0 && this.#moments.stageOf(each) <= moment.stage),
          ) &&
          open.every((each) => each !== ALWAYS) &&
          this.#moments.canBeOpen(
            open.filter((each) => each >= 0),
            moment.stage,
          )
        );
    }
  }
}

function contactsAt(
  { timeline, spans }: Layout,
  verdicts: VerdictTable,
  contacts: Contacts,
  clock: SceneClock,
): SceneContact[] {
  const { system } = timeline;
  const accepted = acceptedPairs(system);
  return spans.flatMap((each) =>
    each.senders
      .filter((sender) => sender.version !== ABSENT)
      .flatMap((sender) =>
        each.receivers.flatMap((receiver): SceneContact[] => {
          if (!clock.canBe([sender.from, receiver.from], [sender.through, receiver.to])) return [];
          const contact: Contact = contacts.of(each, sender, receiver);
          if (contact === "apart") return [];
          const pair = { link: each.link.id, sender: sender.version, receiver: receiver.version };
          return [
            {
              ...pair,
              verdict: verdictOf(system, verdicts, pair).kind,
              standing: contact === "standing",
              accepted: accepted.has(pairKey(pair)),
            },
          ];
        }),
      ),
  );
}

function versionsAt({ timeline }: Layout, clock: SceneClock, met: readonly SceneContact[]): SceneVersion[] {
  const links = new Map(timeline.system.links.map((each) => [each.id, each.sender]));
  const there = timeline.populations.flat().flatMap((population): SceneVersion[] => {
    const component = timeline.system.components[population.component]?.id ?? "";
    const phase = population.version === ABSENT ? undefined : phaseOf(population, clock);
    if (!phase) return [];
    const leaving = phase === "live" && clock.canBe([population.end], []);
    return [{ component, version: population.version, phase, leaving }];
  });
  const keys = new Set(there.map((each) => `${each.component}@${each.version}`));
  const left = met.flatMap((each): SceneVersion[] => {
    const component = links.get(each.link) ?? "";
    const key = `${component}@${each.sender}`;
    if (keys.has(key)) return [];
    keys.add(key);
    return [{ component, version: each.sender, phase: "left", leaving: false }];
  });
  return [...there, ...left];
}

function phaseOf({ deploy, start, end, gone }: Population, clock: SceneClock): Phase | undefined {
  if (clock.canBe([start], [end])) return "live";
  if (clock.canBe([deploy], [start])) return "dark";
  return clock.canBe([end], [gone]) ? "draining" : undefined;
}
