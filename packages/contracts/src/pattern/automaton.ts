import { type CharSet, type Pattern, parsePattern, wordChars } from "./syntax.ts";

/** States of one automaton; counted repetitions are written out, so `a{5000}` is refused. */
const stateLimit = 3_000;
/** Pairs of state sets that an inclusion may visit. */
const pairLimit = 4_000;
/** Characters of a text that is matched here. */
const textLimit = 20_000;

type Assertion = "start" | "end" | "boundary" | "inside";

interface State {
  /** Goes on without a character; with `only`, where that holds. */
  readonly free: { readonly to: number; readonly only?: Assertion }[];
  readonly moves: { readonly set: CharSet; readonly to: number }[];
}

/** A pattern as a non-deterministic automaton: matching takes time linear in the text, whatever the pattern. */
export interface Automaton {
  readonly states: readonly State[];
  readonly accept: number;
  /** Has a `\\b` or `\\B`: where it stands depends on the characters on both sides. */
  readonly looksAround: boolean;
}

const memory = new Map<string, { automaton: Automaton | undefined }>();
const memoryLimit = 5_000;

/** Undefined for a pattern beyond the regular subset or the limits. */
function automatonOf(source: string): Automaton | undefined {
  const known = memory.get(source);
  if (known) return known.automaton;
  const pattern = parsePattern(source);
  const automaton = pattern && built(pattern);
  if (memory.size >= memoryLimit) memory.clear();
  memory.set(source, { automaton });
  return automaton;
}

class TooLarge extends Error {}

function built(pattern: Pattern): Automaton | undefined {
  const states: State[] = [];
  const add = (): number => {
    if (states.length >= stateLimit) throw new TooLarge();
    return states.push({ free: [], moves: [] }) - 1;
  };
  const link = (from: number, to: number, only?: Assertion) =>
    states[from]?.free.push(only ? { to, only } : { to });
  /** Adds `part` after the state `from`; answers the state in which it is done. */
  const append = (part: Pattern, from: number): number => {
    if (part.kind === "sequence") return part.parts.reduce((at, inner) => append(inner, at), from);
    if (part.kind === "repeat") return repeated(part, from);
    const to = add();
    if (part.kind === "chars") states[from]?.moves.push({ set: part.set, to });
    else if (part.kind === "choice") for (const inner of part.parts) link(append(inner, from), to);
    else link(from, to, part.kind);
    return to;
  };
  const repeated = (part: Pattern & { kind: "repeat" }, from: number): number => {
    let at = from;
    for (let i = 0; i < part.min; i++) at = append(part.part, at);
    const done = add();
    if (part.max === Number.POSITIVE_INFINITY) {
      const loop = add();
      link(at, loop);
      link(append(part.part, loop), loop);
      link(loop, done);
      return done;
    }
    for (let i = part.min; i < part.max; i++) {
      link(at, done);
      at = append(part.part, at);
    }
    link(at, done);
    return done;
  };
  try {
    const accept = append(pattern, add());
    const looksAround = states.some(({ free }) =>
      free.some(({ only }) => only === "boundary" || only === "inside"),
    );
    return { states, accept, looksAround };
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

/** What stands on one side of a place in the text. */
type Neighbour = "nothing" | "word" | "other";

/** Where a search stands: the states it may be in and what it read last, or done for good. */
type Front = { readonly states: readonly number[]; readonly before: Neighbour } | "matched";

/** `after` is undefined where the next character is not known yet: what depends on it waits for the next step. */
function closed(
  automaton: Automaton,
  seeds: Iterable<number>,
  before: Neighbour,
  after: Neighbour | undefined,
): Front {
  const seen = new Set<number>();
  const stack = [...seeds];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (at === automaton.accept) return "matched";
    for (const { to, only } of automaton.states[at]?.free ?? []) {
      if (only === undefined || isMet(only, before, after)) stack.push(to);
    }
  }
  return { states: [...seen].sort((a, b) => a - b), before };
}

function isMet(only: Assertion, before: Neighbour, after: Neighbour | undefined): boolean {
  if (only === "start") return before === "nothing";
  if (after === undefined) return false;
  if (only === "end") return after === "nothing";
  return ((before === "word") !== (after === "word")) === (only === "boundary");
}

function begun(automaton: Automaton): Front {
  return closed(automaton, [0], "nothing", undefined);
}

function stepped(automaton: Automaton, front: Front, point: number): Front {
  if (front === "matched") return front;
  const kind = automaton.looksAround && includes(wordChars, point) ? "word" : "other";
  const from = automaton.looksAround ? closed(automaton, front.states, front.before, kind) : front;
  if (from === "matched") return from;
  const next: number[] = [0];
  for (const state of from.states) {
    for (const { set, to } of automaton.states[state]?.moves ?? []) if (includes(set, point)) next.push(to);
  }
  return closed(automaton, next, kind, undefined);
}

function includes(set: CharSet, point: number): boolean {
  return set.some(([low, high]) => low <= point && point <= high);
}

function endsWell(automaton: Automaton, front: Front): boolean {
  return front === "matched" || closed(automaton, front.states, front.before, "nothing") === "matched";
}

function keyOf(front: Front): string {
  return front === "matched" ? front : `${front.before} ${front.states}`;
}

/** Whether a text contains a match, as JSON Schema's `pattern` asks. Undefined where that cannot be said. */
export function matches(source: string, text: string): boolean | undefined {
  const automaton = automatonOf(source);
  if (!automaton || text.length > textLimit) return undefined;
  let front = begun(automaton);
  for (const char of text) {
    if (front === "matched") return true;
    front = stepped(automaton, front, char.codePointAt(0) ?? 0);
  }
  return endsWell(automaton, front);
}

export type PatternInclusion =
  | { readonly kind: "proved" }
  | { readonly kind: "refuted"; readonly text: string }
  | { readonly kind: "unknown" };

/** How long the texts are that are asked about, in code points. */
export interface Lengths {
  readonly min: number;
  readonly max: number;
}

/** Lengths beyond this are not counted along: what is then looked at is more than what is sent, never less. */
const longestCounted = 300;

/**
 * Whether every text with a match of all the sent patterns has a match of the accepted one; the shortest text that does
 * not. A sent pattern beyond the regular subset is left out, which asks about more texts.
 */
export function patternIncluded(
  sent: string | readonly string[],
  accepted: string,
  lengths: Lengths = { min: 0, max: Number.POSITIVE_INFINITY },
): PatternInclusion {
  const patterns = typeof sent === "string" ? [sent] : sent;
  if (patterns.includes(accepted)) return { kind: "proved" };
  const b = automatonOf(accepted);
  const known = patterns.flatMap((pattern) => automatonOf(pattern) ?? []);
  if (!b || (known.length === 0 && patterns.length > 0)) return { kind: "unknown" };
  return searched(known, b, lengths, known.length < patterns.length);
}

interface Place {
  readonly sent: readonly Front[];
  readonly accepted: Front;
  /** Characters so far, counted as far as it matters. */
  readonly length: number;
  readonly text: string;
}

function searched(
  sent: readonly Automaton[],
  accepted: Automaton,
  lengths: Lengths,
  partial: boolean,
): PatternInclusion {
  const max = lengths.max <= longestCounted ? lengths.max : Number.POSITIVE_INFINITY;
  const min = Math.min(lengths.min, longestCounted);
  const counted = max === Number.POSITIVE_INFINITY ? min : max;
  const alphabet = representatives(accepted, ...sent);
  const seen = new Set<string>();
  const queue: Place[] = [{ sent: sent.map(begun), accepted: begun(accepted), length: 0, text: "" }];
  for (let next = 0; next < queue.length; next++) {
    const at = queue[next];
    if (!at || at.accepted === "matched") continue;
    const may = at.length >= min && sent.every((one, index) => endsWell(one, at.sent[index] ?? "matched"));
    if (may && !endsWell(accepted, at.accepted))
      return partial ? { kind: "unknown" } : { kind: "refuted", text: at.text };
    if (at.length >= max) continue;
    for (const point of alphabet) {
      const to: Place = {
        sent: sent.map((one, index) => stepped(one, at.sent[index] ?? "matched", point)),
        accepted: stepped(accepted, at.accepted, point),
        length: Math.min(at.length + 1, counted),
        text: at.text + String.fromCodePoint(point),
      };
      const key = `${to.length} ${to.sent.map(keyOf).join("|")}|${keyOf(to.accepted)}`;
      if (seen.has(key)) continue;
      if (seen.size >= pairLimit) return { kind: "unknown" };
      seen.add(key);
      queue.push(to);
    }
  }
  return { kind: "proved" };
}

/** One code point for each class of characters that no move of either tells apart; friendly ones where there is a choice. */
function representatives(...automata: readonly Automaton[]): number[] {
  const cuts = new Set<number>([0, 48, 58, 65, 91, 97, 123, 0xd800, 0xe000]);
  for (const { states, looksAround } of automata) {
    if (looksAround) for (const [low, high] of wordChars) cuts.add(low).add(high + 1);
    for (const { moves } of states) {
      for (const { set } of moves) {
        for (const [low, high] of set) cuts.add(low).add(high + 1);
      }
    }
  }
  const sorted = [...cuts].filter((point) => point <= 0x10ffff).sort((x, y) => x - y);
  return sorted.sort((x, y) => friendliness(x) - friendliness(y));
}

function friendliness(point: number): number {
  if (point >= 97 && point <= 122) return 0;
  if ((point >= 48 && point <= 57) || (point >= 65 && point <= 90)) return 1;
  return point >= 32 && point < 127 ? 2 : 3;
}
