import type { FlagView, Presence } from "./flag-view.ts";
import type { FlagMark } from "./mark.ts";

/** Which flags are known to be off at one end; of the others nothing is known. */
export type OffKeys = ReadonlySet<string>;

type Phase = "on" | "off";

/**
 * The states that a hearer may be in, as far as it may refuse something in them, what it surely does first.
 * THEORY A.6: without contracts per state a receiver's is the intersection of both.
 */
export function hearingStates(
  marks: readonly FlagMark[],
  off: OffKeys,
): { view: FlagView; doubtful: boolean }[] {
  const phases: readonly Phase[] = marks.every((each) => off.has(each.key)) ? ["off"] : ["on", "off"];
  const isSaid = marks.every((each) => each.accepted !== "unsaid");
  const splits = marks.some((each) => each.accepted !== "always");
  const certain = (splits ? phases : phases.slice(0, 1)).map((phase) => hearing(off, phase, "optional"));
  const doubts = phases.map((phase) => hearing(off, phase, "as while-on"));
  return [
    ...certain.map((view) => ({ view, doubtful: false })),
    ...(isSaid ? [] : doubts.map((view) => ({ view, doubtful: true }))),
  ];
}

function hearing(off: OffKeys, phase: Phase, unsaid: "optional" | "as while-on"): FlagView {
  const part = (mark: FlagMark): Presence => {
    if (mark.accepted === "always" || (mark.accepted === "unsaid" && unsaid === "optional"))
      return "optional";
    return off.has(mark.key) || phase === "off" ? "absent" : "written";
  };
  return { part, operation: (mark) => (part(mark) === "absent" ? "absent" : "written") };
}

/** What may be sent: nothing of what is off, and all else, though it may be missing (the union of both states). */
export function speaking(off: OffKeys): FlagView {
  return {
    part: (mark) => (off.has(mark.key) ? "absent" : "optional"),
    operation: (mark) => (off.has(mark.key) ? "absent" : "written"),
  };
}

/** The calls of one view with the contents of another: what is called is up to the caller, in answers too. */
export function withCallsOf(calls: FlagView, contents: FlagView): FlagView {
  return { operation: (mark) => calls.operation(mark), part: (mark) => contents.part(mark) };
}

/** Who answers answers every call that is made. */
export function withAllCalls(contents: FlagView): FlagView {
  return { operation: () => "written", part: (mark) => contents.part(mark) };
}
