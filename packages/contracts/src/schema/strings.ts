import { type PatternInclusion, patternIncluded } from "../pattern/automaton.ts";
import { textsLike } from "../pattern/text-sample.ts";
import type { Conjunction } from "./conjunction.ts";
import { examplesOfFormat, formatWithin, isAsserted, patternOfFormat } from "./format.ts";
import type { SchemaNode } from "./node.ts";
import { type Outcome, proved } from "./outcome.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";

/** Longest text that is made up to break a length. */
const longestText = 10_000;

/** Lengths beyond this are not held against patterns. */
const longestDerived = 300;

export function* stringsAccepted(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
): Generator<Outcome> {
  yield* lengthOutcomes(engine, shape, sent, accepted);
  if (accepted.pattern !== undefined) yield patternOutcome(engine, shape, sent, accepted, accepted.pattern);
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

function* lengthOutcomes(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
): Generator<Outcome> {
  if (shape.minLength < accepted.minLength) {
    const why = `at least ${accepted.minLength} characters are accepted, ${shape.minLength === 0 ? "an empty text" : "fewer"} may be sent`;
    const refuted = (texts: readonly string[]) => engine.refute(sent, accepted, "minLength", why, texts);
    yield lengthOutcome(refuted, textsOf(shape, shape.minLength), () =>
      textsBeside(shape, "min", accepted.minLength),
    );
  }
  if (shape.maxLength > accepted.maxLength) {
    const length = Math.max(accepted.maxLength + 1, shape.minLength);
    const why = `at most ${accepted.maxLength} characters are accepted, more may be sent`;
    const refuted = (texts: readonly string[]) => engine.refute(sent, accepted, "maxLength", why, texts);
    yield lengthOutcome(refuted, textsOf(shape, length), () => textsBeside(shape, "max", accepted.maxLength));
  }
}

/** Patterns are held against each other only where no plain text shows it: that takes by far the longest. */
function lengthOutcome(
  refuted: (texts: readonly string[]) => Outcome,
  plain: readonly string[],
  beside: () => readonly string[] | undefined,
): Outcome {
  const shown = refuted(plain);
  if (shown.mismatches.length > 0) return shown;
  const texts = beside();
  return texts ? refuted(texts) : proved;
}

/** Texts of which the sender's patterns and formats show that they break a length; undefined: they keep to it. */
function textsBeside(shape: Shape, end: "min" | "max", length: number): readonly string[] | undefined {
  const known = patternsOf(shape);
  if (known.length === 0 || length > longestDerived || !Number.isInteger(length) || length < 0) return [];
  const wanted = end === "min" ? `^[\\s\\S]{${length},}$` : `^[\\s\\S]{0,${length}}$`;
  const inclusion = included(shape, known, wanted);
  if (inclusion.kind === "proved") return undefined;
  return inclusion.kind === "refuted" ? [inclusion.text] : [];
}

/** Whether the patterns and formats that the sender keeps to lead to another pattern. */
function included(shape: Shape, known: readonly string[], wanted: string): PatternInclusion {
  const lengths = { min: shape.minLength, max: shape.maxLength };
  const all = patternIncluded(known, wanted, lengths);
  if (all.kind !== "unknown" || known.length < 2) return all;
  // Together they may be too much to follow.
  const single = known.map((each) => patternIncluded(each, wanted, lengths));
  return single.find(({ kind }) => kind === "proved") ?? single.find(({ kind }) => kind === "refuted") ?? all;
}

function patternsOf(shape: Shape): readonly string[] {
  return [...shape.patterns, ...shape.formats.flatMap((name) => patternOfFormat(name) ?? [])];
}

function patternOutcome(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
  pattern: string,
): Outcome {
  const inclusion = included(shape, patternsOf(shape), pattern);
  if (inclusion.kind === "proved") return proved;
  const found = inclusion.kind === "refuted" ? [inclusion.text] : [];
  const longer = found.map((text) => text.padEnd(Math.min(shape.minLength, longestText), "a"));
  const why = `texts that match ${pattern} are accepted, others may be sent`;
  return engine.refute(sent, accepted, "pattern", why, [
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
