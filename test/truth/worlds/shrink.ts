import type { Component, Link, System } from "@crossfade/core";
import type { World } from "./story.ts";

/** The smallest world found by leaving things out, one by one, for which `fails` still holds. */
export function shrink(world: World, fails: (world: World) => boolean): World {
  for (const smaller of simpler(world)) if (survives(smaller, fails)) return shrink(smaller, fails);
  return world;
}

/** A world that cannot even be planned is another failure. */
function survives(world: World, fails: (world: World) => boolean): boolean {
  try {
    return fails(world);
  } catch {
    return false;
  }
}

function* simpler({ system, verdicts }: World): Generator<World> {
  for (const { id } of system.links)
    yield { system: { ...system, links: system.links.filter((link) => link.id !== id) }, verdicts };
  for (const { id } of system.components)
    if (!system.links.some(({ sender, receiver }) => sender === id || receiver === id))
      yield { system: without(system, id), verdicts };
  for (const name of ["groups", "clearings", "cutOffs", "accepted", "promised"] as const)
    if (system[name].length > 0) yield { system: { ...system, [name]: [] }, verdicts };
  for (const [link, rows] of verdicts)
    for (const [sender, row] of rows)
      for (const [receiver, { kind }] of row)
        if (kind === "breaking" || kind === "unknown") {
          const fine = new Map([...row, [receiver, { kind: "compatible" } as const]]);
          yield { system, verdicts: new Map([...verdicts, [link, new Map([...rows, [sender, fine]])]]) };
        }
  for (const component of system.components)
    for (const plain of simplerComponents(component, isPinned(system, component)))
      yield {
        system: {
          ...system,
          components: system.components.map((each) => (each === component ? plain : each)),
        },
        verdicts,
      };
  for (const link of system.links)
    for (const plain of simplerLinks(link))
      yield {
        system: { ...system, links: system.links.map((each) => (each === link ? plain : each)) },
        verdicts,
      };
}

function without(system: System, id: string): System {
  const groups = system.groups.map((group) => ({
    ...group,
    components: group.components.filter((member) => member !== id),
  }));
  return { ...system, components: system.components.filter((component) => component.id !== id), groups };
}

const isPinned = ({ links }: System, { id }: Component): boolean =>
  links.some(({ affinity, sender, receiver }) => affinity && (sender === id || receiver === id));

function* simplerComponents(component: Component, pinned: boolean): Generator<Component> {
  const { chain, older, endless, serial, tail, dark, forward, back, ours, worstWaitMs } = component;
  if (chain.length > 1 && !pinned) yield { ...component, chain: chain.slice(1) };
  if (chain.length > 1 && !pinned) yield { ...component, chain: chain.slice(0, -1) };
  if (older.length > 0)
    yield { ...component, older: [], endless: endless.filter((each) => chain.includes(each)) };
  if (endless.length > 0) yield { ...component, endless: [] };
  if (!ours) yield { ...component, ours: true };
  if (serial) yield { ...component, serial: false };
  if (tail) yield { ...component, tail: false };
  if (worstWaitMs > 0) yield { ...component, worstWaitMs: 0 };
  if (dark !== "none") yield { ...component, dark: "none" };
  if (dark === "warm") yield { ...component, dark: "cold" };
  if (forward !== "overlap") yield { ...component, forward: "overlap" };
  if (back !== "overlap") yield { ...component, back: "overlap" };
}

function* simplerLinks(link: Link): Generator<Link> {
  const { affinity, ...unpinned } = link;
  if (affinity) yield unpinned;
  if (link.linger.kind !== "none" && link.leftoversOnly.length === 0 && !link.carries)
    yield { ...link, linger: { kind: "none" } };
  if (link.linger.kind === "for-ever") yield { ...link, linger: { kind: "for", ms: 4 } };
  if (link.leftoversOnly.length > 0) yield { ...link, leftoversOnly: [] };
  if (link.carries) yield { ...link, carries: false };
  if (link.silentUnlessServing) yield { ...link, silentUnlessServing: false };
  if (link.inbound === "attached") yield { ...link, inbound: "routed" };
}
