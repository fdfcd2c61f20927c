import { Contacts } from "../coexistence/contact.ts";
import type { FindingId, Verdict, VerdictTable } from "../finding/verdict.ts";
import type { System } from "../model/system.ts";
import type { VersionLabel } from "../model/version.ts";
import type { Layout } from "./layout.ts";

/**
 * One sentence of what a promised version (a bridge, a version with its flag off) must do: with `peer`, it must not behave like
 * its neighbour `unlike`, whose meeting with that peer breaks for these findings.
 */
export interface Obligation {
  readonly component: string;
  readonly version: VersionLabel;
  readonly link: string;
  /** `sends`: it must not send what the peer cannot take. `receives`: it must take what the peer sends. */
  readonly role: "sends" | "receives";
  readonly peer: { readonly component: string; readonly version: VersionLabel };
  readonly unlike: VersionLabel;
  readonly kind: "breaking" | "unknown";
  readonly findings: readonly FindingId[];
}

/** Exactly the pairs of promised versions that are in contact in the plan, read from what breaks with their neighbours. */
export function obligationsOf(system: System, layout: Layout, verdicts: VerdictTable): Obligation[] {
  if (layout.solution.kind !== "order") return [];
  const contacts = new Contacts(layout.timeline, layout.solution.arcs);
  const neighbours = neighboursOf(system);
  return layout.spans.flatMap((spans) => {
    const { id: link, sender: from, receiver: to } = spans.link;
    const verdict = (sender: VersionLabel, receiver: VersionLabel) =>
      verdicts.get(link)?.get(sender)?.get(receiver);
    return spans.senders.flatMap((sender) =>
      spans.receivers.flatMap((receiver) => {
        const ofSender = neighbours.get(`${from}@${sender.version}`) ?? [];
        const ofReceiver = neighbours.get(`${to}@${receiver.version}`) ?? [];
        if (ofSender.length + ofReceiver.length === 0) return [];
        if (contacts.of(spans, sender, receiver) === "apart") return [];
        const [sending, receiving] = [
          { component: from, version: sender.version },
          { component: to, version: receiver.version },
        ];
        return [
          ...ofSender.flatMap((unlike) =>
            obligation(verdict(unlike, receiver.version), {
              ...sending,
              link,
              role: "sends",
              peer: receiving,
              unlike,
            }),
          ),
          ...ofReceiver.flatMap((unlike) =>
            obligation(verdict(sender.version, unlike), {
              ...receiving,
              link,
              role: "receives",
              peer: sending,
              unlike,
            }),
          ),
        ];
      }),
    );
  });
}

/** For each promised version ("api@2.0.0-bridge") the nearest versions of its chain that exist. */
function neighboursOf(system: System): ReadonlyMap<string, readonly VersionLabel[]> {
  return new Map(
    system.promised.map(({ component, version }) => {
      const chain = system.components.find((each) => each.id === component)?.chain ?? [];
      const real = (label: VersionLabel) =>
        !system.promised.some((each) => each.component === component && each.version === label);
      const place = chain.indexOf(version);
      const nearest = [chain.slice(0, place).findLast(real), chain.slice(place + 1).find(real)];
      return [`${component}@${version}`, nearest.flatMap((each) => each ?? [])];
    }),
  );
}

function obligation(verdict: Verdict | undefined, rest: Omit<Obligation, "kind" | "findings">): Obligation[] {
  if (verdict?.kind !== "breaking" && verdict?.kind !== "unknown") return [];
  return [{ ...rest, kind: verdict.kind, findings: verdict.because }];
}
