import { own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import type { SchemaSource } from "../schema/schema-source.ts";

/** A parameter or a header: its value is a text on the wire, whatever its schema says. */
export interface TextSide {
  readonly source: SchemaSource;
  readonly schema: Location | undefined;
  /** Media type if the value is written in one: then it is not the bare text. */
  readonly content: string | undefined;
}

/** What a list asks of its one item, where a plain value is sent that looks just like such a list. */
export function listItem(sent: TextSide, accepted: TextSide): Location | undefined {
  if (!sent.schema || !accepted.schema || (sent.content ?? accepted.content) !== undefined) return undefined;
  const list = accepted.source.target(accepted.schema);
  if (!list || own(list.value, "type") !== "array" || !isScalar(sent.source, sent.schema)) return undefined;
  const others = ["allOf", "anyOf", "oneOf", "not", "if", "contains", "prefixItems", "enum", "const"];
  if (others.some((keyword) => own(list.value, keyword) !== undefined)) return undefined;
  const [least = 0, most = 1] = ["minItems", "maxItems"].map((keyword) => own(list.value, keyword));
  const items = below(list, "items");
  return Number(least) > 1 || Number(most) < 1 || items.value === undefined ? undefined : items;
}

/** Surely neither a list nor an object. */
function isScalar(source: SchemaSource, schema: Location, depth = 0): boolean {
  const at = source.target(schema);
  if (!at || depth > depthLimit) return false;
  const type = own(at.value, "type");
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length > 0) return types.every((name) => scalars.includes(String(name)));
  const listed = own(at.value, "enum") ?? [own(at.value, "const") ?? {}];
  if (Array.isArray(listed) && listed.every((value) => typeof value !== "object")) return true;
  const inner = (each: Location) => isScalar(source, each, depth + 1);
  const [all, any, one] = ["allOf", "anyOf", "oneOf"].map((keyword) => branches(at, keyword));
  return all?.some(inner) || [any, one].some((list) => list && list.length > 0 && list.every(inner));
}

const depthLimit = 8;
const scalars = ["string", "number", "integer", "boolean", "null"];

function branches(at: Location, keyword: string): Location[] {
  const list = own(at.value, keyword);
  return [...(Array.isArray(list) ? list.keys() : [])].map((index) => below(at, keyword, index));
}
