import { alone, and, type Conjunction } from "./conjunction.ts";
import type { Contains, SchemaNode } from "./node.ts";
import { type Outcome, proved } from "./outcome.ts";
import { itemAt, positionLimit, tupleLength } from "./positions.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";

/** Whether as many items as wanted are among those sent; `longest`: no more items than that are sent. */
export function containsOutcome(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
  wanted: Contains,
  longest: number,
): Outcome {
  const enough = wanted.min === 0 || containsEnough(engine, shape, wanted);
  const few =
    wanted.max === Number.POSITIVE_INFINITY ||
    longest <= wanted.max ||
    containsFew(engine, shape, wanted, longest);
  if (enough && few) return proved;
  const values = [
    ...engine.sampler.values(sent),
    ...engine.sampler.arraysOfSize(sent, Math.max(1, shape.minItems)),
  ];
  if (few) return engine.refute(sent, accepted, "contains", "certain items must be among those sent", values);
  const why = `at most ${wanted.max} of certain items may be there, more may be sent`;
  return engine.refute(sent, accepted, enough ? "maxContains" : "contains", why, [
    ...engine.sampler.arraysMatching(sent, wanted.node, wanted.max + 1),
    ...engine.sampler.arraysOfSize(sent, wanted.max + 1),
    ...values,
  ]);
}

function containsEnough(engine: Reasoner, shape: Shape, wanted: Contains): boolean {
  for (const known of shape.contains) {
    if (known.min >= wanted.min && engine.proves(alone(known.node), wanted.node, true)) return true;
  }
  if (shape.minItems < wanted.min || shape.minItems > positionLimit) return false;
  let count = 0;
  for (let position = 0; position < shape.minItems; position++) {
    if (engine.proves(itemAt(shape, position), wanted.node, true)) count++;
  }
  return count >= wanted.min;
}

function containsFew(engine: Reasoner, shape: Shape, wanted: Contains, longest: number): boolean {
  for (const known of shape.contains) {
    if (known.max <= wanted.max && engine.proves(alone(wanted.node), known.node, true)) return true;
  }
  return mostMatching(engine, shape, wanted.node, longest, wanted.max) <= wanted.max;
}

/** How many items may satisfy a schema at most; counts to just above `enough`. */
function mostMatching(
  engine: Reasoner,
  shape: Shape,
  node: SchemaNode,
  longest: number,
  enough: number,
): number {
  const tuple = tupleLength(shape);
  if (tuple > positionLimit) return Number.POSITIVE_INFINITY;
  let count = 0;
  for (let position = 0; position <= tuple && position < longest && count <= enough; position++) {
    if (engine.isEmpty(and(itemAt(shape, position), node))) continue;
    // All items beyond the tuple are alike.
    count += position < tuple ? 1 : longest - tuple;
  }
  return count;
}

/** Surely no array of the shape has as many items of a kind as it has to. */
export function containsTheImpossible(engine: Reasoner, shape: Shape, longest: number): boolean {
  return shape.contains.some(
    ({ node, min, max }) => min > max || (min > 0 && mostMatching(engine, shape, node, longest, min) < min),
  );
}
