import { isObject } from "../document/json.ts";
import { type Location, placeKey } from "../document/library.ts";
import { once } from "../once.ts";
import { readCombinators, readConditions } from "./applicator-keywords.ts";
import { readArrays, readObjects } from "./container-keywords.ts";
import { closableIn, neededUndeclared, nothingShared, sharedIn } from "./declared.ts";
import { refStandsAlone } from "./dialect.ts";
import { blankParts, type NodeParts, type SchemaNode } from "./node.ts";
import { type NodeMaker, SchemaReading, type Stand } from "./schema-reading.ts";
import { SchemaSource } from "./schema-source.ts";
import { OneSource, type Sources } from "./sources.ts";
import { bits } from "./types.ts";
import { readNumbers, readStrings, readValues } from "./value-keywords.ts";
import { type View, viewKey } from "./view.ts";

export interface PoolOptions {
  /** `assert`: a receiver's `format` must be met. `ignore`: it is a remark, as the specification's default has it. */
  readonly formats: "assert" | "ignore";
  readonly nextId: () => number;
}

/** Makes and remembers nodes: one per place, view and stand. */
export class SchemaPool implements NodeMaker {
  readonly #sources: Sources;
  readonly #options: PoolOptions;
  readonly #nodes = new Map<object, Map<number | string, SchemaNode>>();
  /** Of schemas that are no objects: `true`, `false`, mistakes. */
  readonly #plain = new Map<string, Map<number | string, SchemaNode>>();

  constructor(sources: SchemaSource | Sources, options: PoolOptions) {
    this.#sources = sources instanceof SchemaSource ? new OneSource(sources) : sources;
    this.#options = options;
  }

  /** The schema at a place, as one that has a value of its own. */
  node(place: Location, view: View): SchemaNode {
    const location = this.#sources.first(place);
    const source = this.#sources.of(location);
    const shared = isClosing(view) ? sharedIn(source, location) : nothingShared;
    return this.#node(location, source, {
      view,
      inPlace: false,
      hidden: source.hiddenNames(location, view.flow),
      shared,
    });
  }

  /** A part that no keyword spells: the rewriting of `if`, `dependencies`, `nullable`. */
  made(place: Location, view: View, change: Partial<NodeParts>): SchemaNode {
    return {
      ...blankParts(0, place, view),
      ...change,
      id: this.#options.nextId(),
      spelled: false,
      known: {},
    };
  }

  #node(location: Location, source: SchemaSource, stand: Stand): SchemaNode {
    const nodes = this.#nodesOf(location);
    const key = standKey(stand);
    const known = nodes.get(key);
    if (known) return known;
    const parts = blankParts(this.#options.nextId(), location, stand.view);
    parts.spelled = true;
    parts.hidden = stand.hidden;
    parts.rank = String(key);
    nodes.set(key, parts);
    read(this, source, location, stand, parts, this.#options.formats);
    return parts;
  }

  /** By the very object, which is quicker told than its place. */
  #nodesOf({ document, pointer, value }: Location): Map<number | string, SchemaNode> {
    if (typeof value === "object" && value !== null) {
      const known = this.#nodes.get(value) ?? new Map<number | string, SchemaNode>();
      this.#nodes.set(value, known);
      return known;
    }
    const place = `${placeKey({ document, pointer })} ${JSON.stringify(value)}`;
    const known = this.#plain.get(place) ?? new Map<number | string, SchemaNode>();
    this.#plain.set(place, known);
    return known;
  }

  /** The schema at a place, as a further judge of the same value. */
  judge(place: Location, stand: Stand): SchemaNode {
    const location = this.#sources.first(place);
    return this.#node(location, this.#sources.of(location), { ...stand, inPlace: isClosing(stand.view) });
  }
}

/** Only where a value is closed it matters whether a schema is the only judge of it. */
function isClosing({ role, world }: View): boolean {
  return role === "sent" && world === "closed";
}

function standKey({ view, inPlace, hidden, shared }: Stand): number | string {
  const key = viewKey(view) * 2 + (inPlace ? 1 : 0);
  if (hidden.size === 0 && shared.key === "") return key;
  return `${key} ${[...hidden].sort().join("\n")} ${shared.key}`;
}

/** Reads one schema object into one node. */
function read(
  pool: NodeMaker,
  source: SchemaSource,
  at: Location,
  stand: Stand,
  node: NodeParts,
  formats: PoolOptions["formats"],
): void {
  if (at.value === false) node.never = true;
  if (typeof at.value === "boolean") return;
  if (!isObject(at.value)) {
    node.opaque = [{ keyword: "", why: "a schema must be an object or a boolean" }];
    return;
  }
  const dialect = source.dialectOf(at);
  if (dialect === "unknown") {
    node.opaque = [{ keyword: "$schema", why: "its $schema names a dialect that is not known here" }];
    return;
  }
  const of = new SchemaReading({ pool, source, at, stand, node, dialect, formats });
  const nullable = dialect === "openapi-3.0" && of.get("nullable") === true;
  const alone = of.get("$ref") !== undefined && refStandsAlone(dialect);
  if (of.get("$ref") !== undefined) readRef(of);
  if (!alone) readKeywords(of);
  close(of);
  node.allOf = of.allOf;
  node.opaque = of.opaque;
  if (nullable) admitNull(of, alone);
}

const aCopy = "a copy of the document in the repository";

function readRef(of: SchemaReading): void {
  const reference = of.get("$ref");
  if (typeof reference !== "string") {
    of.unclear("$ref", "$ref must be a string");
    return;
  }
  const found = of.source.library.resolve(of.at, reference);
  if (found.kind === "outside") of.opaque.push({ keyword: "$ref", why: found.why, decides: aCopy });
  else if (found.kind !== "found") of.unclear("$ref", found.why);
  else {
    const { location } = found;
    const { pool, stand } = of;
    const ref = once(() => pool.judge(location, stand));
    of.node.ref = ref;
    if (!isBare(of)) return;
    // A value of its own is closed as what stands there is; a further judge closes nothing.
    const isClosed = isClosing(stand.view) && !stand.inPlace;
    of.node.alias = isClosed ? once(() => pool.node(location, stand.view)) : ref;
  }
}

/** Says nothing beside the reference that counts for a value. */
function isBare({ at, dialect }: SchemaReading): boolean {
  return refStandsAlone(dialect) || Object.keys(at.value as object).every((key) => beside.has(key));
}

const beside = new Set(["$ref", "title", "description", "summary", "$comment", "deprecated", "externalDocs"]);

/** In this order; each for the sake of its keywords only. */
const readers: readonly (readonly [(of: SchemaReading) => void, string])[] = [
  [readValues, "type enum const example examples default"],
  [readNumbers, "minimum exclusiveMinimum maximum exclusiveMaximum multipleOf format"],
  [readStrings, "minLength maxLength pattern format"],
  [
    readArrays,
    "minItems maxItems uniqueItems items prefixItems additionalItems contains minContains maxContains",
  ],
  [
    readObjects,
    `minProperties maxProperties properties required patternProperties additionalProperties unevaluatedProperties
    propertyNames`,
  ],
  [readCombinators, "allOf anyOf oneOf not"],
  [readConditions, "if then else dependencies dependentRequired dependentSchemas"],
  [readUnanalysed, "$dynamicRef $recursiveRef unevaluatedItems"],
];
/** By keyword: a bit for each of its readers. Most schemas have a few keywords, of one or two kinds. */
const readersOf = new Map<string, number>();
for (const [index, [, keywords]] of readers.entries())
  for (const keyword of keywords.split(/\s+/))
    readersOf.set(keyword, (readersOf.get(keyword) ?? 0) | (1 << index));

function readKeywords(of: SchemaReading): void {
  let wanted = 0;
  for (const keyword of Object.keys(of.at.value as object)) wanted |= readersOf.get(keyword) ?? 0;
  for (const [index, [read]] of readers.entries()) if (wanted & (1 << index)) read(of);
}

function readUnanalysed(of: SchemaReading): void {
  for (const keyword of ["$dynamicRef", "$recursiveRef", "unevaluatedItems"]) {
    if (of.get(keyword) !== undefined) of.unclear(keyword, `${keyword} is not analysed`);
  }
}

/** Closed world: a sender's own value has no properties beyond the declared ones. */
function close(of: SchemaReading): void {
  if (!isClosing(of.stand.view) || of.stand.inPlace || of.node.unevaluated) return;
  if (!closableIn(of.source, of.at)) return;
  of.node.unevaluated = of.made({ never: true });
  const needed = [...neededUndeclared(of.source, of.at)].filter((name) => !of.stand.hidden.has(name));
  if (needed.length > 0)
    of.allOf.push(of.made({ properties: new Map(needed.map((name) => [name, of.made({})])) }));
}

/** OpenAPI 3.0: `nullable` beside `$ref`, allOf or oneOf is meant as "or null", and so it is read. */
function admitNull(of: SchemaReading, alone: boolean): void {
  if (alone) return;
  const plain =
    of.node.ref === undefined && of.allOf.length === 0 && !of.node.anyOf && !of.node.oneOf && !of.node.not;
  if (plain) {
    of.node.types |= bits.null;
    const list = of.node.enums;
    if (list && !list.includes(null)) of.node.enums = [...list, null];
    return;
  }
  const { id, rank, place, examples, unevaluated, hidden, view } = of.node;
  const whole = of.made({ ...of.node, unevaluated: undefined });
  Object.assign(of.node, blankParts(id, place, view), { rank, spelled: true, examples, unevaluated, hidden });
  of.node.anyOf = [whole, of.made({ types: bits.null })];
}
