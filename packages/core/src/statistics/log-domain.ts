/** ln(e^a + e^b), without leaving the logarithm; either may be -Infinity. */
export function logAdd(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}

/** ln of the sum of e^x over all x. */
export function logSum(terms: ArrayLike<number>): number {
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < terms.length; index++) high = Math.max(high, terms[index] ?? high);
  if (high === Number.NEGATIVE_INFINITY) return high;
  let sum = 0;
  for (let index = 0; index < terms.length; index++) sum += Math.exp((terms[index] ?? 0) - high);
  return high + Math.log(sum);
}
