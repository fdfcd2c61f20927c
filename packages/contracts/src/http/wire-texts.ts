import { wholeNumbersIn } from "../schema/bounds.ts";
import type { Difference } from "../schema/comparison.ts";
import { conjunction } from "../schema/conjunction.ts";
import { Engine } from "../schema/engine.ts";
import { holds, holdsAll } from "../schema/evaluate.ts";
import type { SchemaNode } from "../schema/node.ts";
import { type PoolOptions, SchemaPool } from "../schema/normalise.ts";
import type { Gap } from "../schema/outcome.ts";
import { SameSource } from "../schema/same-source.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import { ofTypes, type Shape } from "../schema/shape.ts";
import { TwoSources } from "../schema/sources.ts";
import { anyType, bitOf, bits, numberBits } from "../schema/types.ts";
import { type Maybe, some } from "../schema/verdict3.ts";
import { exactView, type View } from "../schema/view.ts";
import type { TextSide } from "./text-values.ts";
import { isPlain, itemOf, listItems, wholeOf } from "./wire-lists.ts";
import { fieldNameOf, fieldOf, objectFields, objectWith } from "./wire-objects.ts";

export interface TextEnd extends TextSide {
  readonly view: View;
}

type Shown = Difference["mismatches"][number];
/** Of some of the values that are sent: all are taken, one is not, or that is open. */
type Answer = { readonly kind: "taken" | "open" } | { readonly kind: "refused"; readonly value: unknown };
const taken: Answer = { kind: "taken" };
const open: Answer = { kind: "open" };

/** Parameters, headers and the fields of forms of two contracts: what is sent is a text on the wire, whatever a schema calls it. */
export class WireTexts {
  readonly #sent: SchemaPool;
  readonly #accepted: SchemaPool;
  readonly #engine: Engine;

  constructor(sent: SchemaSource, accepted: SchemaSource) {
    let last = 0;
    const options: PoolOptions = { formats: "assert", nextId: () => ++last };
    this.#sent = new SchemaPool(sent, options);
    this.#accepted = new SchemaPool(accepted, options);
    const make = (like: SchemaNode, change: Partial<SchemaNode>) =>
      this.#accepted.made(like.place, exactView(like.view), change);
    this.#engine = new Engine(new SameSource(new TwoSources(sent, accepted)), make);
  }

  /** What is left of a difference between two schemas: no value counts whose text is taken. */
  difference(found: Difference, sent: TextEnd, accepted: TextEnd): Difference {
    if (found.mismatches.length === 0 || !sent.schema || !accepted.schema) return found;
    if ((sent.content ?? accepted.content) !== undefined) return found;
    const from = this.#sent.node(sent.schema, sent.view);
    const to = this.#accepted.node(accepted.schema, accepted.view);
    const shapes = this.#engine.shapes(conjunction([from]));
    if (shapes.every(isPlain)) return this.#plain(found, from, to);
    return this.#object(this.#list(found, shapes, to), shapes, to);
  }

  #plain(found: Difference, from: SchemaNode, to: SchemaNode): Difference {
    const shapes = this.#engine.shapes(conjunction([from]));
    const kept = found.mismatches.filter(({ value }) => this.#takes(to, value) === false);
    const dropped = found.mismatches.filter((item) => !kept.includes(item));
    const shown = found.mismatches.map(({ value }) => value);
    const answers = shapes.flatMap((shape) => [...this.#answers({ shape, from, to, shown })]);
    const others = dropped.length === 0 ? [] : othersIn(answers, kept, dropped);
    const isOpen = answers.some(({ kind }) => kind === "open");
    const gaps = isOpen ? found.mismatches.slice(0, 1).map(openAt) : [];
    return { mismatches: [...kept, ...others], gaps: [...found.gaps, ...gaps] };
  }

  /** The items of a list are texts, each by itself; what is wrong with the list as a whole stays. */
  #list(found: Difference, shapes: readonly Shape[], to: SchemaNode): Difference {
    const items = listItems(this.#engine, shapes, to);
    const wrong = found.mismatches.filter(({ at }) => /^\/\d+$/.test(at));
    if (!items || wrong.length === 0) return found;
    const left = this.#inside(wrong, items, { itemOf, wholeOf: (item) => wholeOf(item, items.least) });
    return {
      mismatches: [...found.mismatches.filter((item) => !wrong.includes(item)), ...left.mismatches],
      gaps: [...found.gaps, ...left.gaps],
    };
  }

  /** So are the plain fields of an object. */
  #object(found: Difference, shapes: readonly Shape[], to: SchemaNode): Difference {
    const fields = objectFields(this.#engine, shapes, to);
    if (!fields) return found;
    const names = new Set(found.mismatches.flatMap((item) => fieldNameOf(item) ?? []));
    return [...names].reduce((before, name): Difference => {
      const wrong = before.mismatches.filter((item) => fieldNameOf(item) === name);
      const ends = fields.of(name);
      const [like] = wrong;
      if (!ends || !like) return before;
      const left = this.#inside(
        wrong,
        { shape: fields.shape, ...ends },
        { itemOf: (whole) => fieldOf(whole, name), wholeOf: (item) => objectWith(like, name, item) },
      );
      return {
        mismatches: [...before.mismatches.filter((item) => !wrong.includes(item)), ...left.mismatches],
        gaps: [...before.gaps, ...left.gaps],
      };
    }, found);
  }

  /** Of what is wrong with one plain part of some values: what is left, since that is a text. */
  #inside(
    wrong: readonly Shown[],
    { shape, sent, accepted }: { shape: Shape; sent: SchemaNode; accepted: SchemaNode },
    { itemOf, wholeOf }: { itemOf(whole: Shown): Shown; wholeOf(item: Shown): Shown },
  ): Difference {
    const single = new Map(wrong.map((whole) => [itemOf(whole), whole]));
    const left = this.#plain({ mismatches: [...single.keys()], gaps: [] }, sent, accepted);
    const mismatches = left.mismatches.map((item) => single.get(item) ?? wholeOf(item));
    const isSent = ({ value }: Shown) => holdsAll(shape.conj.nodes, value) === true;
    const open = mismatches.filter((item) => !isSent(item)).map(openAt);
    return { mismatches: mismatches.filter(isSent), gaps: [...left.gaps, ...open] };
  }

  *#answers(asked: Asked): Generator<Answer> {
    const { shape, from, to } = asked;
    const { types, parts, enums } = shape;
    const counted = (types & numberBits) === bits.integer ? wholeNumbersIn(shape) : undefined;
    const values = enums ?? [null, true, false, ...(counted ?? [])];
    for (const value of values) {
      if ((types & bitOf(value)) === 0 || holdsAll(parts, value) === false) continue;
      const fits = this.#takes(to, value);
      if (fits === true) yield taken;
      else yield fits === false && holds(from, value) === true ? { kind: "refused", value } : open;
    }
    if (enums) return;
    if (types & bits.string) yield this.#endless(asked, bits.string, []);
    if (types & numberBits && !counted) yield this.#numbers(asked);
  }

  #numbers(asked: Asked): Answer {
    const { shape, to } = asked;
    const text = textOfNumbers(shape);
    const node = this.#engine.synthetic(JSON.stringify(text), to, { ...text, types: bits.string });
    const outcome = this.#engine.ask(conjunction([node]), to);
    if (outcome.mismatches.length + outcome.gaps.length === 0) return taken;
    const ends = [shape.lower, shape.upper].flatMap((bound) => (bound ? [bound.value] : []));
    const found = outcome.mismatches.map(({ value }) => Number(value));
    return this.#endless(asked, numberBits, [...found, ...ends, ...usual]);
  }

  /** Of values without end: a proof for all of them as they are, or one that is refused. */
  #endless({ shape, from, to, shown }: Asked, types: number, candidates: readonly unknown[]): Answer {
    const outcome = this.#engine.ask(ofTypes(shape, types), to);
    if (outcome.mismatches.length + outcome.gaps.length === 0) return taken;
    const all = [...shown, ...outcome.mismatches.map(({ value }) => value), ...candidates];
    const value = all.find(
      (each) => (types & bitOf(each)) !== 0 && holds(from, each) === true && this.#takes(to, each) === false,
    );
    return value === undefined ? open : { kind: "refused", value };
  }

  /** As itself or as its text; a text that is no text to the receiver as what it spells. */
  #takes(to: SchemaNode, value: unknown): Maybe {
    const isScalar = value !== null && typeof value !== "object";
    const text = String(value);
    const plainly = some(isScalar ? [value, text] : [value], (each) => holds(to, each));
    if (plainly === true || !isScalar) return plainly;
    // Other ways to write it are usual.
    if (typeof value === "number" && /e/.test(text)) return undefined;
    const spelled = typeof value === "string" && isTyped(to) ? spelledBy(text) : undefined;
    if (spelled === undefined || holds(to, spelled) === false) return plainly;
    return String(spelled) === text ? some([spelled], (each) => holds(to, each)) : undefined;
  }
}

interface Asked {
  readonly shape: Shape;
  readonly from: SchemaNode;
  readonly to: SchemaNode;
  /** Values that were found already. */
  readonly shown: readonly unknown[];
}

const undecided =
  "each value is a text on the wire, and whether all of these texts are accepted is not decided";
/** Of every length, with and without a sign, and fractions. */
const usual = Array.from({ length: 16 }, (_, digits) => [10 ** digits / 2, 10 ** digits])
  .flat()
  .flatMap((value) => [value, -value]);

/** Says which types it takes: a schema without a type is no reason to read a text as a number. */
function isTyped(node: SchemaNode, depth = 0): boolean {
  if (node.types !== anyType || node.enums) return true;
  if (depth > depthLimit) return false;
  const inner = (each: SchemaNode) => isTyped(each, depth + 1);
  const parts = node.ref ? [...node.allOf, node.ref()] : node.allOf;
  return parts.some(inner) || [node.anyOf, node.oneOf].some((list) => list?.every(inner));
}
const depthLimit = 8;

/** What is refused though another value of its kind, which was shown, is not: one of each kind. */
function othersIn(answers: readonly Answer[], kept: readonly Shown[], dropped: readonly Shown[]): Shown[] {
  const told = new Set(kept.map(({ value }) => typeof value));
  return answers.flatMap((answer) => {
    if (answer.kind !== "refused" || told.has(typeof answer.value)) return [];
    told.add(typeof answer.value);
    const like = dropped.find(({ value }) => typeof value === typeof answer.value) ?? dropped[0];
    return like ? [withValue(like, answer.value)] : [];
  });
}

function openAt({ keyword, place }: Shown): Gap {
  return { at: "", keyword, place, why: undecided, decides: "the same type on both sides" };
}

function withValue(like: Shown, value: unknown): Shown {
  const why = `${JSON.stringify(value)} is sent but not accepted, nor is its text`;
  return { ...like, value, why, claim: like.claim && { ...like.claim, value } };
}

/** Every text that one of these numbers is written as, and perhaps more. Whole numbers are written in digits. */
function textOfNumbers({
  types,
  lower,
  upper,
}: Shape): Pick<SchemaNode, "pattern" | "minLength" | "maxLength"> {
  const sign = lower && lower.value >= 0 ? "" : "-?";
  const most = lower && upper ? Math.max(...[lower, upper].map(({ value }) => String(value).length)) : 0;
  if (types & bits.fraction)
    return {
      pattern: `^${sign}(0|[1-9][0-9]*)(\\.[0-9]+)?(e[+-][0-9]+)?$`,
      minLength: 1,
      maxLength: Number.POSITIVE_INFINITY,
    };
  return {
    pattern: `^${sign}(0|[1-9][0-9]*)$`,
    minLength: lower && lower.value > 0 ? String(lower.value).length : 1,
    maxLength: most > 0 && most < 16 ? most : Number.POSITIVE_INFINITY,
  };
}

/** The number or truth value that a text may be read as. */
function spelledBy(text: string): number | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}
