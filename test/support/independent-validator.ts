/** What tests confirm counterexamples with: the same judge that the product's worker threads run. */
export { compiled, judge } from "../../packages/crossfade/src/worker/judge.ts";
