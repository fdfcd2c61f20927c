import type { Component, Link, Overlap, System, VerdictTable, WayBack } from "@crossfade/core";
import { type Source, speaking, touches, vanishes } from "./contact.ts";
import { writers } from "./left-behind.ts";
import { Moments, past, type When } from "./moments.ts";
import type { Life } from "./physics.ts";
import { type Happened, progressOf, servingRank } from "./present.ts";
import { returning } from "./returning.ts";
import { type Avoid, forbiddenIn } from "./schedule.ts";
import { reaches } from "./search.ts";
import { compileWorld, type World } from "./world.ts";

/**
 * What it takes to go back to `chain[0]` from a state of the release, by search over all ways to do it.
 *
 * - `free`: there is a run in which every old version takes over again before any leftovers have vanished and before any
 *   tail component's new version has ended, and no component is down. Request drains (a process that goes after its
 *   traffic ended) and ends of everything but tails are no waits. What is left to do then only ends contacts.
 * - `costs`: there is a run with such waits, or one in which components go back by a gap instead of their channel.
 * - `impossible`: there is none, or a component that cannot go back has started its new version.
 *
 * Half-way transitions go back too. `stays`: the version that an abort would leave serving remains; its contacts count.
 * Pairs that were standing when the release began are exempt, and so are those in touch now: going back does not cause
 * them. `none` and `stays` are the channel's word; downtime does not help against them.
 */
export function wayBack(
  system: System,
  verdicts: VerdictTable,
  happened: Happened,
  what: Avoid = { avoid: "breaking" },
  standing: ReadonlySet<string> = compileWorld(system, verdicts).standing,
): WayBack {
  for (const component of system.components)
    if (
      component.back === "none" &&
      progressOf(component, happened).some(({ started }, rank) => rank > 0 && started)
    )
      return "impossible";
  const asDeclared = search(system, verdicts, happened, what, standing, () => false);
  if (asDeclared !== "impossible") return asDeclared;
  for (const gaps of subsets(system.components.filter((component) => moved(component, happened))))
    if (
      search(system, verdicts, happened, what, standing, (component) => gaps.includes(component)) !==
      "impossible"
    )
      return "costs";
  return "impossible";
}

const moved = (component: Component, happened: Happened): boolean =>
  component.back !== "stays" &&
  component.back !== "gap" &&
  servingRank(progressOf(component, happened)) !== 0;

function search(
  system: System,
  verdicts: VerdictTable,
  happened: Happened,
  what: Avoid,
  standing: ReadonlySet<string>,
  byGap: (component: Component) => boolean,
): WayBack {
  const moments = new Moments();
  const channelOf = (component: Component): Overlap =>
    byGap(component) || component.back === "gap" ? "gap" : component.back === "cut" ? "cut" : "overlap";
  const { lives, starts, tails, down } = returning(system, happened, moments, channelOf);
  const vanishing: When[] = [];
  const all = touches(system, verdicts, lives, moments, (link, wanted) =>
    sourcesBack(system, link, wanted, lives, happened, moments, vanishing),
  );
  const world: Pick<World, "touches"> = {
    touches: all.filter(({ key, need }) => need !== 0 && !standing.has(key)),
  };
  const forbidden = forbiddenIn(world, what);
  const target = moments.mask(starts);
  const vanish = moments.mask(vanishing);
  const late = moments.mask(tails);
  const moves = moments.moves();
  // What a tail's end starts (nothing, where the client was nothing before) comes when it comes: nobody waits for it.
  const unwaited = moves
    .filter(({ bit }) => (bit & vanish) === 0)
    .map((move) => ((move.bit & late) === 0 ? move : { ...move, need: move.need | (target & ~late) }));
  if (!down && reaches(unwaited, forbidden, target)) return "free";
  return reaches(moves, forbidden, target) ? "costs" : "impossible";
}

/** What can be read on a link while going back: all that ever ran left something behind, unless it is known to be gone. */
function sourcesBack(
  system: System,
  link: Link,
  wanted: (version: string) => boolean,
  lives: readonly Life[],
  happened: Happened,
  moments: Moments,
  vanishing: When[],
): Source[] {
  const done = (kind: string, name: string) => happened.done.has(`${kind} ${name}`);
  const isCut = (version: string) =>
    system.cutOffs.some((cut) => cut.link === link.id && cut.version === version) &&
    done("cut-off", `${link.sender}@${version} on ${link.id}`);
  const sources: Source[] = [];
  for (const { id, kind, link: on, as } of system.clearings)
    if (on === link.id && kind === "rewrite" && as !== undefined && done(kind, id))
      sources.push({ version: as, from: past, until: [] });

  const lingers = (version: string, from: When, writing: readonly When[]) => {
    if (!vanishes(link)) return sources.push({ version, from, until: [] });
    const vanish = moments.atom(`vanish ${link.id} ${version}`);
    for (const to of writing) moments.requires(vanish, to);
    vanishing.push(vanish);
    return sources.push({ version, from, until: [vanish] });
  };
  for (const version of everWrote(system, link, happened)) {
    if (!wanted(version)) continue;
    const writing = isCut(version)
      ? []
      : writers(lives, link, version)
          .map((life) => speaking(link, life))
          .filter(({ from }) => from === past)
          .map(({ to }) => to);
    if (link.linger.kind === "none") {
      for (const to of writing) sources.push({ version, from: past, until: [to] });
      if (link.leftoversOnly.includes(version)) lingers(version, past, []);
      continue;
    }
    const isEmpty = happened.empty.has(`${link.id} ${version}`) || isCleared(system, link, version, happened);
    if (!isEmpty || writing.some((to) => to !== past)) lingers(version, past, writing);
  }
  for (const life of writersAgain(lives, link)) {
    if (!wanted(life.version) || isCut(life.version)) continue;
    const { from, to } = speaking(link, life);
    if (link.linger.kind === "none") sources.push({ version: life.version, from, until: [to] });
    else lingers(life.version, from, [to]);
  }
  return sources;
}

const writersAgain = (lives: readonly Life[], link: Link): Life[] =>
  lives.filter((life) => life.component.id === link.sender && speaking(link, life).from >= 0);

const isCleared = (system: System, link: Link, version: string, { done }: Happened): boolean =>
  system.clearings.some(
    ({ id, kind, link: on, versions }) =>
      on === link.id && versions.includes(version) && done.has(`${kind} ${id}`),
  );

/** Versions that have had a chance to write on the link. */
function everWrote(system: System, link: Link, happened: Happened): string[] {
  const sender = system.components.find(({ id }) => id === link.sender) as Component;
  const ran = progressOf(sender, happened).filter(({ started, deployed }) =>
    link.silentUnlessServing ? started : deployed,
  );
  return [...new Set([...ran.map(({ version }) => version), ...sender.older, ...link.leftoversOnly])];
}

function subsets<T>(items: readonly T[]): T[][] {
  let all: T[][] = [[]];
  for (const item of items) all = [...all, ...all.map((subset) => [...subset, item])];
  return all.slice(1);
}
