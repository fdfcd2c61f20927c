import { type Arc, type Graph, graphOf } from "../planner/graph.ts";
import { type LinkSpans, mayMeet, type ReceiverSpan, type SenderSpan, UNSETTLED } from "./spans.ts";
import { ALWAYS, type Bound, NEVER, type Timeline } from "./timeline.ts";

/** `standing`: since before the release. `possible`: some run that obeys the order brings them together. `apart`: none does. */
export type Contact = "standing" | "possible" | "apart";

/** Tells which version pairs can meet under an order; without forced arcs: when everything goes out at once. */
export class Contacts {
  readonly #timeline: Timeline;
  readonly #graph: Graph;
  readonly #reached = new Map<number, Uint32Array>();

  constructor(timeline: Timeline, arcs: readonly Arc[]) {
    this.#timeline = timeline;
    this.#graph = graphOf(timeline.moments.length, arcs, timeline.same);
  }

  of({ link }: LinkSpans, sender: SenderSpan, receiver: ReceiverSpan): Contact {
    if (!mayMeet(link, sender.version, receiver.version)) return "apart";
    if (sender.through === ALWAYS && sender.population === undefined) return "apart";
    if (sender.from === ALWAYS && receiver.from === ALWAYS) return "standing";
    const apart = this.#before(sender.through, receiver.from) || this.#before(receiver.to, sender.from);
    return apart ? "apart" : "possible";
  }

  /** One moment is never after the other: intervals are half-open, so the same moment will do. */
  #before(one: Bound, other: Bound): boolean {
    if (one === NEVER || one === UNSETTLED || other === ALWAYS) return false;
    if (one === ALWAYS || other === NEVER) return true;
    const [from, to] = [this.#timeline.same(one), this.#timeline.same(other)];
    return from === to || bit(this.#reachedFrom(from), to);
  }

  #reachedFrom(from: number): Uint32Array {
    const known = this.#reached.get(from);
    if (known) return known;
    const { row, target, size } = this.#graph;
    const seen = new Uint32Array((size + 31) >> 5);
    const stack = [from];
    for (let node = stack.pop(); node !== undefined; node = stack.pop())
      for (let place = row[node] ?? 0; place < (row[node + 1] ?? 0); place++) {
        const next = target[place] ?? 0;
        if (bit(seen, next)) continue;
        seen[next >> 5] = (seen[next >> 5] ?? 0) | (1 << (next & 31));
        stack.push(next);
      }
    this.#reached.set(from, seen);
    return seen;
  }
}

function bit(bits: Uint32Array, place: number): boolean {
  return (((bits[place >> 5] ?? 0) >> (place & 31)) & 1) === 1;
}
