/** The rewrites of rewrites.test.ts on every operation of every specification. */
process.env.REWRITE_STEP ??= "1";
await import("./rewrites.test.ts");

export {};
