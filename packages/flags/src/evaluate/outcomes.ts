import type { Closure, Surroundings } from "./closure.ts";
import { closureOf, testOf } from "./closures.ts";
import type { Expression } from "./expression.ts";
import { fractionalClosure } from "./fractional-closure.ts";
import type { Test } from "./shortcuts.ts";

/** From what a targeting gives to the answer: made once for what is fixed, so that an evaluation only picks it. */
export type OutcomeOf<T> = (value: unknown) => T;

type Answering<T> = (data: unknown) => T;

/** A targeting as closures, up to the answer. */
export function outcomeClosure<T>(
  expression: Expression,
  around: Surroundings,
  outcomeOf: OutcomeOf<T>,
): Answering<T> {
  if (expression.kind === "constant") {
    const outcome = outcomeOf(expression.value);
    return () => outcome;
  }
  if (expression.kind === "if") return chosen(expression, around, outcomeOf);
  if (expression.kind === "call" && expression.operator === "fractional")
    return fractionalClosure(expression, around, (each) => closureOf(each, around), outcomeOf) as (
      data: unknown,
    ) => T;
  const value: Closure = closureOf(expression, around);
  return (data) => outcomeOf(value(data));
}

function chosen<T>(
  { branches, otherwise }: Extract<Expression, { kind: "if" }>,
  around: Surroundings,
  outcomeOf: OutcomeOf<T>,
): Answering<T> {
  const rest = outcomeClosure(otherwise, around, outcomeOf);
  const tests = branches.map(({ when }) => testOf(when, around));
  if (branches.every(({ result }) => result.kind === "constant"))
    return picked(
      tests,
      branches.map(({ result }) => outcomeOf((result as { value: unknown }).value)),
      rest,
    );
  const results = branches.map(({ result }) => outcomeClosure(result, around, outcomeOf));
  return (data) => {
    for (let at = 0; at < tests.length; at++)
      if ((tests[at] as Test)(data)) return (results[at] as Answering<T>)(data);
    return rest(data);
  };
}

/** Four at a time: stepping through a list would cost as much as the tests themselves. */
function picked<T>(tests: readonly Test[], outcomes: readonly T[], rest: Answering<T>): Answering<T> {
  if (tests.length === 0) return rest;
  const [test0, test1, test2, test3] = tests as [Test, Test, Test, Test];
  const [outcome0, outcome1, outcome2, outcome3] = outcomes as [T, T, T, T];
  if (tests.length >= 4) {
    const next = picked(tests.slice(4), outcomes.slice(4), rest);
    return (data) => {
      if (test0(data)) return outcome0;
      if (test1(data)) return outcome1;
      if (test2(data)) return outcome2;
      return test3(data) ? outcome3 : next(data);
    };
  }
  const next = picked(tests.slice(1), outcomes.slice(1), rest);
  return (data) => (test0(data) ? outcome0 : next(data));
}
