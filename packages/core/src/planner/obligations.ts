import { Contacts } from "../coexistence/contact.ts";
import type { LinkSpans } from "../coexistence/spans.ts";
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
  return system.promised.flatMap(({ component, version }) => {
    const neighbours = neighboursOf(system, component, version);
    return layout.spans.flatMap((spans) => [
      ...asSender(spans, component, version, neighbours, contacts, verdicts),
      ...asReceiver(spans, component, version, neighbours, contacts, verdicts),
    ]);
  });
}

/** The nearest versions of the chain that exist. */
function neighboursOf(system: System, id: string, version: VersionLabel): VersionLabel[] {
  const chain = system.components.find((each) => each.id === id)?.chain ?? [];
  const promised = new Set(
    system.promised.filter((each) => each.component === id).map((each) => each.version),
  );
  const place = chain.indexOf(version);
  const real = (each: VersionLabel) => !promised.has(each);
  return [chain.slice(0, place).findLast(real), chain.slice(place + 1).find(real)].flatMap(
    (each) => each ?? [],
  );
}

function asSender(
  spans: LinkSpans,
  component: string,
  version: VersionLabel,
  neighbours: readonly VersionLabel[],
  contacts: Contacts,
  verdicts: VerdictTable,
): Obligation[] {
  const own = spans.senders.find((each) => each.version === version);
  if (spans.link.sender !== component || !own) return [];
  return spans.receivers
    .filter((each) => contacts.of(spans, own, each) !== "apart")
    .flatMap((each) =>
      neighbours.flatMap((unlike) =>
        obligation(verdicts.get(spans.link.id)?.get(unlike)?.get(each.version), {
          component,
          version,
          link: spans.link.id,
          role: "sends",
          peer: { component: spans.link.receiver, version: each.version },
          unlike,
        }),
      ),
    );
}

function asReceiver(
  spans: LinkSpans,
  component: string,
  version: VersionLabel,
  neighbours: readonly VersionLabel[],
  contacts: Contacts,
  verdicts: VerdictTable,
): Obligation[] {
  const own = spans.receivers.find((each) => each.version === version);
  if (spans.link.receiver !== component || !own) return [];
  return spans.senders
    .filter((each) => contacts.of(spans, each, own) !== "apart")
    .flatMap((each) =>
      neighbours.flatMap((unlike) =>
        obligation(verdicts.get(spans.link.id)?.get(each.version)?.get(unlike), {
          component,
          version,
          link: spans.link.id,
          role: "receives",
          peer: { component: spans.link.sender, version: each.version },
          unlike,
        }),
      ),
    );
}

function obligation(verdict: Verdict | undefined, rest: Omit<Obligation, "kind" | "findings">): Obligation[] {
  if (verdict?.kind !== "breaking" && verdict?.kind !== "unknown") return [];
  return [{ ...rest, kind: verdict.kind, findings: verdict.because }];
}
