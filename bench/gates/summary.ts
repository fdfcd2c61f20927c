/** The value below which a share of all lie; Infinity stands for "never". */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The upper end of the two-sided 95 % Clopper–Pearson interval of a share, by bisection. */
export function upperBound(hits: number, of: number): number {
  if (hits >= of) return 1;
  let [low, high] = [hits / of, 1];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (atMost(hits, of, middle) > 0.025) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X <= hits), X binomial. */
function atMost(hits: number, of: number, share: number): number {
  let term = of * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let k = 1; k <= hits; k++) {
    term += Math.log(((of - k + 1) / k) * (share / (1 - share)));
    sum += Math.exp(term);
  }
  return sum;
}
