import { matches } from "../pattern/automaton.ts";
import { type Conjunction, conjunction } from "./conjunction.ts";
import { holds } from "./evaluate.ts";
import type { SchemaNode } from "./node.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Members, Shape } from "./shape.ts";

export function objectMembers(engine: Reasoner, shape: Shape): Members {
  if (shape.known.members) return shape.known.members;
  const declared = new Set(shape.parts.flatMap((part) => [...part.properties.keys()]));
  const closers = shape.parts.filter((part) => part.unevaluated?.never);
  const found = new Map<string, Conjunction | undefined>();
  const described = (name: string): Conjunction | undefined => {
    if (found.has(name)) return found.get(name);
    const conj = memberOf(shape, closers, name);
    found.set(name, conj);
    return conj;
  };
  const of = (name: string): Conjunction | undefined => {
    const conj = described(name);
    return conj && engine.isEmpty(conj) ? undefined : conj;
  };
  const members: Members = { declared, of, described, others: othersOf(engine, shape, closers) };
  shape.known.members = members;
  return members;
}

function memberOf(shape: Shape, closers: readonly SchemaNode[], name: string): Conjunction | undefined {
  if (shape.maxProperties === 0 || shape.names.some((node) => holds(node, name) === false)) return undefined;
  if (closers.some((closer) => !mayEvaluate(closer, shape, (part) => looksAt(part, name)))) return undefined;
  return conjunction(shape.parts.flatMap((part) => schemasFor(part, name)));
}

/** The schemas of one part that surely apply to a property. */
function schemasFor(part: SchemaNode, name: string): SchemaNode[] {
  const declared = part.properties.get(name);
  const schemas = declared ? [declared] : [];
  let elsewhere = declared !== undefined;
  for (const [pattern, schema] of part.patternProperties) {
    const fits = matches(pattern, name);
    if (fits === true) schemas.push(schema);
    if (fits !== false) elsewhere = true;
  }
  if (!elsewhere && part.additional) schemas.push(part.additional);
  return schemas;
}

function looksAt(part: SchemaNode, name: string): boolean {
  return (
    part.properties.has(name) || part.patternProperties.some(([pattern]) => matches(pattern, name) !== false)
  );
}

/** Whether some part that judges the same value as `top` may look at what `looks` asks for. */
function mayEvaluate(top: SchemaNode, shape: Shape, looks: (part: SchemaNode) => boolean): boolean {
  const seen = new Set<SchemaNode>();
  const stack = [top];
  for (let part = stack.pop(); part; part = stack.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    if (looks(part) || part.additional || (part.unevaluated && part !== top) || part.opaque.length > 0)
      return true;
    if (part.ref) stack.push(part.ref());
    stack.push(...part.allOf);
    const branch = shape.conj.picks.get(part.id);
    const picked = branch === undefined ? undefined : part.anyOf?.[branch];
    if (picked) stack.push(picked);
    else stack.push(...(part.anyOf ?? []));
    // A sender's oneOf has a twin anyOf, and the branch that holds is the one picked there.
    if (part.view.role !== "sent") stack.push(...(part.oneOf ?? []));
  }
  return false;
}

function othersOf(engine: Reasoner, shape: Shape, closers: readonly SchemaNode[]): Members["others"] {
  if (shape.maxProperties === 0) return [];
  const groups: { pattern: string | undefined; conj: Conjunction }[] = [];
  const patterns = new Set(shape.parts.flatMap((part) => part.patternProperties.map(([pattern]) => pattern)));
  for (const pattern of patterns) {
    if (closers.some((closer) => !mayEvaluate(closer, shape, (part) => part.patternProperties.length > 0)))
      continue;
    const nodes = shape.parts.flatMap((part) =>
      part.patternProperties.filter(([own]) => own === pattern).map(([, node]) => node),
    );
    groups.push({ pattern, conj: conjunction(nodes) });
  }
  if (closers.every((closer) => mayEvaluate(closer, shape, () => false))) {
    groups.push({
      pattern: undefined,
      conj: conjunction(shape.parts.flatMap((part) => part.additional ?? [])),
    });
  }
  return groups.filter((group) => !engine.isEmpty(group.conj));
}
