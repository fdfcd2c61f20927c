/** Of so many processes (each reload is one) it is remembered which lines came. */
const maxProcesses = 16;
/** A line that is missing may still come: threads hand in their lines in another order than they numbered them. */
const settlesS = 1;

interface Numbers {
  first: number;
  last: number;
  count: number;
}

/** Which lines of a log came, by the number that each carries, and so how many never did. */
export class LineNumbers {
  readonly #processes = new Map<number, Numbers>();
  #missing = 0;
  /** The fewest that were missing at any time of a second; the last seconds only. */
  #least: { readonly second: number; missing: number }[] = [];

  /** `second`: when the line came, s since 1970; undefined: it does not say. */
  take({ pid, number }: { readonly pid: number; readonly number: number }, second: number | undefined): void {
    const known = this.#processes.get(pid);
    if (known === undefined) this.#begin(pid, number);
    else {
      this.#missing -= missing(known);
      known.first = Math.min(known.first, number);
      known.last = Math.max(known.last, number);
      known.count++;
      this.#missing += missing(known);
    }
    if (second !== undefined) this.#note(second);
  }

  /** Missing now, some perhaps on their way. */
  get missing(): number {
    return this.#missing;
  }

  /** Lost for sure: missing at every moment of the last seconds. */
  lost(nowS: number): number {
    const recent = this.#least.filter(({ second }) => second >= nowS - settlesS).map((each) => each.missing);
    return Math.min(this.#missing, ...recent);
  }

  /** What a process that is forgotten never sent stays lost. */
  #begin(pid: number, number: number): void {
    const [oldest] = this.#processes;
    if (oldest !== undefined && this.#processes.size >= maxProcesses) this.#processes.delete(oldest[0]);
    this.#processes.set(pid, { first: number, last: number, count: 1 });
  }

  #note(second: number): void {
    const last = this.#least.at(-1);
    if (last === undefined || second > last.second) {
      this.#least.push({ second, missing: this.#missing });
      this.#least = this.#least.slice(-(settlesS + 2));
    } else last.missing = Math.min(last.missing, this.#missing);
  }
}

function missing({ first, last, count }: Numbers): number {
  return Math.max(0, last - first + 1 - count);
}
