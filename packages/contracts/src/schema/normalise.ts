import { equalJson, isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { closableIn, nothingShared, rejectsUnknownSomewhere, type Shared, sharedIn } from "./declared.ts";
import { booleanBounds, refStandsAlone, type SchemaDialect } from "./dialect.ts";
import { blankParts, type NodeParts, type Opaque, type SchemaNode } from "./node.ts";
import type { SchemaSource } from "./schema-source.ts";
import { anyType, bits, bitsOfName, numberBits } from "./types.ts";
import { exactView, type View, viewKey } from "./view.ts";

export interface PoolOptions {
  /** `assert`: a receiver's `format` must be met. `ignore`: it is a remark, as the specification's default has it. */
  readonly formats: "assert" | "ignore";
  readonly nextId: () => number;
}

/** How a schema stands to the value: with a value of its own, or as a further judge of another's. */
interface Stand {
  readonly view: View;
  readonly inPlace: boolean;
  readonly hidden: ReadonlySet<string>;
  readonly shared: Shared;
}

/** Makes and remembers nodes: one per place, view and stand. */
export class SchemaPool {
  readonly source: SchemaSource;
  readonly #options: PoolOptions;
  readonly #nodes = new Map<string, SchemaNode>();

  constructor(source: SchemaSource, options: PoolOptions) {
    this.source = source;
    this.#options = options;
  }

  /** The schema at a place, as one that has a value of its own. */
  node(location: Location, view: View): SchemaNode {
    const closing = view.role === "sent" && view.world === "closed";
    const shared = closing ? sharedIn(this.source, location) : nothingShared;
    return this.#node(location, {
      view,
      inPlace: false,
      hidden: this.source.hiddenNames(location, view.flow),
      shared,
    });
  }

  /** A part that no keyword spells: the rewriting of `if`, `dependencies`, `nullable`. */
  made(place: Location, view: View, change: Partial<NodeParts>): SchemaNode {
    return { ...blankParts(0, place, view), ...change, id: this.#options.nextId(), spelled: false };
  }

  #node(location: Location, stand: Stand): SchemaNode {
    const hidden = stand.hidden.size === 0 ? "" : [...stand.hidden].sort().join("\n");
    const key = `${location.document.path}#${location.pointer} ${viewKey(stand.view)} ${stand.inPlace} ${hidden} ${stand.shared.key}`;
    const known = this.#nodes.get(key);
    if (known) return known;
    const parts = blankParts(this.#options.nextId(), location, stand.view);
    parts.spelled = true;
    parts.hidden = stand.hidden;
    this.#nodes.set(key, parts);
    new Reader(this, location, stand, parts, this.#options).read();
    return parts;
  }

  /** @internal for Reader */
  child(location: Location, view: View): SchemaNode {
    return this.node(location, view);
  }
  /** @internal for Reader */
  judge(location: Location, stand: Stand): SchemaNode {
    return this.#node(location, { ...stand, inPlace: true });
  }
}

/** Reads one schema object into one node. */
class Reader {
  readonly #pool: SchemaPool;
  readonly #at: Location;
  readonly #stand: Stand;
  readonly #node: NodeParts;
  readonly #formats: PoolOptions["formats"];
  readonly #dialect: SchemaDialect;
  readonly #foreign: boolean;
  readonly #opaque: Opaque[] = [];
  readonly #allOf: SchemaNode[] = [];

  constructor(pool: SchemaPool, at: Location, stand: Stand, node: NodeParts, options: PoolOptions) {
    this.#pool = pool;
    this.#at = at;
    this.#stand = stand;
    this.#node = node;
    this.#formats = options.formats;
    const dialect = pool.source.dialectOf(at);
    this.#dialect = dialect === "unknown" ? "2020-12" : dialect;
    this.#foreign = dialect === "unknown";
  }

  read(): void {
    if (this.#at.value === false) this.#node.never = true;
    if (typeof this.#at.value === "boolean") return;
    if (!isObject(this.#at.value)) {
      this.#node.opaque = [{ keyword: "", why: "a schema must be an object or a boolean" }];
      return;
    }
    if (this.#foreign) {
      this.#node.opaque = [{ keyword: "$schema", why: "its $schema names a dialect that is not known here" }];
      return;
    }
    const nullable = this.#dialect === "openapi-3.0" && this.#get("nullable") === true;
    const alone = this.#get("$ref") !== undefined && refStandsAlone(this.#dialect);
    if (this.#get("$ref") !== undefined) this.#readRef();
    if (!alone) this.#readKeywords();
    this.#close();
    this.#node.allOf = this.#allOf;
    this.#node.opaque = this.#opaque;
    if (nullable) this.#admitNull(alone);
  }

  #get(keyword: string): unknown {
    return own(this.#at.value, keyword);
  }
  #unclear(keyword: string, why: string): void {
    this.#opaque.push({ keyword, why });
  }
  #judge(...steps: (string | number)[]): SchemaNode {
    return this.#pool.judge(below(this.#at, ...steps), this.#stand);
  }
  #exact(...steps: (string | number)[]): SchemaNode {
    return this.#pool.judge(below(this.#at, ...steps), { ...this.#stand, view: exactView(this.#stand.view) });
  }
  /** A value that several parts describe together is not closed by any one of them. */
  #child(...steps: (string | number)[]): SchemaNode {
    const { view, shared } = this.#stand;
    const open = shared.all || (steps[0] === "properties" && shared.names.has(String(steps[1])));
    return this.#pool.child(below(this.#at, ...steps), open ? { ...view, world: "open" } : view);
  }
  #made(change: Partial<NodeParts>): SchemaNode {
    return this.#pool.made(this.#at, this.#stand.view, change);
  }

  #readRef(): void {
    const reference = this.#get("$ref");
    if (typeof reference !== "string") {
      this.#unclear("$ref", "$ref must be a string");
      return;
    }
    const found = this.#pool.source.library.resolve(this.#at, reference);
    if (found.kind !== "found") this.#unclear("$ref", found.why);
    else this.#node.ref = () => this.#pool.judge(found.location, this.#stand);
  }

  #readKeywords(): void {
    this.#readValues();
    this.#readNumbers();
    this.#readStrings();
    this.#readArrays();
    this.#readObjects();
    this.#readCombinators();
    this.#readConditions();
    for (const keyword of ["$dynamicRef", "$recursiveRef", "unevaluatedItems"]) {
      if (this.#get(keyword) !== undefined) this.#unclear(keyword, `${keyword} is not analysed`);
    }
  }

  #readValues(): void {
    const type = this.#get("type");
    if (type !== undefined) {
      let mask = 0;
      for (const name of Array.isArray(type) ? type : [type]) {
        const bit = bitsOfName(name);
        if (bit === undefined) this.#unclear("type", `the type ${JSON.stringify(name)} is not a JSON type`);
        mask |= bit ?? anyType;
      }
      this.#node.types = mask;
    }
    const list = this.#get("enum");
    if (Array.isArray(list)) this.#node.enums = this.#openEnum(list) ? undefined : list;
    else if (list !== undefined) this.#unclear("enum", "enum must be a list");
    if (this.#node.enums === undefined && Array.isArray(list)) this.#node.types &= bits.string;
    if (Object.hasOwn(this.#at.value as object, "const") && this.#dialect !== "draft-04") {
      const fixed = this.#get("const");
      this.#node.enums = (this.#node.enums ?? [fixed]).filter((value) => equalJson(value, fixed));
    }
    const shown = [this.#get("example"), ...asList(this.#get("examples")), this.#get("default")];
    this.#node.examples = shown.filter((value) => value !== undefined).slice(0, 8);
  }

  #openEnum(list: readonly unknown[]): boolean {
    const { role, tolerance } = this.#stand.view;
    if (role !== "accepted" || tolerance !== "open-enum") return false;
    return list.length > 1 && list.every((value) => typeof value === "string");
  }

  #number(keyword: string): number | undefined {
    const value = this.#get(keyword);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    this.#unclear(keyword, `${keyword} must be a number`);
    return undefined;
  }

  #readNumbers(): void {
    for (const side of ["lower", "upper"] as const) {
      const [plain, strict] =
        side === "lower" ? ["minimum", "exclusiveMinimum"] : ["maximum", "exclusiveMaximum"];
      const value = this.#number(plain);
      const flag = this.#get(strict);
      if (booleanBounds(this.#dialect) && typeof flag === "boolean") {
        if (value !== undefined) this.#tighten(side, value, flag);
        continue;
      }
      if (value !== undefined) this.#tighten(side, value, false);
      const exclusive = this.#number(strict);
      if (exclusive !== undefined) this.#tighten(side, exclusive, true);
    }
    const divisor = this.#number("multipleOf");
    if (divisor !== undefined && divisor > 0) this.#node.multipleOf = divisor;
    else if (divisor !== undefined) this.#unclear("multipleOf", "multipleOf must be above 0");
    const numeric = this.#node.types !== anyType && (this.#node.types & numberBits) !== 0;
    if (this.#formats === "assert" && numeric && this.#get("format") === "int32") {
      this.#tighten("lower", -(2 ** 31), false);
      this.#tighten("upper", 2 ** 31 - 1, false);
    }
  }

  #tighten(side: "lower" | "upper", value: number, exclusive: boolean): void {
    const known = this.#node[side];
    const sign = side === "lower" ? 1 : -1;
    const tighter = !known || value * sign > known.value * sign || (value === known.value && exclusive);
    if (tighter) this.#node[side] = { value, exclusive };
  }

  #size(keyword: string, fallback: number): number {
    const value = this.#number(keyword);
    if (value !== undefined && value < 0) this.#unclear(keyword, `${keyword} must not be negative`);
    return value ?? fallback;
  }

  #readStrings(): void {
    this.#node.minLength = this.#size("minLength", 0);
    this.#node.maxLength = this.#size("maxLength", Number.POSITIVE_INFINITY);
    const pattern = this.#get("pattern");
    if (typeof pattern === "string") this.#node.pattern = pattern;
    else if (pattern !== undefined) this.#unclear("pattern", "pattern must be a string");
    const format = this.#get("format");
    if (this.#formats === "assert" && typeof format === "string") this.#node.format = format;
  }

  #readArrays(): void {
    this.#node.minItems = this.#size("minItems", 0);
    this.#node.maxItems = this.#size("maxItems", Number.POSITIVE_INFINITY);
    this.#node.uniqueItems = this.#get("uniqueItems") === true;
    const items = this.#get("items");
    const tuple = this.#dialect === "2020-12" ? "prefixItems" : "items";
    const rest = this.#dialect === "2020-12" ? "items" : "additionalItems";
    const list = this.#get(tuple);
    if (Array.isArray(list)) {
      this.#node.prefix = list.map((_, index) => this.#child(tuple, index));
      if (this.#get(rest) !== undefined) this.#node.items = this.#child(rest);
    } else if (Array.isArray(items))
      this.#unclear("items", "a list of items belongs in prefixItems in this dialect");
    else if (items !== undefined) this.#node.items = this.#child("items");
    if (this.#dialect === "draft-04" || this.#get("contains") === undefined) return;
    const modern = this.#dialect === "2019-09" || this.#dialect === "2020-12";
    const min = modern ? this.#size("minContains", 1) : 1;
    const max = modern ? this.#size("maxContains", Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    const node = this.#pool.child(below(this.#at, "contains"), exactView(this.#stand.view));
    this.#node.contains = { node, min, max };
  }

  #readObjects(): void {
    this.#node.minProperties = this.#size("minProperties", 0);
    this.#node.maxProperties = this.#size("maxProperties", Number.POSITIVE_INFINITY);
    const properties = this.#get("properties");
    const defaulted = new Set<string>();
    if (isObject(properties)) this.#node.properties = this.#propertiesOf(Object.keys(properties), defaulted);
    else if (properties !== undefined) this.#unclear("properties", "properties must be an object");
    this.#node.defaulted = defaulted;
    this.#readRequired();
    const patterns = this.#get("patternProperties");
    if (isObject(patterns)) {
      const keys = Object.keys(patterns);
      this.#node.patternProperties = keys.map((key) => [key, this.#child("patternProperties", key)] as const);
    } else if (patterns !== undefined)
      this.#unclear("patternProperties", "patternProperties must be an object");
    const { role, tolerance } = this.#stand.view;
    const forgiving = role === "accepted" && tolerance !== "strict";
    for (const [keyword, field] of [
      ["additionalProperties", "additional"],
      ["unevaluatedProperties", "unevaluated"],
    ] as const) {
      const value = this.#get(keyword);
      if (value === undefined || (forgiving && value === false)) continue;
      this.#node[field] = this.#child(keyword);
    }
    if (this.#get("propertyNames") !== undefined && this.#dialect !== "draft-04") {
      this.#node.names = this.#pool.child(below(this.#at, "propertyNames"), exactView(this.#stand.view));
    }
  }

  #propertiesOf(names: readonly string[], defaulted: Set<string>): Map<string, SchemaNode> {
    const made = new Map<string, SchemaNode>();
    for (const name of names) {
      const hidden = this.#stand.hidden.has(name) && this.#stand.view.role === "sent";
      made.set(name, hidden ? this.#made({ never: true }) : this.#child("properties", name));
      if (own(own(own(this.#at.value, "properties"), name), "default") !== undefined) defaulted.add(name);
    }
    return made;
  }

  #readRequired(): void {
    const required = this.#get("required");
    if (Array.isArray(required)) {
      const names = required.filter((name): name is string => typeof name === "string");
      const { appliesDefaults } = this.#stand.view;
      const filled = (name: string) => appliesDefaults && this.#node.defaulted.has(name);
      this.#node.required = names.filter((name) => !this.#stand.hidden.has(name) && !filled(name));
    } else if (required !== undefined && required !== false)
      this.#unclear("required", "required must be a list");
  }

  #list(keyword: string): readonly number[] {
    const list = this.#get(keyword);
    if (Array.isArray(list) && list.length > 0) return [...list.keys()];
    if (list !== undefined) this.#unclear(keyword, `${keyword} must be a list with at least one schema`);
    return [];
  }

  #readCombinators(): void {
    for (const index of this.#list("allOf")) this.#allOf.push(this.#judge("allOf", index));
    const any = this.#list("anyOf");
    if (any.length > 0) this.#node.anyOf = any.map((index) => this.#judge("anyOf", index));
    const one = this.#list("oneOf");
    if (one.length > 0) this.#readOneOf(one);
    if (this.#get("not") !== undefined) this.#node.not = this.#exact("not");
  }

  /** "Exactly one" counts the branches as written; only what each branch then admits follows the view. */
  #readOneOf(branches: readonly number[]): void {
    const { role, tolerance } = this.#stand.view;
    const viewed = branches.map((index) => this.#judge("oneOf", index));
    if (branches.length === 1) this.#allOf.push(...viewed);
    else if (role === "sent") {
      this.#node.oneOf = branches.map((index) => this.#exact("oneOf", index));
      this.#allOf.push(this.#made({ anyOf: viewed }));
    } else if (tolerance !== "strict" && rejectsUnknownSomewhere(this.#pool.source, this.#at)) {
      this.#allOf.push(this.#made({ anyOf: viewed }));
    } else this.#node.oneOf = viewed;
  }

  /** `if` and the dependencies become `anyOf` with a `not` in it. */
  #readConditions(): void {
    const early = this.#dialect === "draft-04" || this.#dialect === "draft-06";
    if (this.#get("if") !== undefined && !early) this.#readIf();
    const modern = this.#dialect === "2019-09" || this.#dialect === "2020-12";
    if (modern && this.#get("dependencies") !== undefined) {
      this.#unclear(
        "dependencies",
        "dependencies is not a keyword of this dialect: write dependentRequired or dependentSchemas",
      );
    }
    for (const keyword of modern ? ["dependentRequired", "dependentSchemas"] : ["dependencies"]) {
      const map = this.#get(keyword);
      if (isObject(map)) for (const name of Object.keys(map)) this.#depend(keyword, name, map[name]);
      else if (map !== undefined) this.#unclear(keyword, `${keyword} must be an object`);
    }
  }

  /** Each branch says its condition again, so that only the one that applies counts as having looked at a property. */
  #readIf(): void {
    const condition = this.#exact("if");
    const otherwise = this.#made({ not: condition });
    const then = this.#get("then") === undefined ? [] : [this.#judge("then")];
    this.#allOf.push(this.#made({ anyOf: [otherwise, this.#made({ allOf: [condition, ...then] })] }));
    if (this.#get("else") === undefined) return;
    const not = this.#made({ not: otherwise });
    this.#allOf.push(this.#made({ anyOf: [not, this.#made({ allOf: [otherwise, this.#judge("else")] })] }));
  }

  #depend(keyword: string, name: string, wanted: unknown): void {
    const present = this.#made({ types: bits.object, required: [name] });
    const absent = this.#made({ not: present });
    const names = typeof wanted === "string" ? [wanted] : wanted;
    const then = Array.isArray(names)
      ? this.#made({ types: bits.object, required: names.map(String) })
      : this.#made({ types: bits.object, required: [name], allOf: [this.#judge(keyword, name)] });
    this.#allOf.push(this.#made({ anyOf: [absent, then] }));
  }

  /** Closed world: a sender's own value has no properties beyond the declared ones. */
  #close(): void {
    const { role, world } = this.#stand.view;
    if (role !== "sent" || world !== "closed" || this.#stand.inPlace || this.#node.unevaluated) return;
    if (closableIn(this.#pool.source, this.#at)) this.#node.unevaluated = this.#made({ never: true });
  }

  /** OpenAPI 3.0: `nullable` beside `$ref`, allOf or oneOf is meant as "or null", and so it is read. */
  #admitNull(alone: boolean): void {
    if (alone) return;
    const plain =
      this.#node.ref === undefined &&
      this.#allOf.length === 0 &&
      !this.#node.anyOf &&
      !this.#node.oneOf &&
      !this.#node.not;
    if (plain) {
      this.#node.types |= bits.null;
      const list = this.#node.enums;
      if (list && !list.includes(null)) this.#node.enums = [...list, null];
      return;
    }
    const { id, place, examples, unevaluated, hidden, view } = this.#node;
    const whole = this.#made({ ...this.#node, unevaluated: undefined });
    Object.assign(this.#node, blankParts(id, place, view), { spelled: true, examples, unevaluated, hidden });
    this.#node.anyOf = [whole, this.#made({ types: bits.null })];
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
