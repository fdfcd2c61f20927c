import type { Component, Group, Linger, Link, System, Verdict } from "@crossfade/core";
import { Dice } from "./prng.ts";
import { part, system, type World } from "./story.ts";

/**
 * A larger world from a seed: 2–5 components, chains of 1–3 versions, older and endless versions, parts that appear and
 * go, every channel, dark and back, pins, groups, leftovers of earlier releases, every medium and linger.
 *
 * Not drawn, because the theory does not say what they mean together: a pin to or from a part that appears or goes; an
 * endless version in an atomic group, or in a chain whose channel must end it; a component of a third party that moves and is pinned or grouped.
 */
export function randomWorld(seed: number): World {
  const dice = new Dice(seed);
  const size = dice.pick([2, 2, 3, 3, 3, 4, 4, 5]);
  const components = Array.from({ length: size }, (_, at) => component(dice, "abcde"[at] as string, size));
  const links = Array.from({ length: 1 + dice.below(size + 1) }, (_, at) => link(dice, components, at));
  const groups = dice.chance(0.15) ? group(dice, components) : [];
  const world = extras(dice, system(components, links, { groups }));
  return { system: world, verdicts: verdicts(dice, world) };
}

function component(dice: Dice, id: string, size: number): Component {
  const length = dice.pick(size > 3 ? [1, 1, 2, 2, 2, 3] : [1, 2, 2, 2, 3]);
  const chain = Array.from({ length }, (_, rank) => String(rank));
  if (length > 1) {
    const fate = dice.below(16);
    if (fate === 0) chain[0] = "∅";
    if (fate === 1) chain[length - 1] = "∅";
  }
  const older = dice.chance(0.2) && chain[0] !== "∅" ? ["-1"] : [];
  // What leaves in its own time overlaps, both ways, and does not run before its first user.
  const tail = dice.chance(0.3);
  const dark = tail
    ? dice.pick(["cold", "none"] as const)
    : dice.pick(["warm", "warm", "warm", "cold", "none"] as const);
  const forward = tail ? "overlap" : dice.pick(["overlap", "overlap", "overlap", "cut", "gap"] as const);
  const sameBack = dice.pick(["overlap", "overlap", "overlap", "cut", "gap"] as const);
  const returns = tail ? "overlap" : sameBack;
  const back = dice.pick([returns, returns, returns, returns, returns, returns, "none", "stays"] as const);
  const serial = !tail && dice.chance(0.6);
  const lasting = forward === "overlap" && !serial ? [...older, ...chain.slice(0, -1)] : older;
  const endless = lasting.filter(() => !chain.includes("∅") && dice.chance(0.08));
  return part(id, chain, {
    older,
    dark,
    tail,
    endless,
    forward,
    back,
    serial,
    worstWaitMs: dice.below(3),
    ours: !(length === 1 && dice.chance(0.15)),
  });
}

const lingers: readonly Linger[] = [{ kind: "none" }, { kind: "for", ms: 4 }, { kind: "for-ever" }];

function link(dice: Dice, components: readonly Component[], at: number): Link {
  const sender = dice.pick(components);
  const receiver = dice.pick(components);
  const linger = dice.pick([...lingers, lingers[0] as Linger, lingers[1] as Linger]);
  const lasting = linger.kind !== "none";
  return {
    id: `${at}:${sender.id}-${receiver.id}`,
    sender: sender.id,
    receiver: receiver.id,
    medium: lasting
      ? dice.pick(["queue", "store"] as const)
      : dice.pick(["direct", "schema", "assets"] as const),
    linger,
    inbound: dice.pick(["routed", "attached"] as const),
    silentUnlessServing: dice.chance(0.1),
    leftoversOnly: lasting && dice.chance(0.2) ? ["x"] : [],
    carries: lasting && dice.chance(0.1),
    ...(dice.chance(0.12) && pinnable(sender, receiver) && { affinity: pins(sender, receiver) }),
  };
}

const pinnable = (sender: Component, receiver: Component): boolean =>
  sender !== receiver &&
  sender.ours &&
  receiver.ours &&
  ![...sender.chain, ...receiver.chain].includes("∅") &&
  sender.chain.length > 1;

/** Each sender version is pinned to the receiver version of its rank, older ones to the first. */
function pins(sender: Component, receiver: Component): Map<string, string> {
  const last = receiver.chain.length - 1;
  const to = (rank: number) => receiver.chain[Math.min(rank, last)] as string;
  const own = sender.chain.map((version, rank): [string, string] => [version, to(rank)]);
  return new Map([...own, ...sender.older.map((version): [string, string] => [version, to(0)])]);
}

function group(dice: Dice, components: readonly Component[]): Group[] {
  const movers = components.filter(({ chain, ours }) => chain.length === 2 && ours && !chain.includes("∅"));
  if (movers.length < 2) return [];
  const members = movers.slice(0, 2);
  const alike = members.every(({ endless, forward }) => endless.length === 0 && forward !== "gap");
  return [{ id: "switch", components: members.map(({ id }) => id), atomic: alike && dice.chance(0.3) }];
}

/** Now and then a waiver, a promise, a purge or a cut-off. */
function extras(dice: Dice, base: System): System {
  const on = dice.pick(base.links);
  const sender = base.components.find(({ id }) => id === on.sender) as Component;
  const receiver = base.components.find(({ id }) => id === on.receiver) as Component;
  const accepted = dice.chance(0.1)
    ? [{ link: on.id, sender: dice.pick(sender.chain), receiver: dice.pick(receiver.chain) }]
    : [];
  const middle = sender.chain.length === 3 ? sender.chain[1] : undefined;
  const promised =
    middle !== undefined && dice.chance(0.2) ? [{ component: sender.id, version: middle }] : [];
  const leftover = on.leftoversOnly[0];
  const clearings =
    leftover !== undefined && dice.chance(0.3)
      ? [{ id: "sweep", kind: "purge" as const, link: on.id, versions: [leftover] }]
      : [];
  const endless = sender.endless.find((version) => sender.older.includes(version));
  const cutOffs = endless !== undefined && dice.chance(0.5) ? [{ link: on.id, version: endless }] : [];
  return { ...base, accepted, promised, clearings, cutOffs };
}

function verdicts(dice: Dice, { components, links }: System) {
  const at = (id: string) => components.find((each) => each.id === id) as Component;
  const breaking = dice.pick([0.1, 0.2, 0.3]);
  const unknown = dice.pick([0, 0, 0.1]);
  const draw = (name: string): Verdict => {
    const roll = dice.next();
    if (roll < breaking) return { kind: "breaking", because: [name] };
    if (roll < breaking + unknown) return { kind: "unknown", because: [name] };
    return { kind: roll > 0.9 ? "not-spoken" : "compatible" };
  };
  return new Map(
    links.map((link) => {
      const senders = [...at(link.sender).older, ...at(link.sender).chain, ...link.leftoversOnly];
      const receivers = [...at(link.receiver).older, ...at(link.receiver).chain];
      const row = (from: string): [string, Map<string, Verdict>] => [
        from,
        new Map(receivers.map((to): [string, Verdict] => [to, draw(`${link.id}: ${from} -> ${to}`)])),
      ];
      return [link.id, new Map(senders.map(row))] as const;
    }),
  );
}
