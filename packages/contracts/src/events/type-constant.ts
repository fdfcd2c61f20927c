import { isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { stepsOf, valueAt } from "../document/pointer.ts";
import type { SchemaMismatch } from "../observe.ts";
import { type Pairing, pairByName } from "../schema-set/pairing.ts";
import type { TypePair } from "../schema-set/rule.ts";

/** Fields that say of which type a message is. */
const typeNames = new Set([
  "type",
  "eventType",
  "event_type",
  "messageType",
  "message_type",
  "event",
  "kind",
]);
/** Envelopes nest no deeper. */
const depthLimit = 4;
const partLimit = 50;

const memory = new WeakMap<Location, ReadonlyMap<string, string>>();

/**
 * The texts by which a message says what it is: fields of the envelope, always there, for which the schema admits one
 * text only (`{"/context/type": "dev.cdevents.build.started.0.1.1"}`). Looks into the schema's own document alone.
 */
function typeConstantsOf(schema: Location): ReadonlyMap<string, string> {
  const known = memory.get(schema);
  if (known) return known;
  const found = new Map<string, string>();
  collect(schema, "", 0, found);
  memory.set(schema, found);
  return found;
}

function collect(schema: Location, pointer: string, depth: number, found: Map<string, string>): void {
  if (depth >= depthLimit) return;
  const parts = partsOf(schema);
  const required = new Set(parts.flatMap((part) => asList(own(part.value, "required"))));
  for (const part of parts) {
    const properties = own(part.value, "properties");
    if (!isObject(properties)) continue;
    for (const name of Object.keys(properties).filter((each) => required.has(each))) {
      const field = below(part, "properties", name);
      const only = typeNames.has(name) ? onlyText(field) : undefined;
      if (only === undefined) collect(field, `${pointer}/${name}`, depth + 1, found);
      else found.set(`${pointer}/${name}`, only);
    }
  }
}

/** What surely judges the same value: the schema, what it refers to within its document, and its `allOf`. */
function partsOf(schema: Location): readonly Location[] {
  const parts: Location[] = [];
  const open = [schema];
  for (let at = open.pop(); at && parts.length < partLimit; at = open.pop()) {
    if (!isObject(at.value)) continue;
    parts.push(at);
    const reference = own(at.value, "$ref");
    const target = typeof reference === "string" ? localTarget(at, reference) : undefined;
    if (target) open.push(target);
    const place = at;
    open.push(...asList(own(at.value, "allOf")).map((_, index) => below(place, "allOf", index)));
  }
  return parts;
}

function localTarget({ document }: Location, reference: string): Location | undefined {
  if (!reference.startsWith("#/")) return undefined;
  const pointer = reference.slice(1);
  const found = valueAt(document.root, stepsOf(pointer) ?? []);
  return found && { document, pointer, value: found.value };
}

function onlyText(field: Location): string | undefined {
  for (const { value } of partsOf(field)) {
    const fixed = own(value, "const");
    if (typeof fixed === "string") return fixed;
    const [only, ...more] = asList(own(value, "enum"));
    if (typeof only === "string" && more.length === 0) return only;
  }
  return undefined;
}

/** Where both say what they are: whether they say the same. Undefined where they have no such field in common. */
function agree(one: Location, other: Location): boolean | undefined {
  const theirs = typeConstantsOf(other);
  const shared = [...typeConstantsOf(one)].filter(([pointer]) => theirs.has(pointer));
  return shared.length === 0 ? undefined : shared.every(([pointer, text]) => theirs.get(pointer) === text);
}

/** Who says the same type is meant, whatever the files are called; where nobody does, the file's name decides. */
export const pairByTypeConstant: Pairing = (type, sent, sender, receiver) => {
  const named = pairByName(type, sent, sender, receiver);
  if (named.accepted.some((schema) => agree(sent, schema) === true)) return named;
  const alike = [...receiver.types.values()].filter((schema) => agree(sent, schema) === true);
  if (alike.length === 0) return named;
  return { accepted: [...named.accepted.filter((schema) => agree(sent, schema) === undefined), ...alike] };
};

/** A schema of the same name, for messages that call themselves something else. */
export interface TypeChange {
  readonly sent: string;
  readonly taken: string;
  /** The mismatch of the two names. */
  readonly item: SchemaMismatch;
  /** What else would break if the names were the same. */
  readonly beyond: readonly SchemaMismatch[];
}

export function typeChangeOf({ sent, accepted, difference }: TypePair): TypeChange | undefined {
  if (!accepted) return undefined;
  const theirs = typeConstantsOf(accepted);
  for (const [pointer, text] of typeConstantsOf(sent)) {
    const taken = theirs.get(pointer);
    const item = difference.mismatches.find(({ at, keyword }) => at === pointer && keyword === "enum");
    if (taken !== undefined && taken !== text && item)
      return { sent: text, taken, item, beyond: difference.mismatches.filter((each) => each !== item) };
  }
  return undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
