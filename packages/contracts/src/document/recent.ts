/**
 * What is known of two things together, for the pairs asked about last. A comparison asks about one pair again and again;
 * with many versions there are too many pairs to keep all that was found out.
 */
export class Recent<K extends object, V> {
  readonly #limit: number;
  readonly #make: (a: K, b: K) => V;
  #entries: { readonly a: K; readonly b: K; readonly value: V }[] = [];

  constructor(limit: number, make: (a: K, b: K) => V) {
    this.#limit = limit;
    this.#make = make;
  }

  of(a: K, b: K): V {
    const known = this.#entries.find((entry) => entry.a === a && entry.b === b);
    if (known) return known.value;
    const value = this.#make(a, b);
    this.#entries = [{ a, b, value }, ...this.#entries].slice(0, this.#limit);
    return value;
  }
}
