/** What one schema of a set describes. */
export type Thing = "message" | "value";

/** How one kind of contract speaks of its schemas: everything that its shared parts need to know of it. */
export interface SetWords {
  readonly name: "events" | "store" | "frame";
  readonly thing: Thing;
  /** Singular and plural of what is counted. */
  readonly counted: readonly [string, string];
  /** Who takes: consumer, reader, receiver. */
  readonly taker: string;
  /** What schemas cannot say of it. */
  readonly notExpressed: readonly string[];
}
