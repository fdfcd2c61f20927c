/** The properties of properties.test.ts on schemas that nobody has seen. A failure names its seed: PROPERTY_SEED=n. */
process.env.PROPERTY_RUNS ??= "1000";
process.env.PROPERTY_SEED ??= String(process.hrtime.bigint() % 1_000_000_007n);
await import("./properties.test.ts");

export {};
