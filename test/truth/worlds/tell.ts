import type { Component, Link } from "@crossfade/core";
import type { World } from "./story.ts";

/** A world in a few lines, for a person who reads a failed test. */
export function tell({ system, verdicts }: World): string {
  const lines = [...system.components.map(tellComponent), ...system.links.map(tellLink)];
  for (const { id, components, atomic } of system.groups)
    lines.push(`group ${id}: ${components}${atomic ? " atomic" : ""}`);
  for (const [name, list] of Object.entries({
    clearings: system.clearings,
    cutOffs: system.cutOffs,
    accepted: system.accepted,
    promised: system.promised,
  }))
    if (list.length > 0) lines.push(`${name}: ${JSON.stringify(list)}`);
  for (const [link, rows] of verdicts)
    for (const [sender, row] of rows)
      for (const [receiver, { kind }] of row)
        if (kind === "breaking" || kind === "unknown")
          lines.push(`${kind} ${link}: ${sender} -> ${receiver}`);
  return lines.join("\n");
}

function tellComponent(component: Component): string {
  const { id, chain, older, forward, back, dark, serial, endless, ours, tail, worstWaitMs } = component;
  const words = [
    `${forward}, back ${back}, ${dark}`,
    serial && "serial",
    tail && "tail",
    !ours && "theirs",
    older.length > 0 && `older ${older}`,
    endless.length > 0 && `endless ${endless}`,
    worstWaitMs > 0 && `waits ${worstWaitMs}`,
  ];
  return `${id} [${chain}] ${words.filter(Boolean).join(", ")}`;
}

function tellLink(link: Link): string {
  const words = [
    link.inbound,
    link.linger.kind,
    link.silentUnlessServing && "silent unless serving",
    link.carries && "carries",
    link.leftoversOnly.length > 0 && `leftovers of ${link.leftoversOnly}`,
    link.affinity && `pins ${[...link.affinity].map(([from, to]) => `${from}=${to}`)}`,
  ];
  return `${link.id}: ${words.filter(Boolean).join(", ")}`;
}
