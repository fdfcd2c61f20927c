import { alternativesAccepted } from "./alternatives.ts";
import { type Conjunction, conjunction } from "./conjunction.ts";
import type { SchemaNode } from "./node.ts";
import { allOutcomes, gap, isProved, type Outcome, proved } from "./outcome.ts";
import { areApart, isApart, outlineOf } from "./outline.ts";
import type { Reasoner } from "./reasoner.ts";
import { joined, type Shape } from "./shape.ts";

/** Branches of a oneOf that are compared pairwise. */
const branchLimit = 40;

/** One branch at least, and no two at once. */
export function exactlyOneAccepted(
  engine: Reasoner,
  sent: Conjunction,
  accepted: SchemaNode,
  branches: readonly SchemaNode[],
): Outcome {
  const some = alternativesAccepted(engine, sent, accepted, branches);
  if (branches.length > branchLimit)
    return allOutcomes([
      some,
      gap(accepted, "oneOf", `oneOf has more than ${branchLimit} branches (limit branches)`),
    ]);
  return allOutcomes([some, ...overlapOutcomes(engine, sent, accepted, branches)]);
}

/** One reason not to know is enough, and a value that shows it ends the search. */
function* overlapOutcomes(
  engine: Reasoner,
  sent: Conjunction,
  accepted: SchemaNode,
  branches: readonly SchemaNode[],
): Generator<Outcome> {
  let shapes = engine.shapes(sent).filter((shape) => !engine.isEmpty(shape.conj));
  for (const [index, first] of branches.entries()) {
    for (const second of branches.slice(index + 1)) {
      const overlap = overlapOutcome(engine, sent, shapes, accepted, first, second);
      if (isProved(overlap)) continue;
      yield overlap;
      if (overlap.mismatches.length > 0 || engine.proofOnly) return;
      shapes = shapes.filter((shape) => !engine.isOnlyMeant(shape));
    }
  }
}

function overlapOutcome(
  engine: Reasoner,
  sent: Conjunction,
  shapes: readonly Shape[],
  accepted: SchemaNode,
  first: SchemaNode,
  second: SchemaNode,
): Outcome {
  if (areApart(outlineOf(first), outlineOf(second))) return proved;
  const open = shapes.filter(
    (shape) =>
      !isApart(engine, shape, first) &&
      !isApart(engine, shape, second) &&
      !engine.sendsOneOnly(shape, first, second),
  );
  if (open.length === 0) return proved;
  // Mostly the alternatives exclude each other whoever sends, and that is known after the first sender.
  if (engine.isEmpty(conjunction([first, second]))) return proved;
  const overlaps = open.filter((shape) => !engine.isEmpty(joined(shape, first, second)));
  if (overlaps.length === 0) return proved;
  const why = "what is sent may fit two alternatives of oneOf at once";
  const sayable = overlaps.filter((shape) => !engine.isOnlyMeant(shape));
  const values = sayable.flatMap((shape) => engine.sampler.values(joined(shape, first, second)));
  return engine.refute(sent, accepted, "oneOf", why, values);
}
