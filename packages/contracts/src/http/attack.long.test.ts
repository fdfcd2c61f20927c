/** The attack of attack.test.ts on every proved pair, with values that nobody has seen. A failure names its seed: ATTACK_SEED=n. */
process.env.ATTACK_VALUES ??= "10000";
process.env.ATTACK_REACH ??= "all";
process.env.ATTACK_STEP ??= "1";
process.env.ATTACK_SHARDS ??= "4";
process.env.ATTACK_SEED ??= String(process.hrtime.bigint() % 1_000_000_007n);
await import("./attack.test.ts");

export {};
