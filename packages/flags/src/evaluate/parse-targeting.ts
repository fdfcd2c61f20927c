import { Bounds } from "./bounds.ts";
import { closureOf } from "./closures.ts";
import { comparisons, numberOf } from "./comparison.ts";
import type { DefinitionComplaint } from "./complaint.ts";
import { type Expression, nothing } from "./expression.ts";
import { isFixed, variable } from "./fixed.ts";
import type { Bucketing } from "./fractional.ts";
import { flagLimits } from "./limits.ts";
import { contextual, functions, iterations, operatorNames } from "./operators.ts";

type Path = readonly (string | number)[];

/** Where an expression stands, and what `var` reads there. */
interface Place {
  readonly path: Path;
  readonly depth: number;
  readonly inList: boolean;
}

/** What follows from one piece of JSON: an expression, or that the whole targeting cannot be used. */
class Unusable extends Error {}

const arithmeticSigns = new Set(["+", "-", "*", "/", "%"]);

/** Reads the targetings of one document. Evaluators are read where they are first referred to, and shared. */
export class TargetingParser {
  readonly complaints: DefinitionComplaint[] = [];
  readonly #evaluators: ReadonlyMap<string, unknown>;
  readonly #bucketing: Bucketing;
  /** Undefined: it was read and cannot be used. */
  readonly #read = new Map<string, Expression | undefined>();
  readonly #bounds = new Bounds();
  #open: readonly string[] = [];
  #count = 0;
  #countInAll = 0;
  #broken = false;

  constructor(evaluators: ReadonlyMap<string, unknown>, bucketing: Bucketing) {
    this.#evaluators = evaluators;
    this.#bucketing = bucketing;
  }

  /** Undefined, with complaints, where the targeting cannot be used: its flag answers PARSE_ERROR. */
  parse(targeting: unknown, path: Path): Expression | undefined {
    this.#broken = false;
    this.#count = 0;
    try {
      const expression = this.#parse(targeting, { path, depth: 0, inList: false });
      return this.#broken ? undefined : expression;
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      return undefined;
    } finally {
      this.#open = [];
    }
  }

  #complain(path: Path, message: string, word?: string, known?: readonly string[]): void {
    if (this.complaints.length < flagLimits.complaints)
      this.complaints.push({ path, message, ...(word === undefined ? {} : { word, known: known ?? [] }) });
  }

  /** Complains and goes on, so that the next mistake is found too. */
  #broke(path: Path, message: string, word?: string, known?: readonly string[]): Expression {
    this.#complain(path, message, word, known);
    this.#broken = true;
    return nothing;
  }

  #over(limit: keyof typeof flagLimits, path: Path, what: string): never {
    this.#complain(path, `${what} (limit ${limit}: ${flagLimits[limit]})`);
    throw new Unusable();
  }

  #parse(json: unknown, place: Place): Expression {
    this.#countInAll++;
    if (++this.#count > flagLimits.expressions)
      this.#over("expressions", place.path, "this targeting is too large");
    if (this.#countInAll > flagLimits.expressionsInAll)
      this.#over("expressionsInAll", place.path, "the targetings of this document are too large together");
    if (place.depth > flagLimits.depth)
      this.#over("depth", place.path, "this targeting is nested too deeply");
    if (Array.isArray(json)) return this.#folded(this.#list(json, place), place);
    if (typeof json !== "object" || json === null) return { kind: "constant", value: json ?? null };
    const [operator, ...others] = Object.keys(json);
    if (operator === undefined) return { kind: "constant", value: json };
    if (others.length > 0)
      return this.#broke(
        place.path,
        `an expression has one operator, this one has ${others.length + 1}: ${[operator, ...others].slice(0, 5).join(", ")}`,
      );
    const operand: unknown = (json as Record<string, unknown>)[operator];
    const below = { ...place, path: [...place.path, operator], depth: place.depth + 1 };
    if (operator === "$ref") return this.#reference(operand, below);
    return this.#folded(this.#operation(operator, operand, below), place);
  }

  #list(items: readonly unknown[], place: Place): Expression {
    return { kind: "list", items: this.#items(items, place) };
  }

  #items(items: readonly unknown[], place: Place): readonly Expression[] {
    return items.map((item, index) =>
      this.#parse(item, { ...place, path: [...place.path, index], depth: place.depth + 1 }),
    );
  }

  #reference(name: unknown, { path, depth, inList }: Place): Expression {
    if (typeof name !== "string") return this.#broke(path, "`$ref` wants the name of an evaluator");
    if (!this.#evaluators.has(name))
      return this.#broke(path, `there is no evaluator \`${name}\``, name, [...this.#evaluators.keys()]);
    const id = `${inList ? "list" : "context"}:${name}`;
    if (this.#open.includes(id))
      return this.#broke(path, `the evaluators refer to each other in a circle, \`${name}\` among them`);
    if (!this.#read.has(id)) this.#read.set(id, this.#evaluator(name, id, { path, depth, inList }));
    const found = this.#read.get(id);
    if (!found) this.#broken = true;
    return found ?? nothing;
  }

  #evaluator(name: string, id: string, { depth, inList }: Place): Expression | undefined {
    const brokenBefore = this.#broken;
    this.#broken = false;
    this.#open = [...this.#open, id];
    const path = ["$evaluators", name];
    const found = this.#parse(this.#evaluators.get(name), { path, depth, inList });
    this.#open = this.#open.slice(0, -1);
    const usable = !this.#broken;
    this.#broken = brokenBefore;
    return usable ? found : undefined;
  }

  #operation(operator: string, operand: unknown, place: Place): Expression {
    switch (operator) {
      case "var":
        return this.#variable(operand, place);
      case "!":
      case "!!": {
        const item = Array.isArray(operand) ? operand[0] : operand;
        return { kind: "not", twice: operator === "!!", item: this.#parse(item, place) };
      }
      case "if":
        return this.#choice(operand, place);
      case "and":
      case "or":
        if (!Array.isArray(operand)) return this.#misshapen(operator, operand, place, "a list");
        return operand.length === 0 ? nothing : { kind: operator, items: this.#items(operand, place) };
      case "reduce":
        return this.#reduction(operand, place);
    }
    if (comparisons.has(operator)) {
      if (!Array.isArray(operand) || operand.length < 2)
        return this.#misshapen(operator, operand, place, "a list of two or more");
      return { kind: "compare", operator, items: this.#items(operand, place) };
    }
    if (iterations.has(operator)) return this.#iteration(operator, operand, place);
    if (functions.has(operator) || contextual.has(operator)) return this.#call(operator, operand, place);
    return this.#broke(place.path, `\`${operator}\` is no operator of flagd`, operator, operatorNames);
  }

  /** Fails when it is reached, as it does in flagd; whoever publishes the definition is told before. */
  #misshapen(operator: string, operand: unknown, place: Place, wanted: string): Expression {
    const because = `\`${operator}\` wants ${wanted}`;
    if (this.#parse(operand, place).kind === "constant") return this.#broke(place.path, because);
    this.#complain(place.path, because);
    return { kind: "failing", because };
  }

  #choice(operand: unknown, place: Place): Expression {
    if (!Array.isArray(operand)) return this.#misshapen("if", operand, place, "a list");
    const items = this.#items(operand, place);
    if (items.length < 2) return items[0] ?? nothing;
    const branches = Array.from({ length: Math.floor(items.length / 2) }, (_, at) => ({
      when: items[2 * at] ?? nothing,
      result: items[2 * at + 1] ?? nothing,
    }));
    const otherwise = items.length % 2 === 1 ? (items.at(-1) ?? nothing) : nothing;
    // An `if` in the place of `else` is one more branch.
    return otherwise.kind === "if"
      ? { ...otherwise, branches: [...branches, ...otherwise.branches] }
      : { kind: "if", branches, otherwise };
  }

  #reduction(operand: unknown, place: Place): Expression {
    if (!Array.isArray(operand)) return this.#broke(place.path, "`reduce` wants a list");
    const [list, body, start] = operand as readonly unknown[];
    if (body === undefined)
      return this.#broke(place.path, "`reduce` wants a list and what to do with each entry");
    return {
      kind: "reduce",
      list: this.#parse(list, below(place, 0)),
      body: this.#parse(body, { ...below(place, 1), inList: true }),
      start: start === undefined ? undefined : this.#parse(start, below(place, 2)),
    };
  }

  #iteration(operator: string, operand: unknown, place: Place): Expression {
    if (!Array.isArray(operand))
      return operator === "all"
        ? this.#misshapen(operator, operand, place, "a list")
        : this.#broke(place.path, `\`${operator}\` wants a list`);
    const [list, body] = operand as readonly unknown[];
    if (body === undefined)
      return this.#broke(place.path, `\`${operator}\` wants a list and what to do with each entry`);
    return {
      kind: operator as "map",
      list: this.#parse(list, below(place, 0)),
      body: this.#parse(body, { ...below(place, 1), inList: true }),
    };
  }

  #call(operator: string, operand: unknown, place: Place): Expression {
    const { inList } = place;
    if (!Array.isArray(operand)) {
      const item = this.#parse(operand, place);
      return { kind: "call", operator, items: [item], spread: item.kind !== "constant", inList };
    }
    const items = this.#items(operand, place);
    if (arithmeticSigns.has(operator)) this.#checkNumbers(operator, items, { ...place, operand });
    return { kind: "call", operator, items, spread: false, inList };
  }

  /** What is written there has to be numbers; what is computed there is looked at when it is computed. */
  #checkNumbers(
    operator: string,
    items: readonly Expression[],
    { operand, path }: Place & { operand: readonly unknown[] },
  ): void {
    if (operator === "%" && items.length < 2) this.#broke(path, "`%` wants two numbers");
    for (const [at, item] of items.entries()) {
      const plain = item.kind === "constant" && (item.value === null || typeof item.value !== "object");
      const wrong = plain ? !isNumeric(item.value) : Array.isArray(operand[at]);
      if (wrong) this.#broke([...path, at], `\`${operator}\` wants numbers`);
    }
  }

  #variable(operand: unknown, place: Place): Expression {
    const [named, fallback] = Array.isArray(operand) ? (operand as readonly unknown[]) : [operand];
    const otherwise =
      Array.isArray(operand) && fallback !== undefined ? this.#parse(fallback, below(place, 1)) : nothing;
    if (named !== null && typeof named === "object") {
      const path = this.#parse(named, Array.isArray(operand) ? below(place, 0) : place);
      return { kind: "variable-by", path, otherwise, inList: place.inList };
    }
    const path = String(named ?? "");
    if (path.includes("../"))
      return this.#broke(place.path, "`../` is not portable: not every flagd reads what is around a list");
    return variable(path, otherwise, place.inList);
  }

  /** What depends on nothing is computed now: a constant that cannot be computed is found before anyone asks. */
  #folded(expression: Expression, { path }: Place): Expression {
    const { steps, size, depth } = this.#bounds.of(expression);
    if (depth > flagLimits.depth) this.#over("depth", path, "this targeting is nested too deeply");
    if (!(steps <= flagLimits.steps)) this.#over("steps", path, "evaluating this may take too many steps");
    if (!(size <= flagLimits.growth)) this.#over("growth", path, "what this makes may grow too large");
    if (this.#broken || !isFixed(expression)) return expression;
    try {
      const surroundings = { flagKey: "", bucketing: this.#bucketing, moment: { seconds: 0 } };
      return { kind: "constant", value: closureOf(expression, surroundings)(null) };
    } catch (error) {
      return this.#broke(path, `this cannot be computed: ${error instanceof Error ? error.message : error}`);
    }
  }
}

const below = (place: Place, at: number): Place => ({ ...place, path: [...place.path, at] });

function isNumeric(value: unknown): boolean {
  try {
    return Number.isFinite(numberOf(value));
  } catch {
    return false;
  }
}
