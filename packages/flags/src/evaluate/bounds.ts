import { type Expression, type Iteration, partsOf } from "./expression.ts";
import { flagLimits } from "./limits.ts";

/** How much an expression may cost at worst: the steps of one evaluation, and the size of what comes out. */
export interface Bound {
  readonly steps: number;
  /** Characters or entries, besides those that the accumulator of a `reduce` brings. */
  readonly size: number;
  /** How many times the accumulator of the `reduce` around it is in it. Two would double with each entry. */
  readonly accumulated: number;
  /** Levels, references followed. */
  readonly depth: number;
}

const one: Omit<Bound, "depth"> = { steps: 1, size: 1, accumulated: 0 };
const growing = new Set(["cat", "merge"]);

/** Counts a list or a text of the context as `contextItems` long. References are walked once, their cost counts each time. */
export class Bounds {
  readonly #known = new WeakMap<Expression, Bound>();

  of(expression: Expression): Bound {
    const known = this.#known.get(expression);
    if (known) return known;
    const depth = partsOf(expression).reduce((most, part) => Math.max(most, this.of(part).depth), 0);
    const found = { ...this.#reckon(expression), depth: depth + 1 };
    this.#known.set(expression, found);
    return found;
  }

  #reckon(expression: Expression): Omit<Bound, "depth"> {
    switch (expression.kind) {
      case "constant":
        return { ...one, size: sizeOf(expression.value) };
      case "variable":
        return this.#variable(expression.steps, this.of(expression.otherwise));
      case "map":
      case "filter":
      case "all":
      case "some":
      case "none":
        return this.#iteration(expression);
      case "reduce":
        return this.#reduction(expression);
      default:
        return this.#combined(expression);
    }
  }

  #variable(steps: readonly string[], otherwise: Bound): Omit<Bound, "depth"> {
    // The whole of what `reduce` hands over is an object, and `reduce` collects no objects.
    const accumulated = steps[0] === "accumulator" ? 1 : 0;
    return {
      steps: 1 + otherwise.steps,
      size: flagLimits.contextItems + otherwise.size,
      accumulated: accumulated + otherwise.accumulated,
    };
  }

  /** Only lists, `cat` and `merge` put what they get together; all else is as large as its largest part. */
  #combined(expression: Expression): Omit<Bound, "depth"> {
    const parts = partsOf(expression).map((part) => this.of(part));
    const steps = 1 + parts.reduce((total, part) => total + part.steps, 0);
    const adds =
      expression.kind === "list" || (expression.kind === "call" && growing.has(expression.operator));
    const fold = (least: number, of: (part: Bound) => number) =>
      parts.reduce((total, part) => (adds ? total + of(part) : Math.max(total, of(part))), least);
    return { steps, size: fold(1, (part) => part.size), accumulated: fold(0, (part) => part.accumulated) };
  }

  #iteration({ kind, list, body }: Iteration): Omit<Bound, "depth"> {
    const [over, each] = [this.of(list), this.of(body)];
    const steps = 1 + over.steps + over.size * each.steps;
    if (kind === "filter") return { ...over, steps };
    if (kind !== "map") return { ...one, steps };
    return { steps, size: over.size * each.size, accumulated: over.accumulated * each.size };
  }

  #reduction({ list, body, start }: Extract<Expression, { kind: "reduce" }>): Omit<Bound, "depth"> {
    const [over, each, first] = [this.of(list), this.of(body), start ? this.of(start) : one];
    const times = over.size;
    const grown = each.accumulated > 1 ? each.accumulated ** times : 1;
    return {
      steps: 1 + over.steps + first.steps + times * each.steps,
      size: grown * (first.size + times * each.size),
      accumulated: grown * first.accumulated + times * over.accumulated,
    };
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return Math.max(1, value.length);
  if (!Array.isArray(value)) return 1;
  return value.reduce<number>((total, each) => total + sizeOf(each), 1);
}
