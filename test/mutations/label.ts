import type { Place } from "./places.ts";
import type { Terms } from "./reading.ts";
import type { SchemaKind } from "./schema-kind.ts";
import { at, childrenOf, isJson, type Json, type Steps, targetOf } from "./schema-tree.ts";

/** What is true of one direction of a change, known without the engine. */
export type Label =
  /** A validator showed a value that is sent and refused; or the wire alone shows it. */
  | "breaking"
  /** By the logic of the change every value that is sent is taken. */
  | "harmless"
  /** Nobody may call it compatible, though no value shows it. */
  | "doubtful"
  /** No value was found, and the place is too tangled for the logic alone. */
  | "open";

/** Who meets whom in one direction of a change. */
export interface Direction {
  readonly sentByOld: boolean;
  readonly receiver: Json;
  readonly terms: Terms;
}

/** What the logic of the change says of a place where no value was found. */
export function labelOf(kind: SchemaKind, place: Place, { sentByOld, receiver, terms }: Direction): Label {
  if (kind.doubtful) return "doubtful";
  const keeps = kind.relation === "same" || kind.relation === (sentByOld ? "wider" : "narrower");
  if (!keeps) return "open";
  const { all, tangled } = reachable(receiver, place.root);
  if (tangled.has(at(receiver, place.steps) as Json)) return "open";
  if (!kind.overlooking) return "harmless";
  const overlooked = terms === "usual" && [...all].every((schema) => overlooksUnknown(schema, place.flow));
  return overlooked ? "harmless" : "open";
}

/** Whether a field that is not declared may come and go. */
function overlooksUnknown(schema: Json, flow: Place["flow"]): boolean {
  const others = schema.additionalProperties;
  const open = others === undefined || others === true || (others === false && flow === "response");
  const counting = [
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
  ];
  return (
    open &&
    !(schema.oneOf !== undefined && tangles(schema, "oneOf")) &&
    counting.every((keyword) => schema[keyword] === undefined)
  );
}

/** Every schema of a body; and those below a keyword where a larger part does not make a larger whole. */
function reachable(document: Json, root: Steps): { all: ReadonlySet<Json>; tangled: ReadonlySet<Json> } {
  const all = new Set<Json>();
  const tangled = new Set<Json>();
  const queue = [{ schema: at(document, root), below: false }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { schema, below } = next;
    if (!isJson(schema) || (below ? tangled : all).has(schema)) continue;
    all.add(schema);
    if (below) tangled.add(schema);
    const target = targetOf(schema.$ref);
    if (target) queue.push({ schema: at(document, target), below });
    for (const { steps, value } of childrenOf(schema))
      queue.push({ schema: value, below: below || tangles(schema, String(steps[0])) });
  }
  return { all, tangled };
}

function tangles(schema: Json, keyword: string): boolean {
  if (schema.unevaluatedProperties !== undefined) return true;
  if (keyword === "oneOf") return !excludeEachOther(schema.oneOf as unknown[]);
  return ["not", "if", "contains"].includes(keyword);
}

/** Each has one type, and no two have the same. */
function excludeEachOther(alternatives: readonly unknown[]): boolean {
  const types = alternatives.map((each) =>
    isJson(each) && typeof each.type === "string" && each.nullable !== true ? each.type : "",
  );
  if (types.length < 2) return true;
  const numbers = types.includes("integer") && types.includes("number");
  return !types.includes("") && !numbers && new Set(types).size === types.length;
}
