import { canonicalJson, isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { refStandsAlone } from "../schema/dialect.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import type { Message } from "./message.ts";

/** Fields that say of which type a message is, and of which version of it; bare of prefixes, case and signs. */
const typeNames = new Set(["type", "eventtype", "messagetype", "event", "kind", "eventname", "messagename"]);
const versionNames = new Set([
  "version",
  "schemaversion",
  "eventversion",
  "messageversion",
  "typeversion",
  "dataversion",
  "dataschema",
]);
/** Envelopes nest no deeper. */
const depthLimit = 4;
const partLimit = 50;
/** Longer lists tell no types apart. */
const listLimit = 100;

/** The values that a schema admits for a field, in canonical JSON, by the field's pointer. */
type Fixed = ReadonlyMap<string, ReadonlySet<string>>;

/** What a message says it is: fields of the envelope, always there, for which the schema lists the values. */
export interface Constants {
  readonly types: Fixed;
  readonly versions: Fixed;
}

const memory = new WeakMap<Location, Constants>();

/** `{types: {"/context/type": {"dev.cdevents.build.started.0.1.1"}}, …}` of one schema. */
export function constantsOf(schemas: SchemaSource, schema: Location): Constants {
  const known = memory.get(schema);
  if (known) return known;
  const found = { types: new Map(), versions: new Map() };
  collect(schemas, schema, "", 0, found);
  memory.set(schema, found);
  return found;
}

/** Of the payload and of the headers. */
export function constantsOfMessage(schemas: SchemaSource, { payload, headers }: Message): Constants {
  const [inside, around] = [payload, headers].map((part) => part && constantsOf(schemas, part));
  const both = (pick: (of: Constants) => Fixed): Fixed =>
    new Map([
      ...(inside ? pick(inside) : []),
      ...[...(around ? pick(around) : [])].map(
        ([pointer, values]) => [`headers ${pointer}`, values] as const,
      ),
    ]);
  return { types: both(({ types }) => types), versions: both(({ versions }) => versions) };
}

interface Found {
  readonly types: Map<string, ReadonlySet<string>>;
  readonly versions: Map<string, ReadonlySet<string>>;
}

function collect(
  schemas: SchemaSource,
  schema: Location,
  pointer: string,
  depth: number,
  found: Found,
): void {
  if (depth >= depthLimit) return;
  const parts = partsOf(schemas, schema);
  const required = new Set(parts.flatMap((part) => asList(own(part.value, "required"))));
  for (const part of parts) {
    const properties = own(part.value, "properties");
    if (!isObject(properties)) continue;
    for (const name of Object.keys(properties).filter((each) => required.has(each))) {
      const field = below(part, "properties", name);
      const map = namedIn(found, name);
      const values = map && listed(schemas, field);
      if (map && values) narrow(map, `${pointer}/${name}`, values);
      else collect(schemas, field, `${pointer}/${name}`, depth + 1, found);
    }
  }
}

/** Every part that lists values must admit them. */
function narrow(map: Found["types"], pointer: string, values: ReadonlySet<string>): void {
  const before = map.get(pointer);
  map.set(pointer, before ? new Set([...values].filter((value) => before.has(value))) : values);
}

function namedIn(found: Found, name: string): Found["types"] | undefined {
  const bare = name
    .replace(/^(ce|cloudevents?|x)[-_:]/i, "")
    .replaceAll(/[^a-z]/gi, "")
    .toLowerCase();
  if (typeNames.has(bare)) return found.types;
  return versionNames.has(bare) ? found.versions : undefined;
}

/** What surely judges the same value: the schema, what it refers to, and its `allOf`. */
function partsOf(schemas: SchemaSource, schema: Location): readonly Location[] {
  const parts: Location[] = [];
  const open = [schema];
  for (let at = open.pop(); at && parts.length < partLimit; at = open.pop()) {
    if (!isObject(at.value)) continue;
    const place = at;
    const reference = own(at.value, "$ref");
    const target = typeof reference === "string" ? schemas.library.resolve(at, reference) : undefined;
    if (target?.kind === "found") open.push(target.location);
    if (target && refStandsAlone(schemas.dialectOf(at))) continue;
    parts.push(at);
    open.push(...asList(own(at.value, "allOf")).map((_, index) => below(place, "allOf", index)));
  }
  return parts;
}

function listed(schemas: SchemaSource, field: Location): ReadonlySet<string> | undefined {
  for (const { value } of partsOf(schemas, field)) {
    const list =
      isObject(value) && Object.hasOwn(value, "const") ? [value.const] : asList(own(value, "enum"));
    const scalar = list.every((each) => typeof each === "string" || typeof each === "number");
    if (list.length > 0 && list.length <= listLimit && scalar) return new Set(list.map(canonicalJson));
  }
  return undefined;
}

/** How what is sent lies to what is taken: the values are the same, all taken, some taken, or none. */
export type Relation = "same" | "within" | "overlap" | "apart";
const byLooseness: readonly Relation[] = ["same", "within", "overlap", "apart"];

/** Over all fields that both sides fix; undefined where there is none. */
export function relationOf(sent: Fixed, taken: Fixed): Relation | undefined {
  const all = [...sent].flatMap(([pointer, values]) => {
    const other = taken.get(pointer);
    return other ? [relation(values, other)] : [];
  });
  return byLooseness.findLast((each) => all.includes(each));
}

function relation(sent: ReadonlySet<string>, taken: ReadonlySet<string>): Relation {
  const shared = [...sent].filter((value) => taken.has(value)).length;
  if (shared === 0) return "apart";
  if (shared < sent.size) return "overlap";
  return sent.size === taken.size ? "same" : "within";
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
