import { alone, and, type Conjunction, conjunction } from "./conjunction.ts";
import type { Contains, SchemaNode } from "./node.ts";
import { allOutcomes, isProved, lifted, type Outcome, proved } from "./outcome.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";

/** Positions of a tuple that are looked at one by one. */
const positionLimit = 200;

export function* arraysAccepted(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
): Generator<Outcome> {
  const values = engine.sampler;
  const longest = longestOf(engine, shape);
  if (shape.minItems < accepted.minItems) {
    const why = `at least ${accepted.minItems} items are accepted, fewer may be sent`;
    yield engine.refute(sent, accepted, "minItems", why, [
      ...values.arraysOfSize(sent, shape.minItems),
      ...values.values(sent),
    ]);
  }
  if (longest > accepted.maxItems) {
    const why = `at most ${accepted.maxItems} items are accepted, more may be sent`;
    const size = Math.max(accepted.maxItems + 1, shape.minItems);
    yield engine.refute(sent, accepted, "maxItems", why, values.arraysOfSize(sent, size));
  }
  if (accepted.uniqueItems && !shape.uniqueItems && longest > 1) {
    const why = "items must differ from each other, equal ones may be sent";
    yield engine.refute(
      sent,
      accepted,
      "uniqueItems",
      why,
      values.arraysOfSize(sent, Math.max(2, shape.minItems)),
    );
  }
  if (accepted.items || accepted.prefix.length > 0)
    yield* itemOutcomes(engine, shape, sent, accepted, longest);
  if (accepted.contains) yield containsOutcome(engine, shape, sent, accepted, accepted.contains);
}

/** What is known of the item at a position. */
export function itemAt(shape: Shape, position: number): Conjunction {
  return conjunction(shape.parts.flatMap((part) => part.prefix[position] ?? part.items ?? []));
}

function tupleLength(shape: Shape): number {
  return Math.max(0, ...shape.parts.map((part) => part.prefix.length));
}

/** The most items that an array of this shape can have: it ends before the first that cannot be there. */
export function longestOf(engine: Reasoner, shape: Shape): number {
  const length = Math.min(tupleLength(shape), positionLimit);
  for (let position = 0; position <= length; position++) {
    if (position >= shape.maxItems) return shape.maxItems;
    if (engine.isEmpty(itemAt(shape, position))) return position;
  }
  return shape.maxItems;
}

function* itemOutcomes(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
  longest: number,
): Generator<Outcome> {
  const last = Math.min(Math.max(tupleLength(shape), accepted.prefix.length), positionLimit);
  for (let position = 0; position <= last && position < longest; position++) {
    const node = accepted.prefix[position] ?? accepted.items;
    if (!node) continue;
    const outcome = engine.included(itemAt(shape, position), node, true);
    if (!isProved(outcome)) yield raisedItem(engine, sent, accepted, position, outcome);
  }
}

function raisedItem(
  engine: Reasoner,
  sent: Conjunction,
  accepted: SchemaNode,
  position: number,
  outcome: Outcome,
): Outcome {
  const outcomes: Outcome[] = [{ mismatches: [], gaps: outcome.gaps.map((item) => lifted(item, position)) }];
  for (const item of outcome.mismatches) {
    const wholes = engine.sampler.arraysHolding(sent, position, item.value);
    const tried = engine.refute(sent, accepted, item.keyword, item.why, wholes);
    const [found] = tried.mismatches;
    if (found) outcomes.push({ mismatches: [{ ...lifted(item, position), value: found.value }], gaps: [] });
    else
      outcomes.push({
        mismatches: [],
        gaps: [{ ...lifted(item, position), why: `${item.why}, but no whole value was found that shows it` }],
      });
  }
  return allOutcomes(outcomes);
}

function containsOutcome(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
  wanted: Contains,
): Outcome {
  const enough = wanted.min === 0 || containsEnough(engine, shape, wanted);
  const few =
    wanted.max === Number.POSITIVE_INFINITY ||
    shape.maxItems <= wanted.max ||
    containsFew(engine, shape, wanted);
  if (enough && few) return proved;
  const values = [
    ...engine.sampler.values(sent),
    ...engine.sampler.arraysOfSize(sent, Math.max(1, shape.minItems)),
  ];
  const more = few ? [] : engine.sampler.arraysOfSize(sent, wanted.max + 1);
  return engine.refute(sent, accepted, "contains", "certain items must be among those sent", [
    ...values,
    ...more,
  ]);
}

function containsEnough(engine: Reasoner, shape: Shape, wanted: Contains): boolean {
  for (const known of shape.contains) {
    if (known.min >= wanted.min && isProved(engine.included(alone(known.node), wanted.node, true)))
      return true;
  }
  if (shape.minItems < wanted.min || shape.minItems > positionLimit) return false;
  let count = 0;
  for (let position = 0; position < shape.minItems; position++) {
    if (isProved(engine.included(itemAt(shape, position), wanted.node, true))) count++;
  }
  return count >= wanted.min;
}

function containsFew(engine: Reasoner, shape: Shape, wanted: Contains): boolean {
  for (const known of shape.contains) {
    if (known.max <= wanted.max && isProved(engine.included(alone(wanted.node), known.node, true)))
      return true;
  }
  for (let position = 0; position <= Math.min(tupleLength(shape), positionLimit); position++) {
    if (!engine.isEmpty(and(itemAt(shape, position), wanted.node))) return false;
  }
  return tupleLength(shape) <= positionLimit;
}
