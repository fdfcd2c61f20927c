import { alternativesAccepted, negationAccepted } from "./alternatives.ts";
import { arraysAccepted } from "./arrays.ts";
import { wholeNumbersIn } from "./bounds.ts";
import type { Conjunction } from "./conjunction.ts";
import { holds, holdsAll, keywordsHold } from "./evaluate.ts";
import { exactlyOneAccepted } from "./exactly-one.ts";
import type { SchemaNode } from "./node.ts";
import { numbersAccepted } from "./numbers.ts";
import { objectsAccepted } from "./objects.ts";
import { allOutcomes, isProved, type Outcome, opaqueGap, proved } from "./outcome.ts";
import type { Reasoner } from "./reasoner.ts";
import { ofTypes, type Shape } from "./shape.ts";
import { stringsAccepted } from "./strings.ts";
import { bitOf, bits, namesOfBits, numberBits } from "./types.ts";

/** Every part of the receiver's schema must hold for every shape of what is sent. */
export function acceptedBy(engine: Reasoner, sent: Conjunction, accepted: SchemaNode): Outcome {
  const shapes = engine.shapes(sent);
  if (shapes.length === 0) return proved;
  const outcome = allOutcomes(untilDoubt(engine, partOutcomes(engine, sent, shapes, accepted)));
  // Before anything is reported, make sure that something is sent at all.
  return outcome !== proved && engine.isEmpty(sent) ? proved : outcome;
}

/** Where only a proof is asked for, the first doubt settles it. */
function* untilDoubt(engine: Reasoner, outcomes: Iterable<Outcome>): Generator<Outcome> {
  for (const outcome of outcomes) {
    yield outcome;
    if (engine.proofOnly && !isProved(outcome)) return;
  }
}

function* partOutcomes(
  engine: Reasoner,
  sent: Conjunction,
  shapes: readonly Shape[],
  accepted: SchemaNode,
): Generator<Outcome> {
  for (const shape of shapes) yield* possibleOutcomes(engine, shape, accepted);
  for (const part of accepted.opaque) yield opaqueGap(accepted, part);
  if (accepted.ref) yield engine.included(sent, accepted.ref());
  for (const part of accepted.allOf) yield engine.included(sent, part);
  if (accepted.anyOf) yield alternativesAccepted(engine, sent, accepted, accepted.anyOf);
  if (accepted.oneOf) yield exactlyOneAccepted(engine, sent, accepted, accepted.oneOf);
  if (accepted.not) yield negationAccepted(engine, sent, accepted, accepted.not);
}

/** What speaks against a shape counts only if there is a value of that shape. */
function* possibleOutcomes(engine: Reasoner, shape: Shape, accepted: SchemaNode): Generator<Outcome> {
  for (const outcome of keywordOutcomes(engine, shape, accepted)) {
    if (!isProved(outcome) && engine.isEmpty(shape.conj)) return;
    yield outcome;
  }
}

function* keywordOutcomes(engine: Reasoner, shape: Shape, accepted: SchemaNode): Generator<Outcome> {
  if (shape.enums) {
    yield* valuesAccepted(engine, shape, accepted, shape.enums);
    return;
  }
  if (shape.types & bits.null) yield* valuesAccepted(engine, shape, accepted, [null]);
  if (shape.types & bits.boolean) yield* valuesAccepted(engine, shape, accepted, [true, false]);
  for (const [mask, judge] of judges) {
    const types = shape.types & mask;
    if (types === 0) continue;
    const refused = types & ~accepted.types;
    const sent = ofTypes(shape, types);
    if (accepted.never)
      yield engine.refute(sent, accepted, "false", "nothing is accepted here", engine.sampler.values(sent));
    else if (accepted.enums) yield infiniteIntoEnum(engine, shape, sent, accepted);
    else {
      if (refused !== 0) yield* wrongType(engine, shape, accepted, refused);
      if (refused !== types) yield* judge(engine, shape, sent, accepted);
    }
  }
}

type Judge = (engine: Reasoner, shape: Shape, sent: Conjunction, accepted: SchemaNode) => Iterable<Outcome>;
const judges: readonly (readonly [number, Judge])[] = [
  [numberBits, numbersAccepted],
  [bits.string, stringsAccepted],
  [bits.array, arraysAccepted],
  [bits.object, objectsAccepted],
];

function* valuesAccepted(
  engine: Reasoner,
  shape: Shape,
  accepted: SchemaNode,
  values: readonly unknown[],
): Generator<Outcome> {
  for (const value of values) {
    if ((shape.types & bitOf(value)) === 0 || holdsAll(shape.parts, value) === false) continue;
    const fits = accepted.unevaluated ? holds(accepted, value) : keywordsHold(accepted, value);
    if (fits === true) continue;
    const keyword = refusingKeyword(accepted, value);
    yield engine.refute(shape.conj, accepted, keyword, `${JSON.stringify(value)} is sent but not accepted`, [
      value,
    ]);
  }
}

function refusingKeyword(accepted: SchemaNode, value: unknown): string {
  if (accepted.never) return "false";
  if ((accepted.types & bitOf(value)) === 0) return "type";
  return accepted.enums ? "enum" : "value";
}

function infiniteIntoEnum(engine: Reasoner, shape: Shape, sent: Conjunction, accepted: SchemaNode): Outcome {
  const counted = sent.types === bits.integer ? wholeNumbersIn(shape) : undefined;
  if (
    counted?.every(
      (value) => holdsAll(shape.parts, value) === false || keywordsHold(accepted, value) === true,
    )
  )
    return proved;
  const allowed = (accepted.enums ?? []).length;
  return engine.refute(
    sent,
    accepted,
    "enum",
    `any value may be sent, ${allowed === 1 ? "one is" : `${allowed} are`} accepted`,
    [...engine.sampler.values(sent), ...(counted ?? [])],
  );
}

function* wrongType(
  engine: Reasoner,
  shape: Shape,
  accepted: SchemaNode,
  refused: number,
): Generator<Outcome> {
  const sent = ofTypes(shape, refused);
  if (engine.shapes(sent).length === 0) return;
  const why = `${namesOfBits(refused)} is sent, ${namesOfBits(accepted.types)} is accepted`;
  yield engine.refute(sent, accepted, "type", why, engine.sampler.values(sent));
}
