/** Inclusive ranges of code points, sorted and disjoint. */
export type CharSet = readonly (readonly [number, number])[];

export type Pattern =
  | { readonly kind: "chars"; readonly set: CharSet }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly parts: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly min: number; readonly max: number }
  | { readonly kind: "start" | "end" }
  /** `\\b`, and `\\B`. */
  | { readonly kind: "boundary" | "inside" };

const lastCodePoint = 0x10ffff;
/** Characters of a pattern that is read at all; longer ones are not analysed. */
const patternLengthLimit = 2_000;
const groupDepthLimit = 50;

const digits: CharSet = [[48, 57]];
export const wordChars: CharSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const spaces: CharSet = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const lineEnds: CharSet = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];

function union(...sets: readonly CharSet[]): CharSet {
  const sorted = sets.flat().sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = merged.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

function complement(set: CharSet): CharSet {
  const out: [number, number][] = [];
  let next = 0;
  for (const [low, high] of set) {
    if (low > next) out.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= lastCodePoint) out.push([next, lastCodePoint]);
  return out;
}

class Unsupported extends Error {}

/** The regular subset of ECMAScript patterns (flag u). Undefined for look-around, back references, `\p`, or nonsense. */
export function parsePattern(source: string): Pattern | undefined {
  if (source.length > patternLengthLimit) return undefined;
  try {
    const reader = new Reader([...source]);
    const pattern = reader.choice(0);
    return reader.done() ? pattern : undefined;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class Reader {
  readonly #chars: readonly string[];
  #at = 0;
  constructor(chars: readonly string[]) {
    this.#chars = chars;
  }
  done(): boolean {
    return this.#at >= this.#chars.length;
  }
  #peek(): string | undefined {
    return this.#chars[this.#at];
  }
  #take(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw new Unsupported();
    return char;
  }
  #takeIf(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  choice(depth: number): Pattern {
    if (depth > groupDepthLimit) throw new Unsupported();
    const parts = [this.#sequence(depth)];
    while (this.#takeIf("|")) parts.push(this.#sequence(depth));
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: "choice", parts };
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek()) {
      parts.push(this.#repeated(this.#atom(depth)));
    }
    return { kind: "sequence", parts };
  }

  #repeated(part: Pattern): Pattern {
    const bounds = this.#quantifier();
    if (!bounds) return part;
    if (isAssertion(part)) throw new Unsupported();
    this.#takeIf("?");
    return { kind: "repeat", part, min: bounds[0], max: bounds[1] };
  }

  #quantifier(): [number, number] | undefined {
    if (this.#takeIf("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#takeIf("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#takeIf("?")) return [0, 1];
    if (!this.#takeIf("{")) return undefined;
    let body = "";
    for (let char = this.#take(); char !== "}"; char = this.#take()) body += char;
    const numbers = /^(\d{1,6})(,(\d{0,6}))?$/.exec(body);
    if (!numbers) throw new Unsupported();
    const min = Number(numbers[1]);
    const max =
      numbers[2] === undefined ? min : numbers[3] === "" ? Number.POSITIVE_INFINITY : Number(numbers[3]);
    if (max < min) throw new Unsupported();
    return [min, max];
  }

  #atom(depth: number): Pattern {
    const char = this.#take();
    if (char === "^") return { kind: "start" };
    if (char === "$") return { kind: "end" };
    if (char === ".") return { kind: "chars", set: complement(lineEnds) };
    if (char === "[") return { kind: "chars", set: this.#charClass() };
    if (char === "(") return this.#group(depth);
    if (char === "\\" && this.#takeIf("b")) return { kind: "boundary" };
    if (char === "\\" && this.#takeIf("B")) return { kind: "inside" };
    if (char === "\\") return { kind: "chars", set: this.#escape(false) };
    if ("*+?{}]".includes(char)) throw new Unsupported();
    return { kind: "chars", set: single(char) };
  }

  #group(depth: number): Pattern {
    if (this.#takeIf("?")) {
      if (this.#takeIf("<")) {
        if (this.#peek() === "=" || this.#peek() === "!") throw new Unsupported();
        while (this.#take() !== ">");
      } else if (!this.#takeIf(":")) throw new Unsupported();
    }
    const inner = this.choice(depth + 1);
    if (!this.#takeIf(")")) throw new Unsupported();
    return inner;
  }

  #charClass(): CharSet {
    const negated = this.#takeIf("^");
    const sets: CharSet[] = [];
    while (!this.#takeIf("]")) {
      const low = this.#classAtom();
      if (this.#peek() === "-" && this.#chars[this.#at + 1] !== "]") {
        this.#take();
        const high = this.#classAtom();
        const from = onlyPoint(low);
        const to = onlyPoint(high);
        if (from === undefined || to === undefined || to < from) throw new Unsupported();
        sets.push([[from, to]]);
      } else sets.push(low);
    }
    const set = union(...sets);
    return negated ? complement(set) : set;
  }

  #classAtom(): CharSet {
    const char = this.#take();
    return char === "\\" ? this.#escape(true) : single(char);
  }

  #escape(inClass: boolean): CharSet {
    const char = this.#take();
    if (char === "d") return digits;
    if (char === "D") return complement(digits);
    if (char === "w") return wordChars;
    if (char === "W") return complement(wordChars);
    if (char === "s") return spaces;
    if (char === "S") return complement(spaces);
    const control = { t: 9, n: 10, v: 11, f: 12, r: 13 }[char];
    if (control !== undefined) return [[control, control]];
    if (char === "0" && !/\d/.test(this.#peek() ?? "")) return [[0, 0]];
    if (char === "x") return this.#hex(2);
    if (char === "u") return this.#takeIf("{") ? this.#hexInBraces() : this.#hex(4);
    if (inClass && char === "b") return [[8, 8]];
    if (/[A-Za-z0-9]/.test(char)) throw new Unsupported();
    return single(char);
  }

  #hex(length: number): CharSet {
    let text = "";
    for (let i = 0; i < length; i++) text += this.#take();
    return this.#point(text);
  }
  #hexInBraces(): CharSet {
    let text = "";
    for (let char = this.#take(); char !== "}"; char = this.#take()) text += char;
    return this.#point(text);
  }
  #point(text: string): CharSet {
    if (!/^[0-9A-Fa-f]{1,6}$/.test(text)) throw new Unsupported();
    const point = Number.parseInt(text, 16);
    if (point > lastCodePoint || (point >= 0xd800 && point <= 0xdfff)) throw new Unsupported();
    return [[point, point]];
  }
}

/** Looks at the place between two characters, takes none. */
function isAssertion({ kind }: Pattern): boolean {
  return kind === "start" || kind === "end" || kind === "boundary" || kind === "inside";
}

function single(char: string): CharSet {
  const point = char.codePointAt(0) ?? 0;
  return [[point, point]];
}
function onlyPoint(set: CharSet): number | undefined {
  const [range] = set;
  return set.length === 1 && range && range[0] === range[1] ? range[0] : undefined;
}
