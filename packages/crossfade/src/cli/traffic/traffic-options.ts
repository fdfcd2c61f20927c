import { type CrossfadeError, weightOf } from "@crossfade/core";
import { InvalidArgumentError, Option } from "commander";
import { durationText } from "../../analysis/sentences.ts";
import { durationMs } from "../../config/duration.ts";
import { usage } from "../options.ts";

interface DurationLimits {
  readonly mostMs: number;
  readonly leastMs?: number;
  readonly defaultMs: number;
}

/** An option whose value is a duration, in ms once it is parsed. */
export function durationOption(
  flags: string,
  description: string,
  { mostMs, leastMs = 0, defaultMs }: DurationLimits,
): Option {
  const limits = `${leastMs === 0 ? "at most" : `${durationText(leastMs)} to`} ${durationText(mostMs)}`;
  return new Option(flags, `${description}, ${limits}`)
    .default(defaultMs, durationText(defaultMs))
    .argParser((text) => {
      const ms = durationMs(text);
      if (ms === undefined)
        throw new InvalidArgumentError(`It has to be a duration such as 90s or 5m, ${limits}.`);
      if (ms > mostMs) throw new InvalidArgumentError(`It is at most ${durationText(mostMs)}.`);
      if (ms < leastMs) throw new InvalidArgumentError(`It is at least ${durationText(leastMs)}.`);
      return ms;
    });
}

/** "10%" as buckets of 10,000. CF_USAGE for what is no weight. */
export function weightArgument(text: string): number {
  const weight = weightOf(text);
  if (weight !== undefined) return weight;
  throw trafficUsage(
    `${JSON.stringify(text)} is no weight: write 10% or 0.5%, from 0% to 100%, no finer than 0.01%.`,
    "set-weight",
  );
}

/** CF_USAGE; the hint names the verb's own help. */
export function trafficUsage(what: string, verb?: string): CrossfadeError {
  return usage(what, verb === undefined ? "trafficctl" : `trafficctl ${verb}`);
}
