import type { Link, System } from "@crossfade/core";
import { type Source, speaking, vanishes } from "./contact.ts";
import { type Moments, past, type When } from "./moments.ts";
import type { Life } from "./physics.ts";

/** Where the moments come from that no version makes by itself. `undefined`: it does not happen in this world. */
export interface OtherMoments {
  readonly cutOff: (link: string, version: string) => When | undefined;
  readonly clearing: (id: string) => When | undefined;
  /** Leftovers vanish. Asked at most once for each link and version. */
  readonly vanish: (link: string, version: string) => When | undefined;
}

/** What can be read on a link in a release that goes forward: the words of the living and what was left behind. */
export function sourcesForward(
  system: System,
  lives: readonly Life[],
  moments: Moments,
  given: OtherMoments,
): (link: Link, wanted: (version: string) => boolean) => Source[] {
  const cleared = new Map<string, When[]>();
  const rewritten = new Map<string, Source[]>();
  for (const { id, kind, link: on, versions, as } of system.clearings) {
    const link = system.links.find((each) => each.id === on) as Link;
    const step = given.clearing(id);
    if (step === undefined) continue;
    for (const version of versions) {
      for (const life of writers(lives, link, version)) moments.requires(step, speaking(link, life).to);
      add(cleared, `${on} ${version}`, step);
    }
    if (kind === "rewrite" && as !== undefined) add(rewritten, on, { version: as, from: step, until: [] });
  }

  return (link, wanted) => {
    const sources: Source[] = [...(rewritten.get(link.id) ?? [])];
    const leave = (version: string, from: When, to: When) => {
      const cut = given.cutOff(link.id, version);
      if (link.linger.kind === "none" && to !== past) {
        sources.push({ version, from, until: cut === undefined ? [to] : [to, cut] });
        return;
      }
      const until = [...(cleared.get(`${link.id} ${version}`) ?? [])];
      const vanish = vanishes(link) ? given.vanish(link.id, version) : undefined;
      if (vanish !== undefined) {
        moments.requires(vanish, to);
        if (cut !== undefined) moments.or(vanish, cut);
        until.push(vanish);
      }
      sources.push({ version, from, until });
    };
    for (const version of link.leftoversOnly) if (wanted(version)) leave(version, past, past);
    for (const life of lives)
      if (life.component.id === link.sender && wanted(life.version)) {
        const { from, to } = speaking(link, life);
        leave(life.version, from, to);
      }
    return sources;
  };
}

export const writers = (lives: readonly Life[], link: Link, version: string): Life[] =>
  lives.filter((life) => life.component.id === link.sender && life.version === version);

function add<T>(lists: Map<string, T[]>, name: string, value: T): void {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
}
