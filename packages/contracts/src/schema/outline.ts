import { canonicalJson } from "../document/json.ts";
import { objectMembers } from "./members.ts";
import type { Outline, SchemaNode } from "./node.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";
import { anyType, bits } from "./types.ts";

/** Objects within objects that are looked into: where real alternatives carry the constant that tells them apart. */
const depthLimit = 3;
const partLimit = 60;

export function outlineOf(node: SchemaNode): Outline {
  node.known.outline ??= outlineOfParts(partsAlways(node));
  return node.known.outline;
}

export function outlineOfShape(shape: Shape): Outline {
  shape.known.outline ??= outlineOfParts(shape.parts);
  return shape.known.outline;
}

/** Surely no value of the shape is one of the schema's: at first sight, or since it must have what the shape never has. */
export function isApart(engine: Reasoner, shape: Shape, node: SchemaNode): boolean {
  const wanted = outlineOf(node);
  if ((shape.types & wanted.types) === 0 || areApart(outlineOfShape(shape), wanted)) return true;
  if ((shape.types & wanted.types) !== bits.object || wanted.required.length === 0) return false;
  const members = objectMembers(engine, shape);
  for (const name of wanted.required) if (members.of(name) === undefined) return true;
  return false;
}

/** Of parts that all judge the same value, each by its own keywords. */
function outlineOfParts(parts: readonly SchemaNode[]): Outline {
  let types = anyType;
  let listed: Set<string> | undefined;
  const required = new Set<string>();
  for (const part of parts) {
    types &= part.never ? 0 : part.types;
    for (const name of part.required) required.add(name);
    if (part.enums && (!listed || part.enums.length < listed.size))
      listed = new Set(part.enums.map(canonicalJson));
  }
  const members = new Map<string, Outline | undefined>();
  const member = (name: string): Outline | undefined => {
    if (members.has(name)) return members.get(name);
    const nodes = parts.flatMap((part) => part.properties.get(name) ?? []);
    const made = nodes.length === 0 ? undefined : outlineOfParts(nodes.flatMap(partsAlways));
    members.set(name, made);
    return made;
  };
  return { types, listed, required: [...required], member };
}

/** The schema and what it surely asks besides: through references and `allOf`. */
function partsAlways(node: SchemaNode): SchemaNode[] {
  const seen = new Set<SchemaNode>();
  const stack = [node];
  for (let next = stack.pop(); next && seen.size < partLimit; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.ref) stack.push(next.ref());
    stack.push(...next.allOf);
  }
  return [...seen];
}

/** Surely no value meets both. */
export function areApart(a: Outline, b: Outline, depth = 0): boolean {
  if (a === b) return a.types === 0;
  const types = a.types & b.types;
  if (types === 0) return true;
  if (a.listed && b.listed && isDisjoint(a.listed, b.listed)) return true;
  if (types !== bits.object || depth >= depthLimit) return false;
  return someMemberApart(a, b, depth) || someMemberApart(b, a, depth);
}

/** A property that must be there, and for which the two have no value in common. */
function someMemberApart(needs: Outline, other: Outline, depth: number): boolean {
  for (const name of needs.required) {
    const mine = needs.member(name);
    const theirs = mine && other.member(name);
    if (theirs && areApart(mine, theirs, depth + 1)) return true;
  }
  return false;
}

function isDisjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const value of a) if (b.has(value)) return false;
  return true;
}

/** A property that must be there, whose listed values are none of those that any of the others lists. */
export function telling(sent: Outline, others: readonly Outline[]): string | undefined {
  return sent.required.find((name) => {
    const mine = sent.member(name)?.listed;
    return (
      mine &&
      others.every((other) => {
        const theirs = other.member(name)?.listed;
        return theirs && isDisjoint(mine, theirs);
      })
    );
  });
}
