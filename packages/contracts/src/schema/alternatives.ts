import { own } from "../document/json.ts";
import { pointerTo } from "../document/pointer.ts";
import { and, type Conjunction } from "./conjunction.ts";
import { holds, holdsAll } from "./evaluate.ts";
import { intervalsCover } from "./intervals.ts";
import { objectMembers } from "./members.ts";
import { blankParts, type SchemaNode } from "./node.ts";
import { allOutcomes, gap, isProved, mismatch, type Outcome, proved } from "./outcome.ts";
import { isApart, outlineOf, outlineOfShape, telling } from "./outline.ts";
import type { Reasoner } from "./reasoner.ts";
import { joined, ofTypes, type Shape } from "./shape.ts";
import { bitOf, bits, numberBits } from "./types.ts";
import { some } from "./verdict3.ts";

/** How often a shape is split by the values of one of its properties before the branches are given up on. */
const splitLimit = 3;
const valuesPerSplit = 40;

const kinds = [bits.null, bits.boolean, numberBits, bits.string, bits.array, bits.object];

/** Every shape, type by type, must fit into one branch (or be split until it does). */
export function alternativesAccepted(
  engine: Reasoner,
  sent: Conjunction,
  accepted: SchemaNode,
  branches: readonly SchemaNode[],
): Outcome {
  // "not A, or B" is "where A, B": what A says is known of the value.
  const negation = branches.find((branch) => branch.not && isPlainNot(branch));
  if (negation?.not) {
    const rest = branches.filter((branch) => branch !== negation);
    const narrowed = and(sent, negation.not);
    if (engine.isEmpty(narrowed)) return proved;
    const [only] = rest;
    if (rest.length === 1 && only) return reported(engine, sent, accepted, engine.included(narrowed, only));
    return reported(engine, sent, accepted, alternativesAccepted(engine, narrowed, accepted, rest));
  }
  const outcomes: Outcome[] = [];
  for (const shape of engine.shapes(sent)) {
    if (shape.enums) outcomes.push(listedOutcome(engine, shape, accepted, branches));
    else {
      for (const kind of kinds) {
        if ((shape.types & kind) === 0) continue;
        const part = ofTypes(shape, kind);
        const listed = kind === bits.null ? [null] : kind === bits.boolean ? [true, false] : undefined;
        if (listed) outcomes.push(listedOutcome(engine, { ...shape, enums: listed }, accepted, branches));
        else outcomes.push(oneKind(engine, part, accepted, branches, splitLimit));
      }
    }
  }
  return allOutcomes(outcomes);
}

/** Nothing but a `not`. */
function isPlainNot(node: SchemaNode): boolean {
  const blank = blankParts(0, node.place, node.view);
  return (Object.keys(blank) as (keyof SchemaNode)[]).every((key) => {
    if (aside.has(key)) return true;
    const value = node[key];
    if (Array.isArray(value)) return value.length === 0;
    if (value instanceof Map || value instanceof Set) return value.size === 0;
    return value === blank[key];
  });
}

const aside = new Set<keyof SchemaNode>([
  "id",
  "rank",
  "place",
  "spelled",
  "view",
  "hidden",
  "not",
  "examples",
  "defaulted",
  "known",
]);

/** An outcome of a narrowed question counts only if the whole schema refuses the value too. */
function reported(engine: Reasoner, sent: Conjunction, accepted: SchemaNode, outcome: Outcome): Outcome {
  if (isProved(outcome)) return proved;
  for (const item of outcome.mismatches) {
    if (holdsAll(sent.nodes, item.value) === true && holds(accepted, item.value) === false)
      return { mismatches: [item], gaps: [] };
  }
  return engine.refute(
    sent,
    accepted,
    "anyOf",
    "a condition between parts may not be met",
    engine.sampler.values(sent),
  );
}

function listedOutcome(
  engine: Reasoner,
  shape: Shape,
  accepted: SchemaNode,
  branches: readonly SchemaNode[],
): Outcome {
  const outcomes: Outcome[] = [];
  for (const value of shape.enums ?? []) {
    if ((shape.types & bitOf(value)) === 0 || holdsAll(shape.parts, value) === false) continue;
    if (some(branches, (branch) => holds(branch, value)) === true) continue;
    outcomes.push(
      engine.refute(shape.conj, accepted, "anyOf", `${JSON.stringify(value)} fits none of the alternatives`, [
        value,
      ]),
    );
  }
  return allOutcomes(outcomes);
}

function oneKind(
  engine: Reasoner,
  part: Conjunction,
  accepted: SchemaNode,
  branches: readonly SchemaNode[],
  splits: number,
): Outcome {
  const shapes = engine.shapes(part);
  if (shapes.length === 0) return proved;
  const [shape] = shapes;
  if (branches.some((branch) => shapes.every((one) => engine.saysTheSame(one, branch)))) return proved;
  const likely = branches.filter((branch) => !shapes.every((one) => isApart(engine, one, branch)));
  if (likely.some((branch) => engine.proves(part, branch))) return proved;
  if (shapes.length > 1)
    return allOutcomes(shapes.map((one) => oneKind(engine, one.conj, accepted, branches, splits)));
  if (shape && intervalsCover(shape, branches)) return proved;
  if (engine.isEmpty(part)) return proved;
  const pieces = shape && splits > 0 ? split(engine, shape, branches) : undefined;
  if (pieces)
    return allOutcomes(pieces.map((piece) => oneKind(engine, piece, accepted, branches, splits - 1)));
  return noBranch(engine, part, accepted, branches, byLikeness(shape, likely));
}

/** First those that the sender's own document calls the same: they tell best what is wrong. */
function byLikeness(shape: Shape | undefined, branches: readonly SchemaNode[]): SchemaNode[] {
  const names = new Set(shape?.parts.map(nameOf));
  const alike = (branch: SchemaNode) =>
    names.has(nameOf(branch)) || (branch.ref !== undefined && names.has(nameOf(branch.ref())));
  return [...branches.filter(alike), ...branches.filter((branch) => !alike(branch))];
}

function nameOf({ place }: SchemaNode): string {
  return place.pointer;
}

/** No branch takes all of it: is there a value that none takes? */
function noBranch(
  engine: Reasoner,
  part: Conjunction,
  accepted: SchemaNode,
  branches: readonly SchemaNode[],
  likely: readonly SchemaNode[],
): Outcome {
  const keyword = accepted.oneOf ? "oneOf" : "anyOf";
  if (engine.proofOnly) return gap(accepted, keyword, "no alternative takes all of it");
  const [only] = branches;
  if (branches.length === 1 && only) return engine.included(part, only);
  const isShown = (value: unknown) =>
    some(branches, (branch) => holds(branch, value)) === false && holdsAll(part.nodes, value) === true;
  for (const branch of likely) {
    const shown = engine.included(part, branch).mismatches.filter((item) => isShown(item.value));
    const [deepest] = shown.sort((a, b) => b.at.length - a.at.length);
    if (!deepest) continue;
    const told = deepest.at !== "" && holds(accepted, deepest.value) === false;
    return told ? { mismatches: [deepest], gaps: [] } : mismatch(accepted, keyword, fitsNone, deepest.value);
  }
  for (const value of [...engine.sampler.values(part), ...numbersBetween(branches)])
    if (isShown(value)) return unlikely(engine, part, accepted, branches, value);
  return gap(
    accepted,
    keyword,
    "what is sent fits no single alternative as a whole, and no value was found that fits none",
  );
}

const fitsNone = "it fits none of the alternatives";

/** Where every alternative is ruled out by the value of one property, that property is what to name. */
function unlikely(
  engine: Reasoner,
  part: Conjunction,
  accepted: SchemaNode,
  branches: readonly SchemaNode[],
  value: unknown,
): Outcome {
  const keyword = accepted.oneOf ? "oneOf" : "anyOf";
  const [shape] = engine.shapes(part);
  const name = shape && telling(outlineOfShape(shape), branches.map(outlineOf));
  if (name === undefined) return mismatch(accepted, keyword, fitsNone, value);
  const said = JSON.stringify(own(value, name));
  return mismatch(
    accepted,
    "enum",
    `${said} is a ${name} that no alternative has`,
    value,
    pointerTo("", name),
  );
}

/** Numbers that may lie in a gap between ranges: the bounds and the middle between each two that are neighbours. */
function numbersBetween(branches: readonly SchemaNode[]): readonly number[] {
  const ends = branches
    .flatMap(({ lower, upper }) => [lower?.value ?? [], upper?.value ?? []].flat())
    .sort((a, b) => a - b);
  return ends.flatMap((end, index) => [end, (end + (ends[index + 1] ?? end)) / 2, end + 1, end - 1]);
}

/** Cuts a shape by the values of a property on which the branches differ. */
function split(engine: Reasoner, shape: Shape, branches: readonly SchemaNode[]): Conjunction[] | undefined {
  if ((shape.types & ~bits.object) !== 0) return undefined;
  const members = objectMembers(engine, shape);
  for (const name of discriminators(branches)) {
    const member = members.of(name);
    const values = member && listedValues(engine, member);
    if (!values || values.length > valuesPerSplit) continue;
    const like = shape.parts[0];
    if (!like || (values.length < 2 && shape.required.has(name))) continue;
    const present = engine.synthetic(`with ${name}`, like, { types: bits.object, required: [name] });
    const pieces = values.map((value) => {
      const fixed = engine.synthetic(`is ${JSON.stringify(value)}`, like, { enums: [value] });
      return joined(
        shape,
        present,
        engine.synthetic(`${name} is ${JSON.stringify(value)}`, like, {
          properties: new Map([[name, fixed]]),
        }),
      );
    });
    if (shape.required.has(name)) return pieces;
    return [...pieces, joined(shape, engine.synthetic(`without ${name}`, like, { not: present }))];
  }
  return undefined;
}

/** All values that a property can have, if they can be counted. */
function listedValues(engine: Reasoner, member: Conjunction): readonly unknown[] | undefined {
  const values: unknown[] = [];
  for (const shape of engine.shapes(member)) {
    if (shape.enums) values.push(...shape.enums.filter((value) => holdsAll(shape.parts, value) !== false));
    else if ((shape.types & ~(bits.null | bits.boolean)) !== 0) return undefined;
    else
      values.push(
        ...(shape.types & bits.null ? [null] : []),
        ...(shape.types & bits.boolean ? [true, false] : []),
      );
  }
  return values;
}

function discriminators(branches: readonly SchemaNode[]): Set<string> {
  const names = new Set<string>();
  const seen = new Set<SchemaNode>();
  const stack = [...branches];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node) || seen.size > 500) continue;
    seen.add(node);
    for (const [name, schema] of node.properties) if (isListed(schema)) names.add(name);
    if (node.ref) stack.push(node.ref());
    stack.push(...node.allOf);
  }
  return names;
}

function isListed(node: SchemaNode): boolean {
  let at = node;
  for (let steps = 0; at.ref && steps < 20; steps++) at = at.ref();
  return at.enums !== undefined || at.types === bits.boolean;
}

/** Nothing that is sent may satisfy the denied schema. */
export function negationAccepted(
  engine: Reasoner,
  sent: Conjunction,
  accepted: SchemaNode,
  denied: SchemaNode,
): Outcome {
  const overlap = and(sent, denied);
  if (engine.isEmpty(overlap)) return proved;
  return engine.refute(
    sent,
    accepted,
    "not",
    "what is sent may be what the receiver excludes",
    engine.sampler.values(overlap),
  );
}
