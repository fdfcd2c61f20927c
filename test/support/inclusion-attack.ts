import { type Inclusion, included } from "../../packages/contracts/src/schema/included.ts";
import { compiled } from "./independent-validator.ts";
import { plainPattern } from "./plain-pattern.ts";
import { type Dice, dice } from "./random-value.ts";
import { type Json, wordsOf } from "./schema-parts.ts";
import { SchemaValues } from "./schema-values.ts";
import { tweaked } from "./tweaked-value.ts";

/**
 * Asks whether one schema (2020-12) is included in another and attacks the answer with an independent validator: no
 * value of those given may be sent and refused where the answer is yes, and the value of a no must be both. Throws on a
 * wrong answer.
 */
export function attacked(sent: object, accepted: object, values: readonly unknown[]): Inclusion["kind"] {
  const answer = included(sent, accepted);
  const [mayBeSent, isAccepted] = [compiled("2020-12", sent), compiled("2020-12", accepted)];
  const breaks = (value: unknown) =>
    mayBeSent(value).kind === "valid" && isAccepted(value).kind === "invalid";
  const said = `\nsent ${JSON.stringify(sent)}\naccepted ${JSON.stringify(accepted)}`;
  if (answer.kind === "refuted" && !breaks(answer.value))
    throw new Error(`refuted by ${JSON.stringify(answer.value)}, which does not show it${said}`);
  const found = answer.kind === "proved" ? values.find(breaks) : undefined;
  if (found !== undefined) throw new Error(`proved, but ${JSON.stringify(found)} is sent and refused${said}`);
  return answer.kind;
}

/** Two schemas as they were compared, self-contained, in 2020-12. */
export interface ExportedPair {
  readonly sent: object;
  readonly accepted: object;
  /** The sender is closed: it means what it declares, also where alternatives overlap. */
  readonly closed: boolean;
}

export interface Attack {
  /** Values that an independent validator says may be sent. */
  readonly values: number;
  /** Draws; the others were not valid for the sender. */
  readonly draws: number;
  /** Why the validator has no answer: a schema that refers to itself without looking into the value. */
  readonly unjudged?: string;
  /** The first value that is sent and refused. */
  readonly hit: { readonly value: unknown; readonly message: string } | undefined;
}

/** Draws for each value that is asked for: a sender may be hard to please. */
const drawsPerValue = 4;
/** Every so many-th draw is a value made before with one thing changed. */
const tweakShare = 0.25;

/**
 * Attacks the answer "all that is sent is accepted" with values made after the sender's schema until `count` of them are
 * valid there. Each validator is compiled once. Where the alternatives of a closed sender overlap so that hardly anything
 * may be sent as written, what was meant is sent: any of them, to a receiver that takes any of its own.
 */
export function attackedPair({ closed, ...pair }: ExportedPair, count: number, seed: number): Attack {
  const asWritten = judgeable(pair) as Sides;
  const attack = attackedAsWritten(asWritten, count, seed);
  if (attack.hit || attack.values >= count || !closed) return attack;
  const meant = withoutCounting(asWritten) as Sides;
  const differs = JSON.stringify(meant.sent) !== JSON.stringify(asWritten.sent);
  return differs ? attackedAsWritten(meant, count, seed) : attack;
}

type Sides = Pick<ExportedPair, "sent" | "accepted">;

/** Real patterns have needless backslashes, which a strict validator does not compile. */
function judgeable(schema: unknown): unknown {
  return rewritten(schema, (each) =>
    typeof each.pattern === "string" ? { ...each, pattern: plainPattern(each.pattern) } : each,
  );
}

/** Each `oneOf` as `anyOf`; that of a sender stands beside the alternatives as they are sent. Not where less would be more. */
function withoutCounting(schema: unknown): unknown {
  return rewritten(schema, ({ oneOf, ...rest }) => {
    if (oneOf === undefined) return rest;
    return isCounted(rest.allOf, oneOf)
      ? rest
      : { ...rest, allOf: [...((rest.allOf ?? []) as unknown[]), { anyOf: oneOf }] };
  });
}

function isCounted(parts: unknown, alternatives: unknown): boolean {
  const length = (list: unknown) => (Array.isArray(list) ? list.length : -1);
  return Array.isArray(parts) && parts.some((part: Json) => length(part.anyOf) === length(alternatives));
}

const turning = new Set(["not", "contains", "enum", "const"]);

function rewritten(schema: unknown, change: (schema: Json) => Json): unknown {
  if (Array.isArray(schema)) return schema.map((each) => rewritten(each, change));
  if (typeof schema !== "object" || schema === null) return schema;
  return change(
    Object.fromEntries(
      Object.entries(schema).map(([key, inner]) => [
        key,
        turning.has(key) ? inner : rewritten(inner, change),
      ]),
    ),
  );
}

function attackedAsWritten({ sent, accepted }: Sides, count: number, seed: number): Attack {
  const [maySend, takes] = [compiled("2020-12", sent), compiled("2020-12", accepted)];
  const [unjudged] = [maySend(null), takes(null)].flatMap((each) =>
    each.kind === "unknown" ? each.why : [],
  );
  if (unjudged !== undefined) return { values: 0, draws: 0, unjudged, hit: undefined };
  const roll = dice(seed);
  let [values, draws] = [0, 0];
  for (const value of drawn(sent, accepted, roll, count * drawsPerValue)) {
    draws++;
    if (maySend(value).kind !== "valid") continue;
    const answer = takes(value);
    if (answer.kind === "invalid")
      return { values, draws, hit: { value, message: `${answer.message} at ${answer.at || "the root"}` } };
    if (++values >= count) break;
  }
  return { values, draws, hit: undefined };
}

function* drawn(sent: object, accepted: object, roll: Dice, limit: number): Generator<unknown> {
  const words = wordsOf(sent, accepted);
  const maker = new SchemaValues(sent as Record<string, unknown>, words, roll);
  let last: unknown = null;
  for (let draws = 0; draws < limit; draws++) {
    if (roll() < tweakShare) yield tweaked(last, words, roll);
    else {
      const made = maker.next();
      if (!made) continue;
      last = made.value;
      yield made.value;
    }
  }
}
