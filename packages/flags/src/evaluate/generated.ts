import type { Surroundings } from "./closure.ts";
import { testOf } from "./closures.ts";
import { looselyEqual } from "./comparison.ts";
import type { Expression } from "./expression.ts";
import { type OutcomeOf, outcomeClosure } from "./outcomes.ts";
import { attributeOf } from "./shortcuts.ts";

type Made<T> = (notes: readonly unknown[], looselyEqual_: typeof looselyEqual) => (data: unknown) => T;

/**
 * A targeting as one JavaScript function, up to the answer. Of a definition only the names of attributes are written into
 * it, quoted as JSON; all other texts come in as values. What is rare runs as the closure that it would be anyway. Throws
 * an EvalError where a content security policy forbids it.
 */
export function generatedOf<T>(
  expression: Expression,
  around: Surroundings,
  outcomeOf: OutcomeOf<T>,
): (data: unknown) => T {
  const writer = new Writer(around, outcomeOf);
  const answer = writer.answer(expression);
  const body = `"use strict";\n${writer.names()}\nreturn (data) => { let x; return ${answer}; };`;
  const make = new Function("notes", "looselyEqual", body) as Made<T>;
  return make(writer.notes, looselyEqual);
}

/** Writes expressions as text, and keeps what the text refers to. */
class Writer {
  readonly notes: unknown[] = [];
  readonly #around: Surroundings;
  readonly #outcomeOf: OutcomeOf<unknown>;

  constructor(around: Surroundings, outcomeOf: OutcomeOf<unknown>) {
    this.#around = around;
    this.#outcomeOf = outcomeOf;
  }

  /** Constants of the function, so that the engine may take them for fixed. */
  names(): string {
    return this.notes.map((_, index) => `const n${index} = notes[${index}];`).join("\n");
  }

  #note(value: unknown): string {
    if (value === null || typeof value === "boolean") return String(value);
    return `n${this.notes.push(value) - 1}`;
  }

  answer(expression: Expression): string {
    if (expression.kind === "constant") return this.#note(this.#outcomeOf(expression.value));
    if (expression.kind !== "if")
      return `${this.#note(outcomeClosure(expression, this.#around, this.#outcomeOf))}(data)`;
    const chain = expression.branches
      .map(({ when, result }) => `${this.test(when)} ? ${this.answer(result)} : `)
      .join("");
    return `(${chain}${this.answer(expression.otherwise)})`;
  }

  /** JavaScript that gives true or false. */
  test(expression: Expression): string {
    switch (expression.kind) {
      case "and":
      case "or": {
        const sign = expression.kind === "and" ? " && " : " || ";
        return `(${expression.items.map((item) => this.test(item)).join(sign)})`;
      }
      case "not":
        return `${expression.twice ? "" : "!"}${this.test(expression.item)}`;
      default:
        return this.#againstFixed(expression) ?? `${this.#note(testOf(expression, this.#around))}(data)`;
    }
  }

  /** An attribute against something fixed. The closures of the same are in shortcuts.ts. */
  #againstFixed(expression: Expression): string | undefined {
    if (expression.kind !== "compare" && expression.kind !== "call") return undefined;
    const [left, right] = expression.items;
    const key = left && attributeOf(left);
    if (key === undefined || right?.kind !== "constant" || expression.items.length !== 2) return undefined;
    if (expression.kind === "call" && expression.spread) return undefined;
    const attribute = `data[${JSON.stringify(key)}]`;
    const { value } = right;
    if (Array.isArray(value)) return expression.operator === "in" ? this.#oneOf(attribute, value) : undefined;
    if (value === null || typeof value === "object") return undefined;
    return this.#compared(expression.operator, attribute, value);
  }

  #oneOf(attribute: string, list: readonly unknown[]): string | undefined {
    if (list.length === 0 || list.length > 8) return undefined;
    if (list.some((each) => each === null || typeof each === "object")) return undefined;
    const [first, ...others] = list.map((each) => this.#note(each));
    return `((x = ${attribute}) === ${first}${others.map((each) => ` || x === ${each}`).join("")})`;
  }

  #compared(operator: string, attribute: string, value: unknown): string | undefined {
    if (operator === "===" || operator === "!==") return `(${attribute} ${operator} ${this.#note(value)})`;
    if (typeof value !== "string" || value === "") return undefined;
    const isText = `typeof (x = ${attribute}) === "string"`;
    switch (operator) {
      case "==": {
        const fixed = this.#note(value);
        const none = `x === undefined || typeof x === "function" ? null : x`;
        return `(${isText} ? x === ${fixed} : looselyEqual(${none}, ${fixed}))`;
      }
      case "starts_with":
        return `(${isText} && x.charCodeAt(0) === ${value.charCodeAt(0)} && x.startsWith(${this.#note(value)}))`;
      case "ends_with":
        return `(${isText} && x.charCodeAt(x.length - 1) === ${value.charCodeAt(value.length - 1)} && x.endsWith(${this.#note(value)}))`;
      default:
        return undefined;
    }
  }
}

/** Whether code may be generated here: a content security policy may forbid it. */
export function mayGenerate(): boolean {
  try {
    return new Function("return true")() === true;
  } catch {
    return false;
  }
}
