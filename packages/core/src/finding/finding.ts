import type { FindingId } from "./verdict.ts";

/**
 * Which half of a meeting: a request, its response, a message, a stored value; the request of a call that the link's
 * receiver makes (callback, webhook), and its response.
 */
export type Direction = "request" | "response" | "message" | "value" | "callback" | "callback-response";

/** Against the direction of the link: its receiver speaks, its sender listens. */
export function goesBack(direction: Direction): boolean {
  return direction === "response" || direction === "callback";
}

/** Which part of a call; undefined where nothing is called. */
export function partOfCall(direction: Direction): "request" | "response" | undefined {
  if (direction === "callback") return "request";
  if (direction === "callback-response") return "response";
  return direction === "request" || direction === "response" ? direction : undefined;
}

/** A concrete value that the sender may send and the receiver cannot take. */
export interface Counterexample {
  readonly value: unknown;
  /** JSON pointer into the value: the place that the receiver rejects. */
  readonly at: string;
}

/** A place in a contract document. */
export interface Place {
  readonly side: "sender" | "receiver";
  readonly document: string;
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer: string;
  /** The keyword of the schema there that this is about: `required`, `enum`. */
  readonly keyword?: string;
  /** 1-based, in the revision that was read; absent where it is not known. */
  readonly line?: number;
  /** What stands there, on one line; absent where it is long or not known. */
  readonly text?: string;
}

/** A verdict that matters: rule, place, why, ways out. Says nothing of version labels: several pairs may share it. */
export interface Finding {
  readonly id: FindingId;
  readonly ruleId: string;
  /** `notice` does not count: worth knowing, breaks nothing on the wire. */
  readonly outcome: "breaking" | "unknown" | "notice";
  readonly link: string;
  readonly direction: Direction;
  /** What is called or sent: "PUT /cart", "orders.created". */
  readonly operation?: string;
  readonly place: Place;
  /** The place in the other side's contract, where there is one. */
  readonly other?: Place;
  /** One sentence without version labels. */
  readonly why: string;
  /** Confirmed by an independent validator where schemas decide; of a notice the value that it is about. Absent where none was found. */
  readonly counterexample?: Counterexample;
  /** For `unknown`: the single thing that would decide it. */
  readonly decides?: string;
  /** Ways out, each an imperative sentence. */
  readonly fixes: readonly string[];
}

/** JSON Schema dialects that an independent validator can be asked about. */
export type Dialect = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

/** "This value is valid for what the sender may send and invalid for what the receiver accepts": to be checked by a Validator. */
export interface Claim {
  readonly value: unknown;
  readonly at: string;
  readonly dialect: Dialect;
  /** Self-contained schemas: every `$ref` resolves inside. */
  readonly sent: unknown;
  readonly accepted: unknown;
}

/** What a comparison of two contracts says, before anything is confirmed. */
export interface Observation {
  readonly ruleId: string;
  readonly outcome: "breaking" | "unknown" | "notice";
  readonly direction: Direction;
  readonly operation?: string;
  readonly place: Place;
  /** The place in the other side's contract, where there is one. */
  readonly other?: Place;
  readonly why: string;
  /**
   * Present where a value proves it. If no validator confirms it, `breaking` becomes `unknown`.
   * Absent on `breaking` only where the wire itself proves it without a schema (an endpoint that is not there).
   */
  readonly claim?: Claim;
  /** A value that shows it where no schema is involved, for example the request line. Not validated. */
  readonly example?: Counterexample;
  readonly decides?: string;
  readonly fixes: readonly string[];
}
