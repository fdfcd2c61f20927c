import { numberOf } from "./comparison.ts";
import { noNumber, tooFew } from "./failure.ts";

type Numbers = (values: readonly unknown[]) => number;

function finite(result: number): number {
  if (Number.isNaN(result)) throw noNumber;
  return result;
}

const sum: Numbers = (values) => finite(values.reduce<number>((total, each) => total + numberOf(each), 0));
const product: Numbers = (values) =>
  finite(values.reduce<number>((total, each) => total * numberOf(each), 1));

const difference: Numbers = ([first, ...others]) => {
  if (first === undefined) throw tooFew;
  if (others.length === 0) return -numberOf(first);
  return finite(others.reduce<number>((rest, each) => rest - numberOf(each), numberOf(first)));
};

const quotient: Numbers = (values) => {
  if (values.length === 0) throw tooFew;
  const [first, ...others] = values.length === 1 ? [1, values[0]] : values;
  return others.reduce<number>((rest, each) => {
    const divisor = numberOf(each);
    if (divisor === 0) throw noNumber;
    return rest / divisor;
  }, numberOf(first));
};

const remainder: Numbers = (values) => {
  const [first, ...others] = values;
  if (others.length === 0) throw tooFew;
  return others.reduce<number>((rest, each) => finite(rest % numberOf(each)), numberOf(first));
};

function extreme(of: (...numbers: number[]) => number): Numbers {
  return (values) => {
    if (values.length === 0 || values.some((each) => typeof each !== "number")) throw noNumber;
    return (values as readonly number[]).reduce((one, other) => of(one, other));
  };
}

export const arithmetic: ReadonlyMap<string, Numbers> = new Map([
  ["+", sum],
  ["-", difference],
  ["*", product],
  ["/", quotient],
  ["%", remainder],
  ["max", extreme(Math.max)],
  ["min", extreme(Math.min)],
]);
