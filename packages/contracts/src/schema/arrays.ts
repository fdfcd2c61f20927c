import type { Conjunction } from "./conjunction.ts";
import { containsOutcome } from "./contains.ts";
import type { SchemaNode } from "./node.ts";
import { allOutcomes, isProved, lifted, type Outcome } from "./outcome.ts";
import { itemAt, longestOf, positionLimit, tupleLength } from "./positions.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";

export function* arraysAccepted(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
): Generator<Outcome> {
  const values = engine.sampler;
  // Asked only where it matters: whether an item can be there at all may take a look through all that it refers to.
  const longest = () => longestOf(engine, shape);
  if (shape.minItems < accepted.minItems) {
    const why = `at least ${accepted.minItems} items are accepted, fewer may be sent`;
    yield engine.refute(sent, accepted, "minItems", why, [
      ...values.arraysOfSize(sent, shape.minItems),
      ...values.values(sent),
    ]);
  }
  if (accepted.maxItems < shape.maxItems && longest() > accepted.maxItems) {
    const why = `at most ${accepted.maxItems} items are accepted, more may be sent`;
    const size = Math.max(accepted.maxItems + 1, shape.minItems);
    yield engine.refute(sent, accepted, "maxItems", why, values.arraysOfSize(sent, size));
  }
  if (accepted.uniqueItems && !shape.uniqueItems && longest() > 1) {
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
  if (accepted.contains) yield containsOutcome(engine, shape, sent, accepted, accepted.contains, longest());
}

function* itemOutcomes(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
  longest: () => number,
): Generator<Outcome> {
  const last = Math.min(Math.max(tupleLength(shape), accepted.prefix.length), positionLimit);
  for (let position = 0; position <= last && position < shape.maxItems; position++) {
    const node = accepted.prefix[position] ?? accepted.items;
    if (!node) continue;
    const outcome = engine.included(itemAt(shape, position), node, true);
    if (!isProved(outcome) && position >= longest()) return;
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
