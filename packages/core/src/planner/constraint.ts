import type { Meeting } from "../coexistence/meetings.ts";
import { ALWAYS, NEVER, type Timeline } from "../coexistence/timeline.ts";

/** One way to keep a pair apart: `from` happens before `to`. */
export interface Option {
  readonly from: number;
  readonly to: number;
  /** `sender-first`: what the sender left is over before the receiver starts. `receiver-first`: the receiver ends before the sender starts. */
  readonly form: "sender-first" | "receiver-first";
}

export type ConflictKind = "target" | "never-ends" | "leftovers" | "cannot-keep" | "not-ours";

/** What a pair demands of the order. */
export type Demand =
  | { readonly kind: "none" }
  | { readonly kind: "options"; readonly options: readonly [Option, ...Option[]] }
  | { readonly kind: "conflict"; readonly conflict: ConflictKind };

/** THEORY A.2: the options that exist for a pair that must not be in contact. */
export function demandOf(meeting: Meeting, timeline: Timeline): Demand {
  const { sender, receiver } = meeting;
  if (meeting.standing || sender.through === ALWAYS) return { kind: "none" };
  const same = (one: number, other: number) =>
    one >= 0 && other >= 0 && timeline.same(one) === timeline.same(other);
  if (same(sender.through, receiver.from) || same(receiver.to, sender.from)) return { kind: "none" };
  const possible: Option[] = [];
  if (sender.through !== NEVER && receiver.from !== ALWAYS)
    possible.push({ from: sender.through, to: receiver.from, form: "sender-first" });
  if (receiver.to !== NEVER && sender.from !== ALWAYS)
    possible.push({ from: receiver.to, to: sender.from, form: "receiver-first" });
  const [first, ...rest] = possible.filter((each) => timeline.moments[each.to]?.ours !== false);
  if (first) return { kind: "options", options: [first, ...rest] };
  return { kind: "conflict", conflict: possible.length > 0 ? "not-ours" : conflictOf(meeting) };
}

/** Why neither form exists. */
function conflictOf({ sender, receiver }: Meeting): ConflictKind {
  const senderStays = sender.to === NEVER ? (sender.population?.forever ?? "target") : undefined;
  const receiverStays = receiver.to === NEVER ? receiver.population.forever : undefined;
  if (senderStays === "kept" || receiverStays === "kept") return "cannot-keep";
  if (senderStays === "endless" || receiverStays === "endless") return "never-ends";
  return senderStays === undefined && sender.linger.kind !== "none" ? "leftovers" : "target";
}
