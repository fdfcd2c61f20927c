import type { Shape } from "./shape.ts";
import { bits } from "./types.ts";

/**
 * Whether every number of the shape is a multiple. Says yes only where binary fractions cannot blur it: a validator
 * divides doubles, and 0.07 / 0.01 is no whole number to it.
 */
export function multiplesWithin(shape: Shape, divisor: number): boolean {
  const known = (shape.types & bits.fraction) === 0 ? [1, ...shape.multiples] : shape.multiples;
  return known.some((multiple) =>
    multiple === divisor
      ? shape.multiples.includes(divisor) || divisor === 1
      : dividesExactly(multiple, divisor),
  );
}

function dividesExactly(multiple: number, divisor: number): boolean {
  if (Number.isInteger(multiple) && Number.isInteger(divisor)) return multiple % divisor === 0;
  if (Number.isInteger(multiple)) return dividesWhole(divisor);
  // A power of two moves the point of both alike: what one division gives, the other gives, that many times over.
  const times = multiple / divisor;
  if (Number.isInteger(Math.log2(divisor)) && divisor > 1e-9) return Number.isInteger(times);
  return times >= 1 && times <= 2 ** 20 && Number.isInteger(Math.log2(times)) && divisor > 1e-9;
}

/**
 * Whether every whole number divided by it is a whole number, also in doubles. Let n / d be the whole number m. The
 * double nearest to d errs by a share e of d, so the quotient errs by m * e, and is rounded to m if that is at most half
 * of the distance between doubles around m, which is above m / 2^53 / 2. From 2^53 on every double is whole.
 */
function dividesWhole(divisor: number): boolean {
  const decimal = decimalOf(divisor);
  if (!decimal || divisor < 1e-9) return false;
  const { digits, scale } = decimal;
  if (scale % digits !== 0n) return false;
  const binary = binaryOf(divisor);
  // |binary / decimal - 1| * 2^53 <= 1 / 2, all in whole numbers.
  const difference = binary.digits * scale - digits * binary.scale;
  const error = difference < 0n ? -difference : difference;
  return error * 2n ** 54n <= digits * binary.scale;
}

interface Ratio {
  readonly digits: bigint;
  /** What the digits are divided by. */
  readonly scale: bigint;
}

/** The number as it is written. */
function decimalOf(value: number): Ratio | undefined {
  const written = /^(\d+)\.(\d+)$/.exec(String(value));
  if (!written) return undefined;
  const [, whole = "", part = ""] = written;
  return { digits: BigInt(whole + part), scale: 10n ** BigInt(part.length) };
}

/** The number as a double holds it; below 1 and above 1e-9. */
function binaryOf(value: number): Ratio {
  let digits = value;
  let scale = 1n;
  while (!Number.isInteger(digits)) {
    digits *= 2;
    scale *= 2n;
  }
  return { digits: BigInt(digits), scale };
}
