import { ABSENT, type VersionLabel } from "../model/version.ts";
import type { ComponentDelivery, Delivery, LinkDelivery } from "./delivery.ts";
import { type Estimate, estimateOf, latest, ranked, type Samples, shifted } from "./samples.ts";
import type { Schedule } from "./schedule.ts";
import { type Dice, undated } from "./travel.ts";

/** What makes a promise as long as it is. `leftovers`: what was written stays readable after its writer is gone. */
export type Binding = "channel" | "support" | "waits" | "leftovers" | "endless" | "third-party";

/** A receiver must stay compatible with one version of a sender until a date. */
export interface Promised {
  readonly receiver: string;
  readonly sender: string;
  readonly version: VersionLabel;
  /** The channel of the sender. */
  readonly channel: string;
  readonly links: readonly string[];
  readonly until: Estimate;
  readonly because: Binding;
}

/** All promises of a receiver together: until the last of them, in each run. */
export interface Guarantee {
  readonly receiver: string;
  readonly until: Estimate;
  /** The sender that is last in most of the later half of the runs. */
  readonly binding: Pick<Promised, "sender" | "version" | "channel" | "because">;
}

interface Draft extends Omit<Promised, "until"> {
  readonly samples: Samples;
}

/** Every version that goes and is still alive, or of which something is left, with those who must bear with it. */
export function promisesOf(
  { components, links }: Delivery,
  schedule: Schedule,
  begin: Samples,
  dice: Dice,
): { readonly promises: readonly Promised[]; readonly guarantees: readonly Guarantee[] } {
  const byId = new Map(components.map((each) => [each.id, each]));
  const drafts = new Map<string, Draft>();
  for (const link of links) {
    const sender = byId.get(link.sender);
    if (!sender || !byId.get(link.receiver)?.ours) continue;
    for (const version of leaving(sender, link, schedule)) {
      const draft = draftOf(link, sender, version, schedule, begin, dice);
      const key = `${link.receiver} ${sender.id}@${version}`;
      const known = drafts.get(key);
      drafts.set(key, known ? merged(known, draft) : draft);
    }
  }
  const all = [...drafts.values()];
  return {
    promises: all.map(({ samples, ...rest }) => ({ ...rest, until: estimateOf(samples) })),
    guarantees: components.flatMap(({ id }) => guaranteeOf(id, all)),
  };
}

function leaving({ older, id }: ComponentDelivery, link: LinkDelivery, schedule: Schedule): VersionLabel[] {
  const going = [...schedule.chain(id).slice(0, -1), ...older, ...link.left];
  return [...new Set(going)].filter((each) => each !== ABSENT && !link.silent.includes(each));
}

function draftOf(
  link: LinkDelivery,
  sender: ComponentDelivery,
  version: VersionLabel,
  schedule: Schedule,
  begin: Samples,
  dice: Dice,
): Draft {
  const base = {
    receiver: link.receiver,
    sender: sender.id,
    version,
    channel: sender.channel,
    links: [link.id],
  };
  const ended = link.endedBy.find((each) => each.version === version);
  const declared = ended && schedule.at(ended.step);
  if (declared && ended.clears) return { ...base, samples: declared, because: "leftovers" };
  const isLeft = link.left.includes(version);
  const gone = declared ?? (isLeft ? begin : (schedule.gone(sender, version) ?? begin));
  const { linger } = link;
  if (linger.kind === "for-ever") {
    const why = { kind: "for-ever", component: sender.id, version, of: link.id } as const;
    return { ...base, samples: undated(dice, why), because: "leftovers" };
  }
  if (linger.kind === "for") return { ...base, samples: shifted(gone, linger.ms), because: "leftovers" };
  return { ...base, samples: gone, because: declared ? "waits" : bindingOf(sender, version, schedule, gone) };
}

function bindingOf(
  sender: ComponentDelivery,
  version: VersionLabel,
  schedule: Schedule,
  gone: Samples,
): Binding {
  if (!sender.ours) return "third-party";
  if (sender.endless.includes(version)) return "endless";
  const ending = schedule.ending(sender.id, version);
  if (!ending) return "waits";
  const [natural, support, real] = [ending.natural, ending.support, gone].map((each) => each && at90(each));
  if (support !== undefined && support > (natural ?? 0)) return "support";
  return (natural ?? 0) >= (real ?? 0) || sender.dark === "warm" ? "channel" : "waits";
}

function at90(samples: Samples): number {
  return estimateOf(samples).p90 ?? Number.POSITIVE_INFINITY;
}

function merged(one: Draft, other: Draft): Draft {
  const later = at90(other.samples) > at90(one.samples) ? other : one;
  return {
    ...later,
    links: [...one.links, ...other.links],
    samples: latest(one.samples, other.samples),
  };
}

function guaranteeOf(receiver: string, all: readonly Draft[]): Guarantee[] {
  const own = all.filter((each) => each.receiver === receiver);
  const [first, ...others] = own;
  if (!first) return [];
  const samples = latest(first.samples, ...others.map((each) => each.samples));
  const { sender, version, channel, because } = lastOf(own, samples);
  return [{ receiver, until: estimateOf(samples), binding: { sender, version, channel, because } }];
}

/** Who is last in most runs among those whose latest date lies in the later half; ties go to the first named. */
function lastOf(own: readonly Draft[], samples: Samples): Draft {
  const runs = samples.at.length - 1;
  const middle = ranked(samples.at.slice(0, runs), runs >> 1) ?? 0;
  const counts = own.map(({ samples: { at } }) => {
    let count = 0;
    for (let run = 0; run < runs; run++) {
      const end = samples.at[run] ?? 0;
      if (end >= middle && at[run] === end) count++;
    }
    return count;
  });
  return own[counts.indexOf(Math.max(...counts))] as Draft;
}
