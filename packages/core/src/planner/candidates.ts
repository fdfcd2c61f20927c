import type { Component } from "../model/component.ts";
import type { Link } from "../model/link.ts";
import type { FlaggedVersion, PairRef, System } from "../model/system.ts";
import { ABSENT, offLabel, type VersionLabel } from "../model/version.ts";
import type { Move } from "./move.ts";
import type { Because, Conflict } from "./planning.ts";

const code: readonly Component["kind"][] = [
  "service",
  "worker",
  "job",
  "web",
  "add-in",
  "extension",
  "mobile",
  "desktop",
];
const stoppable: readonly Component["kind"][] = ["service", "worker", "job"];

/** The moves that could break one conflict. Whether they do, only planning again tells. */
export function candidatesFor(conflict: Conflict, system: System): Move[] {
  switch (conflict.kind) {
    case "cycle":
      return cycleMoves(conflict.because, system);
    case "pairs":
      return conflict.pairs.flatMap((pair) =>
        endsOf(pair, system).flatMap((each) => bridges(each, undefined, system)),
      );
    case "leftovers":
      return leftoverMoves(conflict.pair, system);
    case "never-ends":
      return [...cutOff(conflict.pair, system), ...pin(conflict.pair.link, system)];
    default:
      return [];
  }
}

/** Living with it: one pair that breaks, by name. */
export function acceptances(conflict: Conflict): Move[] {
  const pairs =
    conflict.kind === "cycle"
      ? conflict.because.flatMap((each) => each.pair ?? [])
      : conflict.kind === "pairs"
        ? conflict.pairs
        : conflict.kind === "blocked"
          ? []
          : [conflict.pair];
  return pairs.map((pair) => ({ kind: "accept", pair }));
}

function cycleMoves(because: readonly Because[], system: System): Move[] {
  const moments = because.flatMap((each) => [each.before, each.after]);
  const ids = [...new Set(moments.map((each) => each.component))];
  const versions = new Set(moments.map((each) => `${each.component}@${each.version}`));
  const pairs = because.flatMap((each) => each.pair ?? []);
  const components = ids.flatMap((id) => system.components.find((each) => each.id === id) ?? []);
  return [
    ...components.flatMap((each) => flags(each, versions, pairs, system)),
    ...components.flatMap((each) => bridges(each, versions, system)),
    ...[...new Set(pairs.map((each) => each.link))].flatMap((each) => pin(each, system)),
    ...components.flatMap((each) => gaps(each, pairs, system)),
    ...pairs.flatMap((each) => cutOff(each, system)),
  ];
}

/** Between two neighbours of the chain that the cycle names, neither of them a promise already. */
function bridges(
  component: Component,
  named: ReadonlySet<string> | undefined,
  system: System,
  kind: "bridge" | "flag" = "bridge",
): Move[] {
  if (!component.ours || component.chain.includes(ABSENT)) return [];
  const promised = (version: VersionLabel) =>
    system.promised.some((each) => each.component === component.id && each.version === version);
  return component.chain.slice(1).flatMap((next, rank) => {
    const after = component.chain[rank] ?? "";
    const touched = !named || named.has(`${component.id}@${after}`) || named.has(`${component.id}@${next}`);
    if (!touched || promised(after) || promised(next)) return [];
    const version = kind === "flag" ? offLabel(next) : `${next}-bridge`;
    return [{ kind, component: component.id, after, version }];
  });
}

/** A flag can hold back what new code sends; it cannot make old code understand. */
function flags(
  component: Component,
  named: ReadonlySet<string>,
  pairs: readonly PairRef[],
  system: System,
): Move[] {
  const newest = component.chain.at(-1);
  const marked = system.flagged?.find(
    (each) =>
      each.component === component.id && each.version === newest && !component.chain.includes(each.off),
  );
  if (marked)
    return component.ours && named.has(`${component.id}@${newest}`) ? [behindFlags(component, marked)] : [];
  const own = pairs.filter((each) => endsOf(each, system).some((end) => end.id === component.id));
  const onlySends = own.every(
    (each) => linkOf(each.link, system)?.sender === component.id && each.sender === newest,
  );
  return code.includes(component.kind) && own.length > 0 && onlySends
    ? bridges(component, named, system, "flag")
    : [];
}

/** Its contracts say what it does with the flags off: planning again tells whether that helps. */
function behindFlags(component: Component, { off, keys }: FlaggedVersion): Move {
  return { kind: "flag", component: component.id, after: component.chain.at(-2) ?? "", version: off, keys };
}

function gaps(component: Component, pairs: readonly PairRef[], system: System): Move[] {
  if (!component.ours || component.forward === "gap" || !stoppable.includes(component.kind)) return [];
  if (component.chain.length < 2 || component.chain.includes(ABSENT)) return [];
  const leaves = pairs.some((each) => {
    const link = linkOf(each.link, system);
    return link?.sender === component.id && link.linger.kind !== "none";
  });
  return [{ kind: leaves ? "drain" : "gap", component: component.id }];
}

function pin(id: string, system: System): Move[] {
  const link = linkOf(id, system);
  const sender = system.components.find((each) => each.id === link?.sender);
  const receiver = system.components.find((each) => each.id === link?.receiver);
  if (!link || !sender || !receiver || link.medium !== "direct" || link.affinity) return [];
  if (receiver.kind !== "service" || receiver.forward !== "overlap" || !sender.tail) return [];
  const oldest = receiver.chain[0] ?? "";
  const pins = [
    ...sender.older.map((each): [string, string] => [each, oldest]),
    ...sender.chain.map((each, rank): [string, string] => [
      each,
      receiver.chain[rank] ?? receiver.chain.at(-1) ?? "",
    ]),
  ];
  return [{ kind: "pin", link: id, pins: Object.fromEntries(pins) }];
}

/** Only an old client can be cut off: it shows the refusal to a person. */
function cutOff(pair: PairRef, system: System): Move[] {
  const link = linkOf(pair.link, system);
  const sender = system.components.find((each) => each.id === link?.sender);
  if (!sender?.tail || pair.sender === sender.chain.at(-1)) return [];
  const already = system.cutOffs.some((each) => each.link === pair.link && each.version === pair.sender);
  return already ? [] : [{ kind: "cut-off", link: pair.link, version: pair.sender }];
}

function leftoverMoves(pair: PairRef, system: System): Move[] {
  const link: Link | undefined = linkOf(pair.link, system);
  const sender = system.components.find((each) => each.id === link?.sender);
  if (!link || !sender) return [];
  if (system.clearings.some((each) => each.link === pair.link && each.versions.includes(pair.sender)))
    return [];
  const rewrites = sender.chain
    .slice(1)
    .map((as): Move => ({ kind: "rewrite", link: link.id, versions: [pair.sender], as }));
  return [...rewrites, { kind: "purge", link: link.id, versions: [pair.sender] }];
}

function endsOf(pair: PairRef, system: System): Component[] {
  const link = linkOf(pair.link, system);
  return system.components.filter((each) => each.id === link?.sender || each.id === link?.receiver);
}

function linkOf(id: string, system: System): Link | undefined {
  return system.links.find((each) => each.id === id);
}
