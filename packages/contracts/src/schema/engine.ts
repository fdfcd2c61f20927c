import { acceptedBy } from "./accepted.ts";
import { alone, type Conjunction } from "./conjunction.ts";
import { containsTheImpossible } from "./contains.ts";
import { holds, holdsAll } from "./evaluate.ts";
import { objectMembers } from "./members.ts";
import { type Outline, type SchemaNode, unaliased } from "./node.ts";
import { gap, isProved, mismatch, type Outcome, opaqueGap, proved } from "./outcome.ts";
import { areApart, outlineOf, outlineOfShape } from "./outline.ts";
import { longestOf } from "./positions.ts";
import { Properties } from "./properties.ts";
import type { Reasoner } from "./reasoner.ts";
import type { SameSource } from "./same-source.ts";
import { Sampler } from "./sampler.ts";
import { type Shape, shapesOf } from "./shape.ts";
import { bits } from "./types.ts";
import { type View, viewKey } from "./view.ts";

/**
 * Work for one question from outside: pairs looked at, shapes made, values tried. Deciding inclusion is exponential in
 * the worst case; a question that needs more is answered unknown.
 */
const workLimit = 25_000;
const tooMuch = "the comparison takes more work than this engine spends on one question (limit work)";
const noProof = "there is no proof";
/** Values within values. */
const descentLimit = 60;
/** The same for what must be there for something to be there: further down it is taken to be possible. */
const withinLimit = 100;
/** Questions within questions: what the stack carries. */
const pendingLimit = 400;
/** Parts of one shape that are held against the receiver's text one by one. */
const partsCompared = 40;

interface Pending {
  /** How far down in the value this question was asked. */
  readonly descent: number;
  readonly index: number;
}

/**
 * Decides inclusion for pairs (what the value is known to satisfy, the schema that must accept it).
 *
 * A pair that is met again further down in the value is assumed to hold: values are finite, so a proof by induction on
 * their size goes through (the greatest fixpoint). What was proved under an assumption is kept only if the assumption
 * itself comes out proved; otherwise it is forgotten and decided anew when asked again. A mismatch is a concrete value
 * and rests on no assumption. Met again at the same value (`a: {anyOf: [a, …]}`) nothing may be assumed.
 */
export class Engine implements Reasoner {
  readonly #same: SameSource;
  readonly #make: (like: SchemaNode, change: Partial<SchemaNode>) => SchemaNode;
  readonly #known = new Map<string, Outcome>();
  /** Asked for a proof only, and there was none. */
  readonly #unproved = new Set<string>();
  readonly #provisional: { key: string; outcome: Outcome }[] = [];
  readonly #pending = new Map<string, Pending>();
  readonly #shapes = new Map<string, readonly Shape[]>();
  readonly #empty = new Map<string, boolean>();
  readonly #synthetic = new Map<string, SchemaNode>();
  /** Of the question from outside: what was not shown may be shown when there is work again. */
  readonly #twins = new Map<readonly SchemaNode[], Map<SchemaNode, readonly number[]>>();
  readonly sampler: Sampler;
  #work = 0;
  #descent = 0;
  #proofOnly = false;
  /** How far down the question lies whether anything can be there. */
  #within = 0;
  /** Lowest index of a pending pair that the current answer leans on. */
  #leans = Number.POSITIVE_INFINITY;

  constructor(same: SameSource, make: (like: SchemaNode, change: Partial<SchemaNode>) => SchemaNode) {
    this.#same = same;
    this.#make = make;
    this.sampler = new Sampler(this);
  }

  /** A question from outside: the work starts anew, what is known stays. */
  ask(sent: Conjunction, accepted: SchemaNode): Outcome {
    this.#work = 0;
    this.#twins.clear();
    return this.included(sent, accepted);
  }

  /** Spends work; false when it is used up. */
  afford(work: number): boolean {
    this.#work += work;
    return this.#work <= workLimit;
  }

  /** A schema that no document spells; the same for the same key, so that questions stay finite. */
  synthetic(key: string, like: SchemaNode, change: Partial<SchemaNode>): SchemaNode {
    const known = this.#synthetic.get(key);
    if (known) return known;
    const made = this.#make(like, { ...change, rank: `${viewKey(like.view)} ${key}` });
    this.#synthetic.set(key, made);
    return made;
  }

  /** Is every value of `sent` accepted? `deeper` when the values asked about lie inside those of the question before. */
  included(sent: Conjunction, taken: SchemaNode, deeper = false): Outcome {
    const accepted = unaliased(taken);
    const key = `${sent.key}>${accepted.id}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#proofOnly && this.#unproved.has(key)) return gap(accepted, "", noProof);
    const before = this.#pending.get(key);
    const descent = this.#descent + (deeper ? 1 : 0);
    if (before) return this.#assume(before, descent, accepted);
    if (!this.afford(1)) return gap(accepted, "", tooMuch);
    if (descent > descentLimit || this.#pending.size > pendingLimit)
      return gap(accepted, "", "the schemas nest deeper than this engine follows (limit descent)");
    return this.#decide(key, sent, accepted, descent);
  }

  #assume(before: Pending, descent: number, accepted: SchemaNode): Outcome {
    if (descent <= before.descent)
      return gap(accepted, "$ref", "the schema refers to itself without looking into the value");
    this.#leans = Math.min(this.#leans, before.index);
    return proved;
  }

  #decide(key: string, sent: Conjunction, accepted: SchemaNode, descent: number): Outcome {
    const index = this.#pending.size;
    const outside = { descent: this.#descent, leans: this.#leans };
    this.#pending.set(key, { descent, index });
    this.#descent = descent;
    this.#leans = Number.POSITIVE_INFINITY;
    const mark = this.#provisional.length;
    const outcome = this.#answer(sent, accepted);
    this.#pending.delete(key);
    const leans = this.#leans;
    this.#descent = outside.descent;
    this.#leans = Math.min(outside.leans, leans < index ? leans : Number.POSITIVE_INFINITY);
    this.#settle(key, outcome, index, leans, mark);
    return outcome;
  }

  /** What to remember: for good if nothing outside is leaned on, else until that is settled. */
  #settle(key: string, outcome: Outcome, index: number, leans: number, mark: number): void {
    if (!isProved(outcome)) {
      // Whatever was proved meanwhile may lean on this pair: forget it.
      this.#provisional.length = mark;
      if (this.#proofOnly) {
        if (this.afford(0)) this.#unproved.add(key);
      } else if (this.afford(0) || outcome.mismatches.length > 0) this.#known.set(key, outcome);
      return;
    }
    if (leans >= index) {
      for (const entry of this.#provisional.splice(mark)) this.#known.set(entry.key, entry.outcome);
      this.#known.set(key, outcome);
    } else this.#provisional.push({ key, outcome });
  }

  #answer(sent: Conjunction, accepted: SchemaNode): Outcome {
    if (sent.nodes.some((node) => node === accepted || this.#isSame(node, accepted))) return proved;
    if (this.shapes(sent).every((shape) => this.saysTheSame(shape, accepted))) return proved;
    return acceptedBy(this, sent, accepted);
  }

  saysTheSame(shape: Shape, accepted: SchemaNode): boolean {
    if (!accepted.spelled || shape.parts.length > partsCompared) return false;
    return shape.parts.some((part) => part === accepted || this.#isSame(part, accepted));
  }

  saysTheSameOf(name: string, shape: Shape, { properties, view }: SchemaNode): boolean {
    if (!(properties instanceof Properties) || !properties.spells(name)) return false;
    for (const part of shape.parts) {
      const given = part.properties;
      if (!(given instanceof Properties) || !given.spells(name) || !isNarrow(part.view)) continue;
      // With the same marks the same fields of it travel.
      if (part.view.flow !== view.flow || part.view.turned !== view.turned) continue;
      if (this.#same.sameMember(name, given.at, properties.at)) return true;
    }
    return false;
  }

  sendsOneOnly(shape: Shape, first: SchemaNode, second: SchemaNode): boolean {
    return shape.parts.some(({ oneOf }) => {
      if (!oneOf) return false;
      const [one] = this.#equals(oneOf, first);
      return one !== undefined && this.#equals(oneOf, second).some((index) => index !== one);
    });
  }

  /** Which of a sender's branches mean the same as one of the receiver's. */
  #equals(oneOf: readonly SchemaNode[], accepted: SchemaNode): readonly number[] {
    const ofBranches = this.#twins.get(oneOf) ?? new Map<SchemaNode, readonly number[]>();
    this.#twins.set(oneOf, ofBranches);
    const known = ofBranches.get(accepted);
    if (known) return known;
    const found = [...oneOf.keys()].filter((index) => {
      const branch = oneOf[index];
      return branch !== undefined && this.#isEqual(branch, accepted);
    });
    ofBranches.set(accepted, found);
    return found;
  }

  /** A sender's branch as written, and a receiver's whose view changes nothing: do they mean the same? */
  #isEqual(branch: SchemaNode, accepted: SchemaNode): boolean {
    const { tolerance, appliesDefaults } = accepted.view;
    if (tolerance === "open-enum" || appliesDefaults || branch.hidden.size !== accepted.hidden.size)
      return false;
    if (this.#isSame(branch, accepted)) return true;
    return this.#surely(alone(branch), accepted) && this.#surely(alone(accepted), branch);
  }

  /** The sender's part and the receiver's are spelled the same, and the receiver's reading is not the narrower one. */
  #isSame(sent: SchemaNode, accepted: SchemaNode): boolean {
    if (!sent.spelled || !accepted.spelled) return false;
    if (!isNarrow(sent.view) && viewKey(sent.view) !== viewKey(accepted.view)) return false;
    if (sent.view.turned !== accepted.view.turned && accepted.view.flow !== "either") return false;
    for (const name of sent.hidden) if (!accepted.hidden.has(name)) return false;
    return this.#same.same(sent.place, accepted.place);
  }

  shapes(sent: Conjunction): readonly Shape[] {
    const known = this.#shapes.get(sent.key);
    if (known) return known;
    const all = shapesOf(sent, (work) => void this.afford(work));
    this.#shapes.set(sent.key, all);
    return all;
  }

  /** Surely no value satisfies it. */
  isEmpty(sent: Conjunction): boolean {
    const known = this.#empty.get(sent.key);
    if (known !== undefined) return known;
    if (this.#within >= withinLimit) return false;
    this.#empty.set(sent.key, false);
    this.#within++;
    const empty = this.shapes(sent).every((shape) => this.#isEmptyShape(shape));
    this.#within--;
    this.#empty.set(sent.key, empty);
    return empty;
  }

  #isEmptyShape(shape: Shape): boolean {
    if (shape.enums) return shape.enums.every((value) => holdsAll(shape.parts, value) === false);
    for (const part of shape.parts) {
      if (part.not && this.#surely(shape.conj, part.not)) return true;
      if (!part.oneOf || part.oneOf.length > 20 || isMeant(part)) continue;
      if (this.#twoSurelyHold(shape, part.oneOf)) return true;
    }
    return kindsOf(shape).every((kind) => this.#hasNone(shape, kind));
  }

  /** As written no value of the shape is ever sent, although it was meant: there is no use in looking for one. */
  isOnlyMeant(shape: Shape): boolean {
    shape.known.onlyMeant ??= shape.parts.some(
      (part) =>
        part.oneOf && part.oneOf.length <= 20 && isMeant(part) && this.#twoSurelyHold(shape, part.oneOf),
    );
    return shape.known.onlyMeant;
  }

  /** Two of a oneOf's branches surely hold; most are out of the question at first sight, and the plainest are quick. */
  #twoSurelyHold(shape: Shape, branches: readonly SchemaNode[]): boolean {
    const outline = outlineOfShape(shape);
    const likely = branches.filter((branch) => mayHold(outline, outlineOf(branch)));
    if (likely.length < 2) return false;
    const plainest = likely.sort((a, b) => outlineOf(a).required.length - outlineOf(b).required.length);
    let sure = 0;
    for (const branch of plainest) if (this.#surely(shape.conj, branch) && ++sure > 1) return true;
    return false;
  }

  /** Surely no value of one kind. */
  #hasNone(shape: Shape, kind: number): boolean {
    if (kind === bits.object) {
      const members = objectMembers(this, shape);
      return [...shape.required].some((name) => members.of(name) === undefined);
    }
    if (kind !== bits.array) return false;
    const longest = longestOf(this, shape);
    return shape.minItems > longest || containsTheImpossible(this, shape, longest);
  }

  /** Only what is proved without leaning on an open question. */
  #surely(sent: Conjunction, accepted: SchemaNode): boolean {
    const outside = this.#leans;
    this.#leans = Number.POSITIVE_INFINITY;
    const proof = this.proves(sent, accepted);
    const free = this.#leans === Number.POSITIVE_INFINITY;
    this.#leans = Math.min(outside, this.#leans);
    return free && proof;
  }

  get proofOnly(): boolean {
    return this.#proofOnly;
  }

  proves(sent: Conjunction, accepted: SchemaNode, deeper = false): boolean {
    const outside = this.#proofOnly;
    this.#proofOnly = true;
    const outcome = this.included(sent, accepted, deeper);
    this.#proofOnly = outside;
    return isProved(outcome);
  }

  /** Where what is sent cannot be looked through, no value of it is ever sure: that is the reason to name. */
  unshown(sent: Conjunction, accepted: SchemaNode, keyword: string, why: string): Outcome {
    for (const { parts } of this.shapes(sent)) {
      const opaque = parts.find((part) => part.opaque.length > 0)?.opaque[0];
      if (opaque) return opaqueGap(accepted, { ...opaque, why: `in what is sent, ${opaque.why}` });
    }
    return gap(accepted, keyword, why);
  }

  /** The first candidate that is sent for sure and refused for sure; a gap if there is none. */
  refute(
    sent: Conjunction,
    accepted: SchemaNode,
    keyword: string,
    why: string,
    candidates: Iterable<unknown>,
  ): Outcome {
    if (this.#proofOnly) return gap(accepted, keyword, noProof);
    for (const value of candidates) {
      if (!this.afford(1)) break;
      if (holds(accepted, value) === false && holdsAll(sent.nodes, value) === true)
        return mismatch(accepted, keyword, why, value);
    }
    return this.unshown(sent, accepted, keyword, `${why}, but no value was found that shows it`);
  }
}

/**
 * Alternatives often overlap only because their objects are open: as written, nothing may be sent of the one that has all
 * that another asks for, and more. A closed sender sends it all the same: what its author declared was meant.
 */
function isMeant({ view }: SchemaNode): boolean {
  return view.role === "sent" && view.world === "closed";
}

/** Nothing at first sight speaks against every value of the one being a value of the other. */
function mayHold(sent: Outline, wanted: Outline): boolean {
  if ((sent.types & ~wanted.types) !== 0) return false;
  for (const name of wanted.required) if (!sent.required.includes(name)) return false;
  return !areApart(sent, wanted);
}

function kindsOf(shape: Shape): number[] {
  return Object.values(bits).filter((bit) => (shape.types & bit) !== 0);
}

/** A sender's reading and the exact one are contained in every receiver's reading of the same text. */
function isNarrow(view: View): boolean {
  return view.role === "sent" || (view.tolerance === "strict" && !view.appliesDefaults);
}
