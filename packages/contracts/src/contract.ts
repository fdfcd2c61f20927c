import type { Documents, Observation } from "@crossfade/core";
import type { RuleInfo } from "./rule.ts";

/** Something wrong with a contract document itself: it could not be read, so nothing can be said about it. */
export interface ContractProblem {
  readonly document: string;
  /** JSON pointer (RFC 6901) to the place, where there is one. */
  readonly pointer?: string;
  /** 1-based; known where the text was found. */
  readonly line?: number;
  readonly column?: number;
  /** One sentence: what is wrong and what to write instead. */
  readonly message: string;
}

/** A contract that was read. Opaque: only the kind that read it can look inside. */
export interface Contract {
  readonly kind: ContractKindName;
  /** Path of its entry document, or of the folder. */
  readonly path: string;
}

export type Reading =
  | {
      readonly kind: "contract";
      readonly contract: Contract;
      /** Canonical text of the document and everything it refers to: equal texts mean equal contracts. Hash it. */
      readonly digestText: string;
    }
  | { readonly kind: "problems"; readonly problems: readonly ContractProblem[] };

/** What a sender may send: `closed` emits only what its own schema declares; `open` anything that schema admits. */
export type World = "closed" | "open";

/**
 * What a receiver takes. `strict`: its schema as written. `tolerant`: unknown properties are admitted
 * (`additionalProperties: false` and `unevaluatedProperties: false` do not count). `open-enum`: tolerant, and a list
 * of strings with two or more entries admits other strings too.
 */
export type Tolerance = "strict" | "tolerant" | "open-enum";

export interface CompareSettings {
  readonly world: World;
  /** Who takes what the link's sender sends: a server its requests, a consumer its messages. */
  readonly receiver: Tolerance;
  /** Who takes what comes back: a client its responses. Unused where nothing comes back. */
  readonly replyReceiver: Tolerance;
  /** The receiver fills a missing required field from its `default`. Off by default: validators do not. */
  readonly appliesDefaults: boolean;
  /** What it means that a receiver knows nothing of a kind of value or message (store, events). Missing: nobody has said. */
  readonly unread?: "fine" | "breaks";
}

/** One example of what a sender may say, for a receiver that does not exist at all. */
export interface Sample {
  /** "PUT /cart", "orders.created". */
  readonly operation: string;
  readonly pointer: string;
  readonly document: string;
  readonly value: unknown;
}

export interface Summary {
  /** How many things it speaks of: operations, message types, queries, files, flags. */
  readonly operations: number;
  /** "30 operations", "1 message type". */
  readonly text: string;
}

export type ContractKindName = "http" | "events" | "store" | "frame" | "sql" | "flags" | "assets";

/** Whose document is read. Kinds that have one document for both ends do not care. */
export type Side = "sender" | "receiver";

/** What else is known when two contracts are compared. */
export interface CompareContext {
  /** What the receiver's side promised where the sender's version was built: what the sender relies on. */
  readonly builtAgainst?: Contract;
  /** What the receiver serves before the release: what the sender's users have now. */
  readonly runsNow?: Contract;
  /** Earlier contracts of the receiver that it goes on serving (files that an asset host keeps). */
  readonly kept?: readonly Contract[];
  /** Whose words documents are that tell sending from receiving: those of one side, or each side's its own. */
  readonly describes?: Side | "each";
}

/**
 * What comparisons of many contracts of one kind share: whoever compares each of several versions with each other makes
 * one, hands it to every comparison and lets it go. It changes no answer. Opaque: only the kind that made it looks inside.
 */
export interface ComparisonMemory {
  readonly kind: ContractKindName;
}

/** One kind of contract, as the analysis calls it. Nothing here throws about a contract's content. */
export interface ContractKind {
  readonly name: ContractKindName;
  readonly rules: readonly RuleInfo[];
  /** The settings of a link that says nothing else. */
  readonly defaults: CompareSettings;
  /** The settings that a comparison heeds; the others mean nothing to this kind. */
  readonly heeds: readonly (keyof CompareSettings)[];
  /** What its documents cannot say, so that a comparison cannot see it: short phrases for people to check. */
  readonly notExpressed: readonly string[];
  read(path: string, documents: Documents, side?: Side): Reading;
  /**
   * The consumer's contract, cut down to what a list in one of its documents says that it uses. The digest text is that
   * of the list alone. Missing: this kind has no such lists.
   */
  narrow?(contract: Contract, uses: string, documents: Documents): Reading;
  /**
   * What the sender's version says (its contract) against what the receiver's version takes (its contract), both ways
   * where something comes back. No observation: looked at, and compatible.
   */
  compare(
    sender: Contract,
    receiver: Contract,
    settings: CompareSettings,
    context?: CompareContext,
    memory?: ComparisonMemory,
  ): readonly Observation[];
  /** Missing: comparisons of this kind share nothing. */
  memory?(): ComparisonMemory;
  summary(contract: Contract): Summary;
  /** Undefined for an empty contract. */
  sample(contract: Contract): Sample | undefined;
}
