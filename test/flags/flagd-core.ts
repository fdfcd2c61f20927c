import { FlagdCore } from "@openfeature/flagd-core";
import type { Trial } from "./random-definition.ts";

const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const loggerName = Symbol.for("flagd.logger");

/** value, variant, reason, error code, metadata; or `refused`: the whole document; or `crashed`. */
export type Answer = string;

export function flagdCore({ document, context, fallback }: Trial, mode: "compiled" | "interpreted"): Answer {
  const core = new FlagdCore(undefined, quiet, { disableDynamicCodeGeneration: mode === "interpreted" });
  try {
    core.setConfigurations(JSON.stringify(document));
  } catch {
    return "refused";
  }
  const type = typeof fallback as "boolean" | "string" | "number";
  try {
    const answer = core.resolve(type, "f", fallback, context as never);
    const { value, variant, reason, errorCode, flagMetadata } = answer;
    return JSON.stringify([value, variant, reason, errorCode, flagMetadata]);
  } catch {
    return "crashed";
  }
}

/** flagd-core keeps its logger in the context, and loses it inside of lists. Here every object has one. */
export function withLoggerEverywhere<T>(ask: () => T): T {
  const everything = Object.prototype as unknown as Record<symbol, unknown>;
  Object.defineProperty(everything, loggerName, { value: quiet, configurable: true, writable: true });
  try {
    return ask();
  } finally {
    delete everything[loggerName];
  }
}
