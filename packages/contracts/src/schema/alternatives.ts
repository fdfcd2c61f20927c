import { and, type Conjunction, conjunction } from "./conjunction.ts";
import { holds, holdsAll } from "./evaluate.ts";
import { intervalsCover } from "./intervals.ts";
import { objectMembers } from "./members.ts";
import { blankParts, type SchemaNode } from "./node.ts";
import { allOutcomes, gap, isProved, mismatch, type Outcome, proved } from "./outcome.ts";
import type { Reasoner } from "./reasoner.ts";
import { joined, ofTypes, type Shape } from "./shape.ts";
import { bitOf, bits, numberBits } from "./types.ts";
import { some } from "./verdict3.ts";

/** How often a shape is split by the values of one of its properties before the branches are given up on. */
const splitLimit = 3;
const valuesPerSplit = 40;
/** Branches of a oneOf that are compared pairwise. */
const branchLimit = 40;

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
  "place",
  "spelled",
  "view",
  "hidden",
  "not",
  "examples",
  "defaulted",
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
  const tried: Outcome[] = [];
  for (const branch of branches) {
    const outcome = engine.included(part, branch);
    if (isProved(outcome)) return proved;
    tried.push(outcome);
  }
  const [shape] = shapes;
  if (shapes.length > 1)
    return allOutcomes(shapes.map((one) => oneKind(engine, one.conj, accepted, branches, splits)));
  if (shape && intervalsCover(shape, branches)) return proved;
  if (engine.isEmpty(part)) return proved;
  const pieces = shape && splits > 0 ? split(engine, shape, branches) : undefined;
  if (pieces)
    return allOutcomes(pieces.map((piece) => oneKind(engine, piece, accepted, branches, splits - 1)));
  return noBranch(engine, part, accepted, branches, tried);
}

/** No branch takes all of it: is there a value that none takes? */
function noBranch(
  engine: Reasoner,
  part: Conjunction,
  accepted: SchemaNode,
  branches: readonly SchemaNode[],
  tried: readonly Outcome[],
): Outcome {
  const [only] = tried;
  if (tried.length === 1 && only) return only;
  const candidates = [
    ...tried.flatMap((outcome) => outcome.mismatches),
    ...[...engine.sampler.values(part), ...numbersBetween(branches)].map((value) => ({ value })),
  ];
  for (const { value } of candidates) {
    const refused = some(branches, (branch) => holds(branch, value)) === false;
    if (refused && holdsAll(part.nodes, value) === true) return nearest(part, accepted, tried, value);
  }
  return gap(
    accepted,
    accepted.oneOf ? "oneOf" : "anyOf",
    "what is sent fits no single alternative as a whole, and no value was found that fits none",
  );
}

/** Numbers that may lie in a gap between ranges: the bounds and the middle between each two that are neighbours. */
function numbersBetween(branches: readonly SchemaNode[]): readonly number[] {
  const ends = branches
    .flatMap(({ lower, upper }) => [lower?.value ?? [], upper?.value ?? []].flat())
    .sort((a, b) => a - b);
  return ends.flatMap((end, index) => [end, (end + (ends[index + 1] ?? end)) / 2, end + 1, end - 1]);
}

/** Tells the reason of the branch that came closest: the deepest mismatch. */
function nearest(
  part: Conjunction,
  accepted: SchemaNode,
  tried: readonly Outcome[],
  value: unknown,
): Outcome {
  const shared = tried.flatMap((outcome) => outcome.mismatches).filter((item) => item.at !== "");
  const deepest = shared.sort((a, b) => b.at.length - a.at.length)[0];
  const confirmed =
    deepest && holdsAll(part.nodes, deepest.value) === true && holds(accepted, deepest.value) === false;
  if (deepest && confirmed) return { mismatches: [deepest], gaps: [] };
  return mismatch(accepted, accepted.oneOf ? "oneOf" : "anyOf", "it fits none of the alternatives", value);
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
  const overlaps: Outcome[] = [];
  for (const [index, first] of branches.entries()) {
    for (const second of branches.slice(index + 1)) {
      const overlap = overlapOutcome(engine, sent, accepted, first, second);
      if (!isProved(overlap)) overlaps.push(overlap);
    }
  }
  return allOutcomes([some, ...overlaps]);
}

function overlapOutcome(
  engine: Reasoner,
  sent: Conjunction,
  accepted: SchemaNode,
  first: SchemaNode,
  second: SchemaNode,
): Outcome {
  // Mostly the alternatives exclude each other whoever sends, and that is known after the first sender.
  if (engine.isEmpty(conjunction([first, second]))) return proved;
  const overlap = and(sent, first, second);
  if (engine.isEmpty(overlap)) return proved;
  const why = "what is sent may fit two alternatives of oneOf at once";
  return engine.refute(sent, accepted, "oneOf", why, engine.sampler.values(overlap));
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
