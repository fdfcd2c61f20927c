import type { Because, Conflict, FindingId, MomentRef, PairRef } from "@crossfade/core";
import type { ReportLink } from "../../analysis/report.ts";
import { shortIds } from "../finding-ids.ts";
import { type Line, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import { type MomentWords, momentWords, plural, versionText } from "../words.ts";

/** Who the pairs are. */
interface Ends {
  readonly links: readonly Pick<ReportLink, "id" | "sender" | "receiver">[];
}

/** What of a report tells of conflicts. */
interface Known extends Ends {
  readonly findings: Readonly<Record<FindingId, unknown>>;
}

const shownConflicts = 3;
const shownPairs = 8;
const indent = 2;

/** Why no order exists: the shortest circle told step by step, or each conflict as a sentence. */
export function conflictLines(conflicts: readonly Conflict[], report: Known, width: number): Line[] {
  const [first] = conflicts;
  if (first?.kind === "cycle")
    return [...cycleLines(first.because, report, width), ...moreConflicts(conflicts.length - 1)];
  const others = conflicts.filter((each) => each.kind !== "cycle");
  const sentences = others.slice(0, shownConflicts).flatMap((each) => conflictSentences(each, report));
  return [
    [say("No order exists", "strong")],
    ...sentences.flatMap((each) => indented(indent, [say(each)], width, 2)),
    ...moreConflicts(conflicts.length - shownConflicts),
  ];
}

function moreConflicts(count: number): Line[] {
  return count > 0 ? [[say(`  and ${plural(count, "more conflict")}`, "label")]] : [];
}

/** What findings demand is numbered; between two of them stands what follows from the way the components move. */
function cycleLines(because: readonly Because[], report: Known, width: number): Line[] {
  const start = Math.max(
    0,
    because.findIndex((each) => each.pair),
  );
  const circle = [...because.slice(start), ...because.slice(0, start)];
  const demands = circle.flatMap((each, index) => (each.pair ? [{ each, index }] : []));
  const lines = demands.flatMap(({ each, index }, number): Line[] => {
    const next = demands[number + 1]?.index ?? circle.length;
    const text: Line = [say(`${wordsOf(each.before).must} before ${wordsOf(each.after).happens}`)];
    const why: Line = [say(elseText(each, report), "label")];
    const then = following(each.after, (circle[next] ?? circle[0])?.before, circle.slice(index + 1, next));
    return [
      ...labelled(indent, say(String(number + 1)), 3, text, width),
      ...indented(indent + 3, why, width),
      ...(then === undefined ? [] : indented(indent + 3, [say(then)], width)),
    ];
  });
  const title: Line = [
    say("No order exists", "strong"),
    say(": each of these waits for the next, in a circle"),
  ];
  return [...indented(0, title, width), ...lines];
}

function wordsOf({ step, component, version }: MomentRef): MomentWords {
  return momentWords(step.split(" ", 1)[0] ?? "", component, version);
}

function elseText({ pair, findings }: Because, report: Known): string {
  return pair ? `else ${meeting(pair, report)} breaks${idsText(findings, report)}` : "";
}

function idsText(findings: readonly FindingId[], report: Known): string {
  const ids = findings.slice(0, 3).map(shortIds(report));
  return ids.length === 0 ? "" : ` (${ids.join(", ")})`;
}

/** The rules that say something; that a version starts before it ends goes without saying. */
const rules: readonly (readonly [string, string])[] = [
  ["new before old ends", "the new version starts before the old one ends"],
  ["old ends before new", "the old version ends before the new one starts"],
  ["two at most", "no more than two versions run at a time"],
  ["one after the other", "versions start one after the other"],
  ["pin", "a client is served by the version that it is pinned to"],
  ["after its writers", "it can only be cleared when nobody writes any more"],
  ["what it left", "what a version left outlives it"],
];

/** Why the moment that is waited for comes only after the one that waits. */
function following(
  after: MomentRef,
  next: MomentRef | undefined,
  glue: readonly Because[],
): string | undefined {
  if (!next || next.step === after.step) return undefined;
  const rule = rules.find(([name]) => glue.some((each) => each.rule === name))?.[1];
  const [first, then] = [wordsOf(next).happens, wordsOf(after).happens];
  if (glue.length === 0) return `and ${first} at the very moment at which ${then}`;
  return `but ${first} only after ${then}${rule === undefined ? "" : `: ${rule}`}`;
}

/** "web 1.9.0 → api 1.9.4". */
export function meeting(pair: PairRef, report: Ends): string {
  const link = report.links.find((each) => each.id === pair.link);
  return link
    ? `${versionText(link.sender, pair.sender)} → ${versionText(link.receiver, pair.receiver)}`
    : `${pair.sender} → ${pair.receiver} on ${pair.link}`;
}

function conflictSentences(conflict: Exclude<Conflict, { kind: "cycle" }>, report: Known): string[] {
  if (conflict.kind === "blocked") return [blockedText(conflict)];
  if (conflict.kind !== "pairs") return [pairConflictText(conflict, report)];
  const pairs = conflict.pairs.slice(0, shownPairs).map((each) => `${meeting(each, report)} breaks`);
  return ["These pairs cannot all be kept apart:", ...pairs];
}

function blockedText({ component, version, why }: Extract<Conflict, { kind: "blocked" }>): string {
  const who = versionText(component, version);
  return why === "kept"
    ? `${who} must stay for the clients that are pinned to it, and the next version cannot start before it ends.`
    : `${who} never ends by itself, and the next version cannot start before it does.`;
}

type PairConflict = Exclude<Conflict, { kind: "cycle" | "pairs" | "blocked" }>;

function pairConflictText({ kind, pair, findings }: PairConflict, report: Known): string {
  const breaks = `${meeting(pair, report)} breaks${idsText(findings, report)}`;
  const link = report.links.find((each) => each.id === pair.link);
  const sender = link ? versionText(link.sender, pair.sender) : pair.sender;
  switch (kind) {
    case "target":
      return `${breaks}, and both are there when the release is done.`;
    case "never-ends":
      return `${breaks}, and one of the two never ends by itself.`;
    case "leftovers":
      return `${breaks}: what ${sender} left on ${pair.link} stays for ever.`;
    case "cannot-keep":
      return `${breaks}, and a client that never ends keeps one of the two alive.`;
    case "not-ours":
      return `${breaks}, and only a third party could come in the right order.`;
  }
}
