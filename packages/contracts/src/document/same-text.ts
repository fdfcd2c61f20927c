import { equalJson, isObject, own } from "./json.ts";
import type { Library, Location } from "./library.ts";
import { Recent } from "./recent.ts";
import { isData, isNameMap } from "./walk.ts";

/** Values within values and references: what the stack carries. Deeper down nothing is called the same. */
const depthLimit = 500;
/** What nobody acts on. */
const prose = new Set(["title", "description", "summary", "$comment"]);
/** Meanings that depend on who refers, addresses that references from elsewhere may aim at, names of other parts. */
const entangled = [
  "$dynamicRef",
  "$recursiveRef",
  "$dynamicAnchor",
  "$recursiveAnchor",
  "$id",
  "id",
  "discriminator",
];

/** One for each two contracts that are being compared, in either order: what is known is known to all who ask. */
const recent = new Recent<Library, SameText>(4, (a, b) => new SameText(a, b));

export function sameText(a: Library, b: Library): SameText {
  return recent.of(a, b);
}

/**
 * Do two places of two contracts spell the same, word for word but for prose, with everything they refer to? Then
 * nothing needs to be compared. A reference must have the same name and a target that spells the same; one that leads
 * out of the repository is never the same. Right about cycles; remembers.
 */
export class SameText {
  readonly #a: Library;
  readonly #b: Library;
  /** Target of a reference in the one -> target in the other that it is known to equal, or to differ from. */
  readonly #same = new Map<object, object>();
  readonly #differ = new Map<object, object>();
  /** Targets under comparison, outermost first: to meet them again proves nothing against them. */
  readonly #pending = new Map<object, { readonly other: object; readonly index: number }>();
  /** Equal if what is pending further out is. */
  readonly #provisional: [object, object][] = [];
  #depth = 0;
  /** Lowest index of a pending target that the current answer leans on. */
  #leans = Number.POSITIVE_INFINITY;

  constructor(a: Library, b: Library) {
    this.#a = a;
    this.#b = b;
  }

  same(a: Location, b: Location): boolean {
    return this.#values(a.value, b.value, a, b);
  }

  /** The same of what stands below two places, each in the place's own document. */
  sameValues(left: unknown, right: unknown, a: Location, b: Location): boolean {
    return this.#values(left, right, a, b);
  }

  #values(left: unknown, right: unknown, a: Location, b: Location): boolean {
    if (left === right) return true;
    if (this.#depth >= depthLimit) return false;
    this.#depth++;
    const answer = this.#insides(left, right, a, b);
    this.#depth--;
    return answer;
  }

  #insides(left: unknown, right: unknown, a: Location, b: Location): boolean {
    if (Array.isArray(left)) {
      if (!Array.isArray(right) || left.length !== right.length) return false;
      for (let index = 0; index < left.length; index++)
        if (!this.#values(left[index], right[index], a, b)) return false;
      return true;
    }
    return isObject(left) && isObject(right) && this.#objects(left, right, a, b, false);
  }

  #objects(left: object, right: object, a: Location, b: Location, names: boolean): boolean {
    let both = 0;
    for (const key of Object.keys(left)) {
      const value = own(left, key);
      const other = own(right, key);
      if (!names && isProse(key, value) && (other === undefined || isProse(key, other))) {
        if (other !== undefined) both++;
        continue;
      }
      if (other === undefined || !this.#entry(key, value, other, a, b, names)) return false;
      both++;
    }
    for (const key of Object.keys(right)) {
      if (Object.hasOwn(left, key)) both--;
      else if (names || !isProse(key, own(right, key))) return false;
    }
    return both === 0 && (names || this.#meaning(left, a, b));
  }

  #entry(key: string, value: unknown, other: unknown, a: Location, b: Location, names: boolean): boolean {
    if (names) return this.#values(value, other, a, b);
    if (isData(key)) return equalJson(value, other);
    if (isNameMap(key) && isObject(value) && isObject(other)) return this.#objects(value, other, a, b, true);
    return this.#values(value, other, a, b);
  }

  /** Of keywords that are spelled the same. */
  #meaning(keywords: object, a: Location, b: Location): boolean {
    if (entangled.some((key) => Object.hasOwn(keywords, key))) return false;
    const reference = own(keywords, "$ref");
    return typeof reference !== "string" || this.#targets(reference, a, b);
  }

  #targets(reference: string, a: Location, b: Location): boolean {
    const from = this.#a.resolve(a, reference);
    const to = this.#b.resolve(b, reference);
    if (from.kind !== "found" || to.kind !== "found") return false;
    const [left, right] = [from.location.value, to.location.value];
    if (!isObject(left) || !isObject(right)) return left === right;
    if (this.#same.get(left) === right) return true;
    if (this.#differ.get(left) === right) return false;
    const before = this.#pending.get(left);
    if (before?.other === right) {
      this.#leans = Math.min(this.#leans, before.index);
      return true;
    }
    // The same target against two others at once: rare, and not worth following.
    if (before) return false;
    return this.#decide(left, right, from.location, to.location);
  }

  #decide(left: object, right: object, from: Location, to: Location): boolean {
    const index = this.#pending.size;
    const outside = this.#leans;
    const mark = this.#provisional.length;
    this.#leans = Number.POSITIVE_INFINITY;
    this.#pending.set(left, { other: right, index });
    const answer = this.#values(left, right, from, to);
    this.#pending.delete(left);
    if (!answer) {
      // A difference rests on no assumption; what was found equal on the way may.
      this.#differ.set(left, right);
      this.#provisional.length = mark;
    } else if (this.#leans >= index) {
      for (const [one, other] of this.#provisional.splice(mark)) this.#same.set(one, other);
      this.#same.set(left, right);
    } else this.#provisional.push([left, right]);
    this.#leans = Math.min(outside, this.#leans < index ? this.#leans : Number.POSITIVE_INFINITY);
    return answer;
  }
}

function isProse(key: string, value: unknown): boolean {
  return prose.has(key) && typeof value === "string";
}
