import { pointerTo } from "../document/pointer.ts";
import { matches, patternIncluded } from "../pattern/automaton.ts";
import { textsLike } from "../pattern/text-sample.ts";
import { alone, and, type Conjunction } from "./conjunction.ts";
import { holds } from "./evaluate.ts";
import { objectMembers } from "./members.ts";
import type { SchemaNode } from "./node.ts";
import { allOutcomes, gap, lifted, type Mismatch, type Outcome, proved } from "./outcome.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Members, Shape } from "./shape.ts";
import { bits } from "./types.ts";

/** One question about the objects of one shape. */
interface Meeting {
  readonly engine: Reasoner;
  readonly shape: Shape;
  readonly sent: Conjunction;
  readonly accepted: SchemaNode;
  readonly members: Members;
}

export function* objectsAccepted(
  engine: Reasoner,
  shape: Shape,
  sent: Conjunction,
  accepted: SchemaNode,
): Generator<Outcome> {
  const meeting: Meeting = { engine, shape, sent, accepted, members: objectMembers(engine, shape) };
  yield* requiredOutcomes(meeting);
  yield* sizeOutcomes(meeting);
  if (accepted.names) yield* nameOutcomes(meeting, accepted.names);
  const names = new Set([...meeting.members.declared, ...accepted.properties.keys(), ...shape.required]);
  const judged =
    accepted.properties.size + accepted.patternProperties.length > 0 ||
    accepted.additional ||
    accepted.unevaluated;
  if (!judged) return;
  for (const name of names) yield propertyOutcome(meeting, name);
  for (const other of meeting.members.others) yield* otherOutcomes(meeting, other, names);
}

function* requiredOutcomes({ engine, shape, sent, accepted }: Meeting): Generator<Outcome> {
  for (const name of accepted.required) {
    if (shape.required.has(name)) continue;
    const without = engine.synthetic(`without ${name}`, accepted, {
      not: engine.synthetic(`with ${name}`, accepted, { types: bits.object, required: [name] }),
    });
    const values = engine.sampler.values(and(sent, without));
    const outcome = engine.refute(
      sent,
      accepted,
      "required",
      `the property ${JSON.stringify(name)} is required, it may be left out`,
      values,
    );
    yield {
      mismatches: outcome.mismatches.map((item) => ({ ...item, at: "", keyword: `required ${name}` })),
      gaps: outcome.gaps,
    };
  }
}

function* sizeOutcomes({ engine, shape, sent, accepted, members }: Meeting): Generator<Outcome> {
  if (shape.minProperties < accepted.minProperties) {
    const why = `at least ${accepted.minProperties} properties are accepted, fewer may be sent`;
    yield engine.refute(sent, accepted, "minProperties", why, engine.sampler.values(sent));
  }
  if (accepted.maxProperties === Number.POSITIVE_INFINITY) return;
  const possible =
    members.others.length > 0
      ? Number.POSITIVE_INFINITY
      : [...members.declared, ...shape.required].filter((name) => members.of(name)).length;
  if (Math.min(shape.maxProperties, possible) > accepted.maxProperties) {
    const why = `at most ${accepted.maxProperties} properties are accepted, more may be sent`;
    yield engine.refute(
      sent,
      accepted,
      "maxProperties",
      why,
      engine.sampler.objectsOfSize(sent, accepted.maxProperties + 1),
    );
  }
}

function* nameOutcomes(
  { engine, shape, sent, accepted, members }: Meeting,
  names: SchemaNode,
): Generator<Outcome> {
  const why = "the name of a property that may be sent is not accepted";
  const textOnly = engine.synthetic("text", names, { types: bits.string });
  for (const name of new Set([...members.declared, ...shape.required])) {
    const member = members.of(name);
    if (!member || holds(names, name) === true) continue;
    yield engine.refute(sent, accepted, "propertyNames", why, engine.sampler.objectsWith(sent, name));
  }
  for (const other of members.others) {
    const matching =
      other.pattern === undefined
        ? []
        : [engine.synthetic(`text ${other.pattern}`, names, { types: bits.string, pattern: other.pattern })];
    const outcome = engine.included(alone(textOnly, ...shape.names, ...matching), names, true);
    if (outcome === proved) continue;
    const bad = outcome.mismatches.map((item) => item.value).filter((value) => typeof value === "string");
    yield engine.refute(
      sent,
      accepted,
      "propertyNames",
      why,
      bad.flatMap((name) => [...engine.sampler.objectsWith(sent, name)]),
    );
  }
}

function propertyOutcome(meeting: Meeting, name: string): Outcome {
  const { engine, shape, accepted, members } = meeting;
  const declared = accepted.properties.has(name) && accepted.patternProperties.length === 0;
  if (declared && engine.saysTheSameOf(name, shape, accepted)) return proved;
  const member = members.described(name);
  if (!member) return proved;
  const outcomes = receiversOf(accepted, name).map(({ node, sure }) => {
    const outcome = engine.included(member, node, true);
    if (outcome.mismatches.length === 0 && outcome.gaps.length === 0) return proved;
    if (!sure)
      return gap(
        node,
        "patternProperties",
        `whether ${JSON.stringify(name)} matches a pattern could not be decided`,
        pointerTo("", name),
      );
    return raised(meeting, name, node, outcome);
  });
  return allOutcomes(outcomes);
}

/** The receiver's schemas for a property, and whether they surely apply. */
function receiversOf(accepted: SchemaNode, name: string): { node: SchemaNode; sure: boolean }[] {
  const declared = accepted.properties.get(name);
  const found = declared ? [{ node: declared, sure: true }] : [];
  let elsewhere: boolean | undefined = declared !== undefined;
  for (const [pattern, node] of accepted.patternProperties) {
    const fits = matches(pattern, name);
    if (fits !== false) found.push({ node, sure: fits === true });
    if (fits === true) elsewhere = true;
    else if (fits === undefined && elsewhere === false) elsewhere = undefined;
  }
  if (elsewhere !== true && accepted.additional)
    found.push({ node: accepted.additional, sure: elsewhere === false });
  if (accepted.unevaluated && !surelyEvaluates(accepted, name, new Set()))
    found.push({ node: accepted.unevaluated, sure: true });
  return found;
}

/** Only through parts that always judge: a property known there is not left over. */
function surelyEvaluates(
  part: SchemaNode,
  name: string | undefined,
  seen: Set<SchemaNode>,
  top = true,
): boolean {
  if (seen.has(part)) return false;
  seen.add(part);
  if (part.additional || (part.unevaluated && !top)) return true;
  if (name !== undefined && part.properties.has(name)) return true;
  if (name !== undefined && part.patternProperties.some(([pattern]) => matches(pattern, name) === true))
    return true;
  if (part.ref && surelyEvaluates(part.ref(), name, seen, false)) return true;
  return part.allOf.some((inner) => surelyEvaluates(inner, name, seen, false));
}

/** A member's mismatches as mismatches of the whole object. */
function raised(meeting: Meeting, name: string, node: SchemaNode, outcome: Outcome): Outcome {
  const { engine, sent, accepted } = meeting;
  const raisedOnes: Outcome[] = outcome.mismatches.map((item) => raisedOne(meeting, name, item));
  // A property that nobody may send here, and for which the sender shows no value of its own.
  if (outcome.mismatches.length === 0 && node.never) {
    raisedOnes.push(
      engine.refute(
        sent,
        accepted,
        "false",
        `${JSON.stringify(name)} is not accepted`,
        engine.sampler.objectsWith(sent, name),
      ),
    );
    return allOutcomes(raisedOnes);
  }
  return allOutcomes([
    ...raisedOnes,
    { mismatches: [], gaps: outcome.gaps.map((item) => lifted(item, name)) },
  ]);
}

function raisedOne({ engine, sent, accepted }: Meeting, name: string, item: Mismatch): Outcome {
  const inner = lifted(item, name);
  for (const whole of engine.sampler.objectsHolding(sent, name, item.value)) {
    const outcome = engine.refute(sent, accepted, item.keyword, item.why, [whole]);
    if (outcome.mismatches.length > 0) return { mismatches: [{ ...inner, value: whole }], gaps: [] };
  }
  const why = `${item.why}, but no whole value was found that shows it`;
  const [open] = engine.unshown(sent, accepted, item.keyword, why).gaps;
  return { mismatches: [], gaps: open ? [{ ...open, at: inner.at, place: item.place }] : [] };
}

/** Names that nobody declares: one made-up name stands for all of them. */
function* otherOutcomes(
  meeting: Meeting,
  other: Members["others"][number],
  names: ReadonlySet<string>,
): Generator<Outcome> {
  const { accepted } = meeting;
  let covered = false;
  for (const [pattern, node] of accepted.patternProperties) {
    const inside = other.pattern !== undefined && patternIncluded(other.pattern, pattern).kind === "proved";
    covered ||= inside || patternIncluded("", pattern).kind === "proved";
    const fresh = textsLike(pattern, 0).filter((name) => !names.has(name) && matches(pattern, name) === true);
    yield freshOutcome(meeting, other.conj, node, "patternProperties", fresh);
  }
  if (covered) return;
  const leftOver =
    accepted.additional ??
    (accepted.unevaluated && !surelyEvaluates(accepted, undefined, new Set())
      ? accepted.unevaluated
      : undefined);
  if (!leftOver) return;
  const made =
    other.pattern === undefined ? ["other", "another", "x", "0", "-", ""] : textsLike(other.pattern, 0);
  const fresh = made.filter(
    (name) =>
      !names.has(name) && accepted.patternProperties.every(([pattern]) => matches(pattern, name) === false),
  );
  yield freshOutcome(meeting, other.conj, leftOver, "additionalProperties", fresh);
}

function freshOutcome(
  meeting: Meeting,
  member: Conjunction,
  node: SchemaNode,
  keyword: string,
  fresh: readonly string[],
): Outcome {
  const outcome = meeting.engine.included(member, node, true);
  if (outcome.mismatches.length === 0 && outcome.gaps.length === 0) return proved;
  for (const name of fresh.slice(0, 4)) {
    const tried = raised(meeting, name, node, outcome);
    if (tried.mismatches.length > 0) return tried;
  }
  return gap(node, keyword, "whether properties beyond the declared ones are accepted could not be decided");
}
