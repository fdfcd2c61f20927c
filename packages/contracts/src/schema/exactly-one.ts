import { alternativesAccepted } from "./alternatives.ts";
import { alone, type Conjunction, conjunction } from "./conjunction.ts";
import type { SchemaNode } from "./node.ts";
import { allOutcomes, gap, isProved, type Outcome, proved } from "./outcome.ts";
import { areApart, isApart, outlineOf } from "./outline.ts";
import type { Reasoner } from "./reasoner.ts";
import { SentOnly } from "./sent-only.ts";
import { joined, ofTypes, type Shape } from "./shape.ts";
import { bits, numberBits } from "./types.ts";

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
  let shapes = engine
    .shapes(sent)
    .flatMap((shape) => spokenOf(engine, shape))
    .filter((shape) => !engine.isEmpty(shape.conj));
  const only = new SentOnly(engine, branches);
  const possible = possibleIn(engine);
  for (const [index, first] of branches.entries()) {
    for (const second of branches.slice(index + 1)) {
      const overlap = overlapOutcome(engine, sent, shapes, accepted, { only, possible }, first, second);
      if (isProved(overlap)) continue;
      yield overlap;
      if (overlap.mismatches.length > 0 || engine.proofOnly) return;
      shapes = shapes.filter((shape) => !engine.isOnlyMeant(shape));
    }
  }
}

/** What the questions about two branches each have in common. */
interface Shared {
  readonly only: SentOnly;
  /** Whether a shape and a branch may have values in common, at first sight. */
  readonly possible: (shape: Shape, branch: SchemaNode) => boolean;
}

/** Asked of each branch once for all the others that it is held against. */
function possibleIn(engine: Reasoner): Shared["possible"] {
  const known = new Map<Shape, Map<SchemaNode, boolean>>();
  return (shape, branch) => {
    const ofShape = known.get(shape) ?? new Map<SchemaNode, boolean>();
    known.set(shape, ofShape);
    const answer = ofShape.get(branch) ?? !isApart(engine, shape, branch);
    ofShape.set(branch, answer);
    return answer;
  };
}

function overlapOutcome(
  engine: Reasoner,
  sent: Conjunction,
  shapes: readonly Shape[],
  accepted: SchemaNode,
  { only, possible }: Shared,
  first: SchemaNode,
  second: SchemaNode,
): Outcome {
  if (areApart(outlineOf(first), outlineOf(second))) return proved;
  const open = shapes.filter(
    (shape) =>
      possible(shape, first) && possible(shape, second) && !engine.sendsOneOnly(shape, first, second),
  );
  if (open.length === 0) return proved;
  // Mostly the alternatives exclude each other whoever sends, and that is known after the first sender.
  if (engine.isEmpty(conjunction([first, second]))) return proved;
  const overlaps = open.filter(
    (shape) =>
      !engine.isEmpty(joined(shape, first, second)) &&
      !only.isNot(shape, first) &&
      !only.isNot(shape, second),
  );
  if (overlaps.length === 0) return proved;
  const why = "what is sent may fit two alternatives of oneOf at once";
  const sayable = overlaps.filter((shape) => !engine.isOnlyMeant(shape));
  const values = sayable.flatMap((shape) => engine.sampler.values(joined(shape, first, second)));
  return engine.refute(sent, accepted, "oneOf", why, values);
}

/**
 * Without the kinds of values of which two alternatives of the sender's own `oneOf` say nothing: `properties` without a
 * type admits every text. Such a value fits both and is never sent, whatever was meant.
 */
function spokenOf(engine: Reasoner, shape: Shape): readonly Shape[] {
  if ((shape.types & bits.object) === 0 || shape.enums) return [shape];
  const choices = shape.parts.flatMap(({ oneOf, view }) => (oneOf && view.role === "sent" ? [oneOf] : []));
  const silent = kinds.filter(
    (kind) =>
      (shape.types & kind) !== 0 &&
      choices.some((branches) => branches.filter(admitsAll(engine, kind)).length > 1),
  );
  const spoken = silent.reduce((types, kind) => types & ~kind, shape.types);
  return spoken === shape.types ? [shape] : engine.shapes(ofTypes(shape, spoken));
}

/** What alternatives of objects may be silent about. */
const kinds = [bits.null, bits.boolean, numberBits, bits.string, bits.array];

function admitsAll(engine: Reasoner, kind: number): (branch: SchemaNode) => boolean {
  return (branch) =>
    engine.proves(alone(engine.synthetic(`any of ${kind}`, branch, { types: kind })), branch);
}
