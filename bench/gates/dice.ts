import { streamOf } from "../../packages/core/src/forecast/random.ts";

/** Seeded draws of what traffic is made of. */
export class Dice {
  readonly uniform: () => number;

  constructor(seed: number, name: string) {
    this.uniform = streamOf(seed, name);
  }

  /** Knuth's product up to a mean of 30, beyond it PTRS (Hörmann 1993): both exact. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    return mean < 30 ? this.#product(mean) : this.#transformed(mean);
  }

  /** Box–Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  #product(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  #transformed(mean: number): number {
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const inverse = 1.1239 + 1.1328 / (b - 3.4);
    const v0 = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = this.uniform() - 0.5;
      const v = this.uniform();
      const us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= v0) return k;
      if (k < 0 || (us < 0.013 && v > us)) continue;
      const left = Math.log(v * inverse) - Math.log(a / (us * us) + b);
      if (left <= k * Math.log(mean) - mean - logFactorial(k)) return k;
    }
  }
}

/** Stirling's series; exact enough from 10 on. */
function logFactorial(k: number): number {
  if (k < 10) {
    let sum = 0;
    for (let each = 2; each <= k; each++) sum += Math.log(each);
    return sum;
  }
  const n = k + 1;
  return (n - 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n) - 1 / (360 * n ** 3);
}
