import { goesBack, type Observation } from "@crossfade/core";
import type { Contract, ContractProblem } from "../contract.ts";
import { hearingStates, type OffKeys, speaking, withAllCalls, withCallsOf } from "./flag-states.ts";
import type { FlagView, FoundMark } from "./flag-view.ts";

/** One end of a link whose contract has marks of flags, or has none. */
export interface FlaggedEnd {
  readonly marks: readonly FoundMark[];
  /** Flags that are off at this end; of the others nothing is known. */
  readonly off: OffKeys;
  inView(view: FlagView): Contract | readonly ContractProblem[];
}

export interface FlaggedPair {
  readonly sender: FlaggedEnd;
  readonly receiver: FlaggedEnd;
  /** Something comes back over the link: answers. */
  readonly hasReplies: boolean;
  compare(sender: Contract, receiver: Contract): readonly Observation[];
}

export type FlaggedOutcome =
  | { readonly kind: "observed"; readonly observations: readonly Observation[] }
  | {
      readonly kind: "problems";
      readonly side: "sender" | "receiver";
      readonly problems: readonly ContractProblem[];
    };

/** For at most so many flags it is found out which of them holds a finding back. */
const MAX_EXPLAINED = 8;

/**
 * Compares two ends in every state of their flags that matters: what is off is not sent; of all else it is not known, so it
 * may be sent and may be missing, and who refuses it in one state of the flag refuses it.
 */
export function compareFlagged(pair: FlaggedPair): FlaggedOutcome {
  try {
    const half = new Halves(pair);
    const found = [...half.forth(), ...(pair.hasReplies ? half.back() : [])];
    return { kind: "observed", observations: found };
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "problems", side: error.side, problems: error.problems };
    throw error;
  }
}

class Unreadable extends Error {
  readonly side: "sender" | "receiver";
  readonly problems: readonly ContractProblem[];

  constructor(side: "sender" | "receiver", problems: readonly ContractProblem[]) {
    super("a contract cannot be read in one state of its flags");
    this.side = side;
    this.problems = problems;
  }
}

class Halves {
  readonly #pair: FlaggedPair;

  constructor(pair: FlaggedPair) {
    this.#pair = pair;
  }

  /** What the link's sender says. */
  forth(): Observation[] {
    const { sender, receiver } = this.#pair;
    return this.#half(sender, receiver, (off, hears) =>
      this.#observed(speaking(off), hears).filter((each) => !goesBack(each.direction)),
    );
  }

  /** What its receiver answers, to the calls that the sender makes. */
  back(): Observation[] {
    const { sender, receiver } = this.#pair;
    const calls = speaking(sender.off);
    return this.#half(receiver, sender, (off, hears) =>
      this.#observed(withCallsOf(calls, hears), withAllCalls(speaking(off))).filter((each) =>
        goesBack(each.direction),
      ),
    );
  }

  #half(
    speaker: FlaggedEnd,
    hearer: FlaggedEnd,
    observe: (off: OffKeys, hears: FlagView) => readonly Observation[],
  ): Observation[] {
    const found = new Map<string, Observation>();
    const states = hearingStates(hearer.marks, hearer.off);
    for (const { view, doubtful } of states)
      for (const each of observe(speaker.off, view)) {
        const key = signature(each);
        if (!found.has(key)) found.set(key, doubtful ? inDoubt(each, hearer) : each);
      }
    const serious = [...found].some(([, each]) => each.outcome !== "notice");
    if (!serious) return [...found.values()];
    const open = new Set(speaker.marks.map((each) => each.key).filter((key) => !speaker.off.has(key)));
    for (const key of [...open].slice(0, MAX_EXPLAINED)) {
      const off = new Set([...speaker.off, key]);
      const left = new Set(states.flatMap(({ view }) => observe(off, view).map(signature)));
      for (const [name, each] of found)
        if (!left.has(name) && each.outcome !== "notice") found.set(name, behind(each, key));
    }
    return [...found.values()];
  }

  #observed(sends: FlagView, takes: FlagView): readonly Observation[] {
    const { sender, receiver, compare } = this.#pair;
    return compare(readable(sender.inView(sends), "sender"), readable(receiver.inView(takes), "receiver"));
  }
}

function readable(read: Contract | readonly ContractProblem[], side: "sender" | "receiver"): Contract {
  if ("kind" in read) return read;
  throw new Unreadable(side, read);
}

function signature({ ruleId, direction, operation, place, claim, example }: Observation): string {
  return JSON.stringify([
    ruleId,
    direction,
    operation,
    place.side,
    place.document,
    place.pointer,
    claim?.at ?? example?.at,
  ]);
}

/** It breaks only if the hearer's code asks its own copy of the flag, and nobody has said so. */
function inDoubt({ claim: _, ...observation }: Observation, hearer: FlaggedEnd): Observation {
  if (observation.outcome === "notice") return observation;
  const unsaid = hearer.marks.filter((each) => each.accepted === "unsaid" && !each.values?.length);
  const keys = [...new Set((unsaid.length > 0 ? unsaid : hearer.marks).map((each) => each.key))];
  const flags = keys.length === 1 ? `the flag ${keys[0]}` : `its flags (${keys.join(", ")})`;
  return {
    ...observation,
    outcome: "unknown",
    why: `it is not said whether this is taken whatever ${flags} says where it is received; if not: ${observation.why}`,
    decides: "`accepted: always` or `accepted: while-on` beside the key in `x-crossfade-flag`",
    fixes: [
      `Say \`x-crossfade-flag: { key: ${keys[0]}, accepted: always }\` if it is.`,
      ...observation.fixes,
    ],
  };
}

function behind(observation: Observation, key: string): Observation {
  return {
    ...observation,
    why: `${observation.why} (sent only while the flag ${key} is on)`,
    fixes: [
      `Deploy it with the flag ${key} off, and turn the flag on when everybody who is there takes it.`,
      ...observation.fixes,
    ],
  };
}
