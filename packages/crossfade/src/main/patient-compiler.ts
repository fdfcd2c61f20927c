import { setFlagsFromString } from "node:v8";

/**
 * By default V8 11 (Node 20) compiles a function again after 132 kB of its code have run. An analysis lasts seconds and runs
 * thousands of functions a little: it spends two fifths of its processor time on code that is thrown away or never pays.
 * Later versions of V8 have a cheaper compiler in between, and no such option. `bench/contracts` shows the difference.
 */
export function makeCompilerPatient(v8 = process.versions.v8): void {
  if (v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=400000");
}
