import { type Closure, listOf, ownProperties, type Surroundings, valuesOf } from "./closure.ts";
import { comparisons } from "./comparison.ts";
import type { Call, Expression, Variable } from "./expression.ts";
import { TargetingFailure } from "./failure.ts";
import { fractionalClosure } from "./fractional-closure.ts";
import { iterationClosure, reductionClosure } from "./iterations.ts";
import { missing, missingSome } from "./lists.ts";
import { functions } from "./operators.ts";
import { ownAt, stepsOf, valueAt } from "./path.ts";
import { attributeOf, shortcutOf, type Test } from "./shortcuts.ts";
import { isTrue } from "./truth.ts";

/** Every operator as closures: no code is generated, so it runs under any content security policy. */
export function closureOf(expression: Expression, around: Surroundings): Closure {
  const known = around.made?.get(expression);
  if (known) return known;
  const made = build(expression, around);
  around.made?.set(expression, made);
  return made;
}

/** The same where only truth is wanted: in the place of a condition. */
export function testOf(expression: Expression, around: Surroundings): Test {
  const test = (each: Expression) => testOf(each, around);
  switch (expression.kind) {
    case "and":
    case "or":
      return junctionTest(expression.items.map(test), expression.kind === "or");
    case "not": {
      const item = test(expression.item);
      return expression.twice ? item : (data) => !item(data);
    }
    default: {
      const value = closureOf(expression, around);
      return shortcutOf(expression) ?? ((data) => isTrue(value(data)));
    }
  }
}

function junctionTest(items: readonly Test[], settledBy: boolean): Test {
  const [one, two, three] = items as [Test, Test, Test];
  if (items.length === 1) return one;
  if (items.length === 2)
    return settledBy ? (data) => one(data) || two(data) : (data) => one(data) && two(data);
  if (items.length === 3)
    return settledBy
      ? (data) => one(data) || two(data) || three(data)
      : (data) => one(data) && two(data) && three(data);
  return settledBy ? (data) => items.some((item) => item(data)) : (data) => items.every((item) => item(data));
}

function build(expression: Expression, around: Surroundings): Closure {
  const below = (each: Expression) => closureOf(each, around);
  switch (expression.kind) {
    case "constant":
      return constant(expression.value);
    case "list":
      return listOf(expression.items.map(below));
    case "variable":
      return variable(expression, below(expression.otherwise));
    case "variable-by":
      return variableBy(expression, around);
    case "whole":
      return (data) => ({ ...(data as object), $flagd: ownProperties(around) });
    case "flag-key":
      return constant(around.flagKey);
    case "timestamp":
      return () => around.moment.seconds;
    case "if":
      return choice(
        expression.branches.map(({ when }) => testOf(when, around)),
        expression.branches.map(({ result }) => below(result)),
        below(expression.otherwise),
      );
    case "and":
    case "or":
      return junction(expression.items.map(below), expression.kind === "or");
    case "not": {
      const [item, twice] = [testOf(expression.item, around), expression.twice];
      return (data) => item(data) === twice;
    }
    case "compare":
      return comparison(expression.operator, expression.items.map(below));
    case "reduce":
      return reductionClosure(
        below(expression.list),
        below(expression.body),
        expression.start && below(expression.start),
      );
    case "call":
      return call(expression, around);
    case "failing": {
      const failure = new TargetingFailure(expression.because);
      return () => {
        throw failure;
      };
    }
    default:
      return iterationClosure(expression.kind, below(expression.list), below(expression.body));
  }
}

const constant =
  (value: unknown): Closure =>
  () =>
    value;

function variable(expression: Variable, otherwise: Closure): Closure {
  const { steps } = expression;
  const [first = "", second = ""] = steps;
  const key = attributeOf(expression);
  if (key !== undefined)
    return (data) => {
      const value = (data as Record<string, unknown>)[key];
      return value === undefined || typeof value === "function" ? null : value;
    };
  if (steps.length === 1) return (data) => ownAt(data, first) ?? otherwise(data);
  if (steps.length === 2) return (data) => ownAt(ownAt(data, first), second) ?? otherwise(data);
  return (data) => valueAt(data, steps) ?? otherwise(data);
}

function variableBy(
  { path, otherwise, inList }: Extract<Expression, { kind: "variable-by" }>,
  around: Surroundings,
): Closure {
  const [pathOf, otherwiseOf] = [closureOf(path, around), closureOf(otherwise, around)];
  return (data) => {
    const named = pathOf(data);
    const [key, fallback] = Array.isArray(named) ? (named as readonly unknown[]) : [named];
    const steps = stepsOf(String(key ?? ""));
    const own = !inList && (steps.length === 0 || steps[0] === "$flagd");
    const from = own ? { ...(data as object), $flagd: ownProperties(around) } : data;
    return valueAt(from, steps) ?? fallback ?? otherwiseOf(data);
  };
}

function choice(conditions: readonly Test[], results: readonly Closure[], otherwise: Closure): Closure {
  const [condition, result] = [conditions[0] as Test, results[0] as Closure];
  if (conditions.length === 1) return (data) => (condition(data) ? result(data) : otherwise(data));
  return (data) => {
    for (let at = 0; at < conditions.length; at++)
      if ((conditions[at] as Test)(data)) return (results[at] as Closure)(data);
    return otherwise(data);
  };
}

/** The first item that settles it, as it is; the last one where none does. */
function junction(items: readonly Closure[], settledBy: boolean): Closure {
  const [one, other] = items as [Closure, Closure];
  if (items.length === 2)
    return (data) => {
      const first = one(data);
      return isTrue(first) === settledBy ? first : other(data);
    };
  return (data) => {
    let value: unknown = null;
    for (const item of items) {
      value = item(data);
      if (isTrue(value) === settledBy) return value;
    }
    return value;
  };
}

function comparison(operator: string, items: readonly Closure[]): Closure {
  const test = comparisons.get(operator) as (left: unknown, right: unknown) => boolean;
  const [one, other] = items as [Closure, Closure];
  if (items.length === 2) return (data) => test(one(data), other(data));
  return (data) => {
    let left = one(data);
    for (const item of items.slice(1)) {
      const right = item(data);
      if (!test(left, right)) return false;
      left = right;
    }
    return true;
  };
}

function call(expression: Call, around: Surroundings): Closure {
  const { operator, inList } = expression;
  const below = (each: Expression) => closureOf(each, around);
  if (operator === "fractional") return fractionalClosure(expression, around, below);
  const values = valuesOf(expression, below);
  const has = (steps: readonly string[]) =>
    steps[0] === "$flagd" && valueAt(ownProperties(around), steps.slice(1)) !== null;
  if (operator === "missing") return (data) => missing(values(data), data, inList ? undefined : has);
  if (operator === "missing_some") return (data) => missingSome(values(data), data, inList ? undefined : has);
  const compute = functions.get(operator) as (of: readonly unknown[]) => unknown;
  return (data) => compute(values(data));
}
