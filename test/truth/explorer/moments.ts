/**
 * When something happens in a world: it has happened before the first move (`past`), it will not happen (`never`), or it
 * is the atom with this number. Atoms that are one moment are joined; each joined set becomes one move, one bit of a state.
 */
export type When = number;
export const past: When = -1;
export const never: When = -2;
export const isAtom = (when: When): boolean => when >= 0;

/** One thing that can happen. Each mask has one bit per move; a state is the set of moves that have happened. */
export interface Move {
  readonly bit: number;
  /** Moves that must have happened before. A move that needs itself can never happen. */
  readonly need: number;
  /** A third party makes it: it may happen at any time, and we cannot hold it back. */
  readonly theirs: boolean;
  readonly label: string;
}

const maximumMoves = 30;

/** Says which worlds are too large for this explorer. A generator catches it and makes a smaller world. */
export class WorldTooLarge extends Error {}

/** Collects atoms and the order that physics puts on them, and numbers them as bits. */
export class Moments {
  readonly #labels: string[] = [];
  readonly #theirs: boolean[] = [];
  readonly #parent: number[] = [];
  readonly #order: { after: When; before: When; strict: boolean }[] = [];
  readonly #alternatives: { atom: When; before: When }[] = [];
  readonly #bits: number[] = [];
  #count = 0;

  atom(label: string, theirs = false): When {
    this.#parent.push(this.#parent.length);
    this.#labels.push(label);
    this.#theirs.push(theirs);
    return this.#parent.length - 1;
  }

  #root(atom: number): number {
    let root = atom;
    while (this.#parent[root] !== root) root = this.#parent[root] as number;
    return root;
  }

  /** The two are one moment. If one of them never happens, neither does the other. */
  join(a: When, b: When): void {
    if (isAtom(a) && isAtom(b)) this.#parent[this.#root(a)] = this.#root(b);
    else if (a === never) this.requires(b, never);
    else if (b === never) this.requires(a, never);
  }

  joined(a: When, b: When): boolean {
    return a === b || (isAtom(a) && isAtom(b) && this.#root(a) === this.#root(b));
  }

  /** Does a third party make it? */
  theirs(when: When): boolean {
    return isAtom(when) && (this.#theirs[when] as boolean);
  }

  label(when: When): string {
    return isAtom(when) ? (this.#labels[when] as string) : when === past ? "the beginning" : "never";
  }

  /** `after` happens only when `before` has happened; unless `strict`, both may be one moment. */
  requires(after: When, before: When, strict = false): void {
    if (isAtom(after) && before !== past) this.#order.push({ after, before, strict });
  }

  /** `atom` may also happen as soon as `before` has, whatever else it requires. */
  or(atom: When, before: When): void {
    this.#alternatives.push({ atom, before });
  }

  /** The mask of the move that `when` is part of; 0 for past and never. */
  bit(when: When): number {
    if (!isAtom(when)) return 0;
    const root = this.#root(when);
    this.#bits[root] ??= this.#number();
    return this.#bits[root] as number;
  }

  #number(): number {
    if (this.#count >= maximumMoves) throw new WorldTooLarge(`more than ${maximumMoves} moves`);
    return 1 << this.#count++;
  }

  mask(moments: readonly When[]): number {
    return moments.reduce((mask, when) => mask | this.bit(when), 0);
  }

  moves(): Move[] {
    const byBit = new Map<number, { need: number; theirs: boolean; labels: string[] }>();
    for (let atom = 0; atom < this.#parent.length; atom++) {
      const bit = this.bit(atom);
      const move = byBit.get(bit) ?? { need: 0, theirs: false, labels: [] };
      move.labels.push(this.#labels[atom] as string);
      move.theirs ||= this.#theirs[atom] as boolean;
      byBit.set(bit, move);
    }
    for (const { after, before, strict } of this.#order) {
      const bit = this.bit(after);
      const move = byBit.get(bit);
      const other = before === never ? bit : this.bit(before);
      if (move && (before === never || strict || other !== bit)) move.need |= other;
    }
    const moves: Move[] = [...byBit].map(([bit, { need, theirs, labels }]) => ({
      bit,
      need,
      theirs,
      label: labels.join(" + "),
    }));
    for (const { atom, before } of this.#alternatives) {
      const label = this.#labels[atom] as string;
      moves.push({ bit: this.bit(atom), need: this.bit(before), theirs: false, label });
    }
    return moves;
  }
}
