import type { Claim } from "@crossfade/core";
import type { Location } from "../document/library.ts";
import { conjunction } from "./conjunction.ts";
import { Engine } from "./engine.ts";
import { exported } from "./export.ts";
import type { SchemaNode } from "./node.ts";
import { type PoolOptions, SchemaPool } from "./normalise.ts";
import type { Gap, Mismatch } from "./outcome.ts";
import { placeAlong } from "./place-along.ts";
import { SameSource } from "./same-source.ts";
import type { SchemaSource } from "./schema-source.ts";
import { type ManySources, OneSource, type Sources, TwoSources } from "./sources.ts";
import { exactView, sentView, type View } from "./view.ts";

export interface Difference {
  /** Both empty: proved. */
  readonly mismatches: readonly (Mismatch & {
    readonly claim: Claim;
    /** Where the sender's schema speaks of the value's offending part. */
    readonly sentPlace: Location;
  })[];
  readonly gaps: readonly Gap[];
}

/**
 * Compares schemas of a sender's documents with schemas of a receiver's. One instance per pair of contracts, or with `all`
 * for any two of many: what was decided for a shared part is not decided again.
 */
export class SchemaComparison {
  readonly #sources: Sources;
  readonly #sent: SchemaPool;
  readonly #accepted: SchemaPool;
  readonly #engine: Engine;
  /** By the sender's schema as it is read, then by the receiver's. */
  readonly #known = new Map<SchemaNode, Map<SchemaNode, Difference>>();

  constructor(
    sent: SchemaSource,
    accepted: SchemaSource,
    formats: PoolOptions["formats"],
    all?: ManySources,
  ) {
    this.#sources = all ?? new OneSource(sent);
    let last = 0;
    const options: PoolOptions = { formats, nextId: () => ++last };
    this.#sent = new SchemaPool(all ?? sent, options);
    this.#accepted = new SchemaPool(all ?? accepted, options);
    const make = (like: SchemaNode, change: Partial<SchemaNode>) =>
      this.#accepted.made(like.place, exactView(like.view), change);
    this.#engine = new Engine(new SameSource(all ?? new TwoSources(sent, accepted)), make);
  }

  compare(sent: Location, accepted: Location, sentAs: View, acceptedAs: View): Difference {
    const from = this.#sent.node(sent, sentAs);
    const to = this.#accepted.node(accepted, acceptedAs);
    const known = this.#known.get(from) ?? new Map<SchemaNode, Difference>();
    this.#known.set(from, known);
    const before = known.get(to);
    if (before) return before;
    const outcome = this.#engine.ask(conjunction([from]), to);
    const mismatches = outcome.mismatches.map((item) => ({
      ...item,
      claim: claimOf(item, from, to),
      sentPlace: placeAlong(this.#sources.of(sent), sent, item.at),
    }));
    const difference = { mismatches, gaps: outcome.gaps };
    known.set(to, difference);
    return difference;
  }

  /** A small value that a schema admits. */
  sample(location: Location, view: View = sentView("closed", "either")): { value: unknown } | undefined {
    const [value] = this.#engine.sampler.values(conjunction([this.#sent.node(location, view)]));
    return value === undefined ? undefined : { value };
  }

  /** Both schemas as they were compared, for an independent validator. */
  exportedPair(
    sent: Location,
    accepted: Location,
    sentAs: View,
    acceptedAs: View,
  ): { sent: object | undefined; accepted: object | undefined } {
    return {
      sent: exported(this.#sent.node(sent, sentAs)),
      accepted: exported(this.#accepted.node(accepted, acceptedAs)),
    };
  }
}

/** The schemas are written each time that somebody asks for them: they are large, and mostly nobody does. */
function claimOf(item: Mismatch, sent: SchemaNode, accepted: SchemaNode): Claim {
  return {
    value: item.value,
    at: item.at,
    dialect: "2020-12",
    get sent() {
      return exported(sent, item) ?? unsayable;
    },
    get accepted() {
      return exported(accepted, item) ?? unsayable;
    },
  };
}

/** Too large to be handed to a validator: nothing is valid under it, so that nothing is confirmed by it. */
const unsayable = { not: {} };
