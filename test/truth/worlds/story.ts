import type {
  Component,
  Link,
  PairRef,
  Plan,
  Step,
  StepId,
  System,
  Verdict,
  VerdictTable,
  Wait,
} from "@crossfade/core";

export interface World {
  readonly system: System;
  readonly verdicts: VerdictTable;
}

export const part = (id: string, chain: readonly string[], more: Partial<Component> = {}): Component => ({
  id,
  kind: "service",
  chain,
  older: [],
  forward: "overlap",
  back: "overlap",
  dark: "warm",
  serial: false,
  endless: [],
  ours: true,
  tail: false,
  worstWaitMs: 0,
  ...more,
});

/** A service rolls: old and new processes side by side. */
export const service = (id: string, chain = ["0", "1"], more: Partial<Component> = {}) =>
  part(id, chain, { serial: true, ...more });
/** A page has a tail and does not run before its first user. */
export const page = (id: string, chain = ["0", "1"], more: Partial<Component> = {}) =>
  part(id, chain, { kind: "web", dark: "cold", tail: true, ...more });
/** A database passes from one schema to the next at one moment. */
export const schema = (id: string, chain = ["0", "1"], more: Partial<Component> = {}) =>
  part(id, chain, { kind: "schema", forward: "cut", back: "cut", dark: "none", serial: true, ...more });

const link = (sender: string, receiver: string, more: Partial<Link>): Link => ({
  id: `${sender}-${receiver}`,
  sender,
  receiver,
  medium: "direct",
  linger: { kind: "none" },
  inbound: "routed",
  silentUnlessServing: false,
  leftoversOnly: [],
  carries: false,
  ...more,
});
export const call = (sender: string, receiver: string, more: Partial<Link> = {}) =>
  link(sender, receiver, more);
export const queue = (sender: string, receiver: string, more: Partial<Link> = {}) =>
  link(sender, receiver, { medium: "queue", linger: { kind: "for", ms: 4 }, inbound: "attached", ...more });
export const rows = (sender: string, receiver: string, more: Partial<Link> = {}) =>
  link(sender, receiver, { medium: "store", linger: { kind: "for-ever" }, inbound: "attached", ...more });

export const system = (components: Component[], links: Link[], more: Partial<System> = {}): System => ({
  id: "shop",
  components,
  links,
  groups: [],
  clearings: [],
  cutOffs: [],
  accepted: [],
  promised: [],
  ...more,
});

const versionsOf = ({ chain, older }: Component): string[] => [...older, ...chain];

/** All pairs are compatible but those named, as "web-api: 1 -> 0" with the link's id. */
export function verdictsOf(
  system: System,
  breaking: readonly string[],
  unknown: readonly string[] = [],
): VerdictTable {
  const at = (id: string) => system.components.find((component) => component.id === id) as Component;
  const verdict = (pair: PairRef): Verdict => {
    const name = `${pair.link}: ${pair.sender} -> ${pair.receiver}`;
    if (breaking.includes(name)) return { kind: "breaking", because: [name] };
    return unknown.includes(name) ? { kind: "unknown", because: [name] } : { kind: "compatible" };
  };
  return new Map(
    system.links.map((link) => {
      const senders = [...versionsOf(at(link.sender)), ...link.leftoversOnly];
      const receivers = versionsOf(at(link.receiver));
      const row = (sender: string) =>
        new Map(receivers.map((receiver) => [receiver, verdict({ link: link.id, sender, receiver })]));
      return [link.id, new Map(senders.map((sender) => [sender, row(sender)]))];
    }),
  );
}

export function story(
  components: Component[],
  links: Link[],
  breaking: readonly string[],
  more: Partial<System> & { unknown?: readonly string[] } = {},
): World {
  const { unknown, ...rest } = more;
  const world = system(components, links, rest);
  return { system: world, verdicts: verdictsOf(world, breaking, unknown) };
}

/** A plan by hand: "start api@1 + end api@0" is a switch, "gone api@0 < start web@1" a wait, "… empty api-worker" a drain. */
export function planByHand(steps: readonly string[], waits: readonly string[]): Plan {
  const stepOf = (id: StepId, other?: string): Step => {
    const [kind, version] = id.split(" ") as [Step["kind"], string];
    const [component, label] = version.split("@") as [string, string];
    return { id, kind, component, version: label, ...(other !== undefined && { switch: other }) };
  };
  const all = steps.flatMap((line) => {
    const ids = line.split(" + ");
    return ids.map((id) => stepOf(id, ids.length > 1 ? line : undefined));
  });
  const waitOf = (line: string): Wait => {
    const [order, link] = line.split(" empty ");
    const [before, after] = (order as string).split(" < ") as [string, string];
    return {
      id: line,
      before,
      after,
      kind: link === undefined ? "gone" : "empty",
      ...(link && { link }),
      because: [],
    };
  };
  return {
    planSchema: 1,
    system: "shop",
    from: {},
    to: {},
    steps: all,
    waits: waits.map(waitOf),
    stages: [],
    wayBack: {},
    endOfFreeWayBack: [],
    pointOfNoReturn: [],
    moves: [],
    waiverIds: [],
    unknowns: [],
    wayBackUnknowns: {},
  };
}
