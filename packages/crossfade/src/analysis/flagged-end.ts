import {
  type Contract,
  type ContractKind,
  FlaggedDocuments,
  type FlaggedEnd,
  type FlagView,
  type FoundMark,
  type Reading,
} from "@crossfade/contracts";
import type { Documents } from "@crossfade/core";

/** A contract with marks of flags, read again for each state that somebody asks for. Nothing is known to be off. */
export function flaggedEnd(
  marks: readonly FoundMark[],
  documents: Documents,
  read: (documents: Documents) => Reading,
): FlaggedEnd {
  const known = new Map<string, ReturnType<FlaggedEnd["inView"]>>();
  return {
    marks,
    off: new Set(),
    inView: (view) => {
      const state = stateText(marks, view);
      const before = known.get(state);
      if (before) return before;
      const reading = read(new FlaggedDocuments(documents, view));
      const made = reading.kind === "problems" ? reading.problems : reading.contract;
      known.set(state, made);
      return made;
    },
  };
}

/** The same, of which only what a list says is used. */
export function narrowedFlags(
  whole: FlaggedEnd,
  narrow: NonNullable<ContractKind["narrow"]>,
  list: string,
  documents: Documents,
): FlaggedEnd {
  return {
    ...whole,
    inView: (view) => {
      const made = whole.inView(view);
      if (!("kind" in made)) return made;
      const reading = narrow(made, list, documents);
      return reading.kind === "problems" ? reading.problems : reading.contract;
    },
  };
}

/** The end of a contract without marks: the same in every state. */
export function plainEnd(contract: Contract): FlaggedEnd {
  return { marks: [], off: new Set(), inView: () => contract };
}

function stateText(marks: readonly FoundMark[], view: FlagView): string {
  return marks.map((each) => (each.of === "operation" ? view.operation(each) : view.part(each))).join(" ");
}
