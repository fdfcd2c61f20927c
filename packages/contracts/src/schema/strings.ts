import { patternIncluded } from "../pattern/automaton.ts";
import { textsLike } from "../pattern/text-sample.ts";
import type { Conjunction } from "./conjunction.ts";
import { examplesOfFormat, formatKeepsLength, formatWithin, isAsserted, patternOfFormat } from "./format.ts";
import type { SchemaNode } from "./node.ts";
import type { Outcome } from "./outcome.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";

/** Longest text that is made up to break a length. */
const longestText = 10_000;

export function* stringsAccepted(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
): Generator<Outcome> {
  const follows = (bound: Parameters<typeof formatKeepsLength>[1]) =>
    shape.formats.some((name) => formatKeepsLength(name, bound));
  if (shape.minLength < accepted.minLength && !follows({ min: accepted.minLength })) {
    const why = `at least ${accepted.minLength} characters are accepted, ${shape.minLength === 0 ? "an empty text" : "fewer"} may be sent`;
    yield engine.refute(sent, accepted, "minLength", why, textsOf(shape, shape.minLength));
  }
  if (shape.maxLength > accepted.maxLength && !follows({ max: accepted.maxLength })) {
    const why = `at most ${accepted.maxLength} characters are accepted, more may be sent`;
    yield engine.refute(
      sent,
      accepted,
      "maxLength",
      why,
      textsOf(shape, Math.max(accepted.maxLength + 1, shape.minLength)),
    );
  }
  if (accepted.pattern !== undefined) yield* patternOutcome(engine, shape, sent, accepted, accepted.pattern);
  const { format } = accepted;
  if (
    format === undefined ||
    !isAsserted(format) ||
    shape.formats.some((known) => formatWithin(known, format))
  )
    return;
  const why = `the format ${format} is accepted, ${shape.formats[0] === undefined ? "any text" : `the format ${shape.formats[0]}`} may be sent`;
  yield engine.refute(sent, accepted, "format", why, [
    ...textsOf(shape, Math.max(shape.minLength, 4)),
    ...textsOf(shape, shape.minLength),
  ]);
}

function* patternOutcome(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
  pattern: string,
): Generator<Outcome> {
  const found: string[] = [];
  const known = [...shape.patterns, ...shape.formats.flatMap((name) => patternOfFormat(name) ?? [])];
  for (const each of known.length === 0 ? [""] : known) {
    const inclusion = patternIncluded(each, pattern);
    if (inclusion.kind === "proved") return;
    if (inclusion.kind === "refuted") found.push(inclusion.text);
  }
  const longer = found.map((text) => text.padEnd(Math.min(shape.minLength, longestText), "a"));
  const why = `texts that match ${pattern} are accepted, others may be sent`;
  yield engine.refute(sent, accepted, "pattern", why, [
    ...textsOf(shape, Math.max(shape.minLength, 4)),
    ...found,
    ...longer,
    ...textsOf(shape, shape.minLength),
  ]);
}

/** Texts that the sender may well send, `length` characters long where the rest allows it. */
export function textsOf(shape: Shape, length: number): string[] {
  if (length > longestText) return [];
  const texts: string[] = shape.patterns.flatMap((pattern) => textsLike(pattern, length));
  for (const format of shape.formats) {
    for (const example of examplesOfFormat(format))
      texts.push(example, example.padStart(length, "a"), example.padEnd(length, "a"));
  }
  texts.push(
    "text".repeat(Math.ceil(length / 4)).slice(0, length),
    "A".repeat(length),
    "0".repeat(length),
    "a b-c_d".padEnd(length, "!").slice(0, length),
  );
  return texts;
}
