import { textsLike } from "../../packages/contracts/src/pattern/text-sample.ts";
import { compiled } from "../support/independent-validator.ts";
import { type Dice, randomValue } from "../support/random-value.ts";
import { type Move, movesToValue, type Place } from "./places.ts";
import { type Flow, Reading, type Terms } from "./reading.ts";
import { at, isJson, type Json, mapped, type Steps } from "./schema-tree.ts";

/** A whole body, parameter or header. */
type Whole = Pick<Place, "root" | "carrier">;

/** Two documents as those who send and those who take what flows one way read them. */
export class Meeting {
  readonly #sender: Reading;
  readonly #receiver: Reading;
  readonly #judges = new Map<string, Judges>();

  constructor(sender: Json, receiver: Json, flow: Flow, terms: Terms) {
    this.#sender = new Reading(sender, { role: "sender", flow, terms });
    this.#receiver = new Reading(receiver, { role: "receiver", flow, terms });
  }

  /** Whether a value is sent by the one and refused by the other, asked of an independent validator alone. */
  breaks({ root, carrier }: Whole, value: unknown): boolean {
    const { maySend, takes } = this.#judgesOf(root);
    if (!maySend(value)) return false;
    const read = carrier === "body" ? [value] : spellings(value);
    return read.every((each) => !takes(each));
  }

  /** A value of the whole body that differs at a place, looked for with dice. */
  witness(place: Place, hints: readonly unknown[], roll: Dice): { value: unknown } | undefined {
    const toValue = movesToValue(place.moves);
    const candidates = this.#candidates(place, toValue, hints, roll);
    if (toValue.length === 0) {
      const found = candidates.findIndex((value) => this.breaks(place, value));
      return found < 0 ? undefined : { value: candidates[found] };
    }
    if (candidates.length === 0) return undefined;
    const schema = this.#sender.schema(place.root);
    const about = generating(forced(this.#sender, schema, toValue, { enum: candidates.slice(0, 12) }));
    for (let tries = 0; tries < wholeTries; tries++) {
      const value = plainJson(randomValue(about, roll));
      if (this.breaks(place, value)) return { value };
    }
    return undefined;
  }

  #judgesOf(root: Steps): Judges {
    const key = JSON.stringify(root);
    const known = this.#judges.get(key);
    if (known) return known;
    const made = judges(this.#sender.schema(root), this.#receiver.schema(root));
    this.#judges.set(key, made);
    return made;
  }

  /** Values of the very place that one admits and the other does not; of the whole, where the place is the whole. */
  #candidates(place: Place, toValue: readonly Move[], hints: readonly unknown[], roll: Dice): unknown[] {
    const schema = reached(this.#sender, this.#sender.schema(place.root), toValue);
    const other = reached(this.#receiver, this.#receiver.schema(place.root), toValue);
    const pool = [...hints, ...extremes(schema), ...extremes(other), ...always];
    const about = generating(this.#sender.standalone(schema));
    for (let tries = 0; tries < partTries; tries++) {
      const value = plainJson(randomValue(about, roll));
      pool.push(value, ...neighbours(value, roll));
    }
    if (toValue.length === 0) return pool;
    // Below a field that does not travel in this direction nothing is sent.
    if (schema === undefined || other === undefined) return [];
    const { maySend, takes } = judges(this.#sender.standalone(schema), this.#receiver.standalone(other));
    return pool.filter((value) => maySend(value) && !takes(value));
  }
}

const partTries = 40;
const wholeTries = 60;

interface Judges {
  readonly maySend: (value: unknown) => boolean;
  readonly takes: (value: unknown) => boolean;
}

function judges(sent: Json, accepted: Json): Judges {
  const [first, second] = [compiled("2020-12", sent), compiled("2020-12", accepted)];
  for (const judge of [first, second]) {
    const answer = judge(null);
    if (answer.kind === "unknown") throw new Error(`a specification cannot be judged: ${answer.why}`);
  }
  return {
    maySend: (value) => first(value).kind === "valid",
    takes: (value) => second(value).kind === "valid",
  };
}

/**
 * A parameter or header is a text on the wire: whoever reads it may take it as any of these. How null is written is said
 * nowhere, so only who takes null takes it; a list is read by who takes lists.
 */
function spellings(value: unknown): unknown[] {
  if (typeof value === "object") return [value];
  const text = String(value);
  const asNumber = text.trim() !== "" && Number.isFinite(Number(text)) ? [Number(text)] : [];
  return [text, ...asNumber, ...(text === "true" || text === "false" ? [text === "true"] : [])];
}

/** The schema at the end of a way. */
function reached(reading: Reading, schema: Json, moves: readonly Move[]): unknown {
  return moves.reduce<unknown>((here, move) => {
    if (!isJson(here)) return undefined;
    return move.kind === "reference" ? reading.definition(move.name) : at(asWritten(here, move), move.steps);
  }, schema);
}

/** "Or null" beside other alternatives is read as alternatives of its own: the first is what was written. */
function asWritten(schema: unknown, move: Move): unknown {
  const gone = move.kind === "step" && at(schema, move.steps) === undefined;
  return gone ? at(schema, ["anyOf", 0]) : schema;
}

/** A schema whose values go a way to its end, and have one of the given ones there. */
function forced(reading: Reading, schema: Json, moves: readonly Move[], end: Json): Json {
  const [move, ...rest] = moves;
  if (!move) return end;
  const written = asWritten(schema, move);
  if (written !== schema && isJson(written)) return forced(reading, written, moves, end);
  if (move.kind === "reference") {
    const { $ref: _, ...beside } = schema;
    const target = forced(reading, reading.definition(move.name), rest, end);
    return { ...beside, allOf: [...((schema.allOf as Json[] | undefined) ?? []), target] };
  }
  const inner = at(schema, move.steps);
  const next = forced(reading, isJson(inner) ? inner : {}, rest, end);
  const [keyword = "", key = ""] = move.steps.map(String);
  if (keyword === "properties") {
    const required = [...new Set([...((schema.required as string[] | undefined) ?? []), key])];
    return { ...schema, required, properties: { ...(schema.properties as Json), [key]: next } };
  }
  if (keyword === "items")
    return { ...schema, minItems: Math.max(1, Number(schema.minItems ?? 0)), items: next };
  if (keyword === "anyOf" || keyword === "oneOf") return { ...schema, [keyword]: [next] };
  if (keyword === "allOf") {
    const parts = schema.allOf as Json[];
    return { ...schema, allOf: parts.map((part, index) => (index === Number(key) ? next : part)) };
  }
  return { ...schema, [keyword]: next };
}

/** What `randomValue` does not read, written as lists of values. */
function generating(schema: Json): Json {
  return mapped(schema, (each) => {
    if (each.const !== undefined) return { ...each, enum: [each.const] };
    if (each.enum !== undefined || ![each.type].flat().includes("string")) return each;
    const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY, example } = each;
    if (pattern === undefined && Number(maxLength) >= 8) return each;
    const made =
      pattern === undefined ? ["x".repeat(Number(minLength))] : textsLike(String(pattern), Number(minLength));
    return { ...each, enum: [...(example === undefined ? [] : [example]), ...made, "a"] };
  }) as Json;
}

const always: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  2,
  7,
  0.5,
  1e6,
  "",
  "a",
  "x".repeat(300),
  "true",
  "1",
  "2026-01-31",
  "2026-01-31T12:00:00Z",
  "123e4567-e89b-42d3-a456-426614174000",
  "https://example.com/a",
  [],
  [null],
  ["a"],
  [1, 1],
  {},
  { other: 1 },
];

/** Values on both sides of every bound that a schema names. */
function extremes(schema: unknown): unknown[] {
  const found: unknown[] = [];
  const look = (value: unknown) => {
    if (!isJson(value)) return;
    found.push(...((value.enum as unknown[] | undefined) ?? []));
    for (const keyword of ["const", "example"]) if (value[keyword] !== undefined) found.push(value[keyword]);
    for (const keyword of ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) {
      const bound = value[keyword];
      if (typeof bound === "number") found.push(bound, bound - 1, bound + 1, bound - 0.5, bound + 0.5);
    }
    for (const keyword of ["minLength", "maxLength"]) {
      const bound = value[keyword];
      if (typeof bound === "number" && bound < 1e5)
        for (const length of [bound - 1, bound, bound + 1]) found.push("x".repeat(Math.max(0, length)));
    }
    if (typeof value.pattern === "string") found.push(...textsLike(value.pattern, 0));
    for (const keyword of ["allOf", "anyOf", "oneOf"])
      for (const part of (value[keyword] as unknown[] | undefined) ?? []) look(part);
  };
  look(schema);
  return found;
}

/** Values that differ in one thing. */
function neighbours(value: unknown, roll: Dice): unknown[] {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(roll() * items.length)];
  if (Array.isArray(value)) {
    const [first] = value;
    const long =
      value.length === 0 ? [] : Array.from({ length: 12 }, (_, index) => value[index % value.length]);
    return [[], value.slice(0, 1), [first, first], long];
  }
  if (!isJson(value)) return [];
  const name = pick(Object.keys(value));
  if (name === undefined) return [];
  const { [name]: _, ...without } = value;
  return [without, { ...value, [name]: null }, { ...value, other: "x" }, { ...value, zebra: 1, other: [] }];
}

function plainJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
