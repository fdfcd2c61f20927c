import type { Conjunction } from "./conjunction.ts";
import { multiplesWithin } from "./multiples.ts";
import type { Bound, SchemaNode } from "./node.ts";
import type { Outcome } from "./outcome.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";

export function* numbersAccepted(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
): Generator<Outcome> {
  if (accepted.lower && !atLeast(shape.lower, accepted.lower, 1)) {
    const why = `numbers ${accepted.lower.exclusive ? "above" : "from"} ${accepted.lower.value} are accepted, smaller ones may be sent`;
    yield engine.refute(sent, accepted, "minimum", why, below(shape, accepted.lower, -1));
  }
  if (accepted.upper && !atLeast(shape.upper, accepted.upper, -1)) {
    const why = `numbers ${accepted.upper.exclusive ? "below" : "up to"} ${accepted.upper.value} are accepted, larger ones may be sent`;
    yield engine.refute(sent, accepted, "maximum", why, below(shape, accepted.upper, 1));
  }
  const divisor = accepted.multipleOf;
  if (divisor !== undefined && !multiplesWithin(shape, divisor)) {
    const why = `multiples of ${divisor} are accepted, other numbers may be sent`;
    yield engine.refute(
      sent,
      accepted,
      "multipleOf",
      why,
      numbersOf(shape, [divisor, divisor / 2, divisor + 1, divisor * 1.5]),
    );
  }
}

function atLeast(known: Bound | undefined, wanted: Bound, sign: 1 | -1): boolean {
  if (!known) return false;
  const distance = (known.value - wanted.value) * sign;
  return distance > 0 || (distance === 0 && (known.exclusive || !wanted.exclusive));
}

/** Numbers just beyond a bound, and as far out as the sender goes. `sign`: 1 beyond an upper bound. */
function below(shape: Shape, bound: Bound, sign: 1 | -1): number[] {
  const near = [bound.value, bound.value + sign, Math.round(bound.value) + sign, bound.value + sign * 0.5];
  return numbersOf(shape, near).filter((value) => (value - bound.value) * sign >= 0);
}

/** Numbers that the sender may well send: its bounds and what lies beside them and beside `seeds`, multiples respected. */
export function numbersOf(shape: Shape, seeds: readonly number[]): number[] {
  const ends = [shape.lower, shape.upper].flatMap((bound) => (bound ? [bound.value] : []));
  const middle = ends.length === 2 ? [((ends[0] ?? 0) + (ends[1] ?? 0)) / 2] : [];
  const around = [...seeds, ...ends, ...middle, 0, 1].flatMap((value) => [
    value,
    value + 1,
    value - 1,
    value + 0.5,
    value - 0.5,
  ]);
  const tried = [...around];
  for (const divisor of shape.multiples) {
    for (const value of around) {
      const rounds = Math.round(value / divisor);
      tried.push(rounds * divisor, (rounds + 1) * divisor, (rounds - 1) * divisor);
    }
  }
  return [...new Set(tried)]
    .filter((value) => Number.isFinite(value))
    .map((value) => (value === 0 ? 0 : value));
}
