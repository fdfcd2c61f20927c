import type { Dice } from "../support/random-value.ts";
import type { ExchangeKind } from "./exchange-kind.ts";
import type { Place } from "./places.ts";
import { rewrites } from "./rewrites.ts";
import { pick, type SchemaKind } from "./schema-kind.ts";
import type { Steps } from "./schema-tree.ts";
import type { Slice } from "./specification.ts";
import { type Edit, editAt, exchanged, type Manner, type Trial, triedBothWays } from "./trial.ts";

/** Up to so many operations at random. */
export function exchangedSomewhere(
  kind: ExchangeKind,
  slices: readonly Slice[],
  count: number,
  roll: Dice,
): readonly Trial[] {
  const trials: Trial[] = [];
  for (let looks = 0; trials.length < 2 * count && looks < slices.length; looks++) {
    const slice = pick(slices, roll);
    trials.push(...((slice && exchanged(kind, slice, roll, anyManner(roll))) ?? []));
  }
  return trials;
}

/** Up to so many places at random to which a kind applies, as many in requests as in answers, each tried both ways. */
export function triedSomewhere(
  kind: SchemaKind,
  places: readonly Place[],
  count: number,
  roll: Dice,
): readonly Trial[] {
  const fitting = places.filter(({ slice }) => fits(kind, slice));
  const requests = fitting.filter(({ flow }) => flow === "request");
  const responses = fitting.filter(({ flow }) => flow === "response");
  const trials: Trial[] = [];
  for (let looks = 0; trials.length < 2 * count && looks < fitting.length; looks++) {
    const place = pick(requests.length === 0 || roll() < 0.5 ? responses : requests, roll);
    const edit = place && editAt(kind, place, roll);
    if (edit) trials.push(...triedBothWays([edit], roll, anyManner(roll)));
  }
  return trials;
}

/** Two changes of any kind in one body, neither within the other. */
export function triedTogether(
  kinds: readonly SchemaKind[],
  places: readonly Place[],
  count: number,
  roll: Dice,
): readonly Trial[] {
  const several = bodiesOf(places).filter((body) => body.length > 1);
  const trials: Trial[] = [];
  for (let looks = 0; trials.length < 2 * count && looks < 50 * count; looks++) {
    const body = pick(several, roll) ?? [];
    const made = [0, 1].map(() => anyEdit(kinds, body, roll));
    const [one, two] = made;
    if (
      !one ||
      !two ||
      isWithin(one.place.steps, two.place.steps) ||
      isWithin(two.place.steps, one.place.steps)
    )
      continue;
    trials.push(...triedBothWays([one, two], roll, anyManner(roll)));
  }
  return trials;
}

function anyEdit(kinds: readonly SchemaKind[], places: readonly Place[], roll: Dice): Edit | undefined {
  const [kind, place] = [pick(kinds, roll), pick(places, roll)];
  return kind && place && fits(kind, place.slice) ? editAt(kind, place, roll) : undefined;
}

function anyManner(roll: Dice): Manner {
  const terms = pick(["usual", "usual", "open", "literal"] as const, roll) ?? "usual";
  return { terms, disguise: roll() < 0.5 ? pick(rewrites, roll) : undefined };
}

function isWithin(inner: Steps, outer: Steps): boolean {
  return outer.every((step, index) => inner[index] === step);
}

function fits(kind: SchemaKind, slice: Slice): boolean {
  const meant = slice.medium === "http" || !kind.httpOnly;
  return meant && (kind.only === undefined || String(slice.document.openapi).startsWith(kind.only));
}

/** The places of each body together. */
function bodiesOf(places: readonly Place[]): readonly (readonly Place[])[] {
  const bySlice = new Map<Slice, Map<string, Place[]>>();
  for (const place of places) {
    const bodies = bySlice.get(place.slice) ?? new Map<string, Place[]>();
    bySlice.set(place.slice, bodies);
    const key = JSON.stringify(place.root);
    bodies.set(key, [...(bodies.get(key) ?? []), place]);
  }
  return [...bySlice.values()].flatMap((bodies) => [...bodies.values()]);
}
