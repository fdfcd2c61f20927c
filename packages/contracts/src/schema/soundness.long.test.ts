/** The attack of soundness.test.ts on thousands of pairs that nobody has seen. A failure names its seed: SOUNDNESS_SEED=n. */
process.env.SOUNDNESS_RUNS ??= "3000";
process.env.SOUNDNESS_SEED ??= String(process.hrtime.bigint() % 1_000_000_007n);
await import("./soundness.test.ts");

export {};
