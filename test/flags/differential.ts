import { compileFlags } from "@crossfade/flags/evaluate";
import { dice } from "../support/random-value.ts";
import { type Answer, flagdCore, withLoggerEverywhere } from "./flagd-core.ts";
import { type Difference, differences, foreignOperators } from "./known-differences.ts";
import { randomTrial, type Trial } from "./random-definition.ts";

/** Seconds since 1970 at which both are asked; the caller stops the clock there. */
export const momentS = 1_700_000_000;

export function ours({ document, context, fallback }: Trial, generateCode: boolean): Answer {
  const flags = compileFlags(JSON.parse(JSON.stringify(document)), { clock: () => momentS, generateCode });
  const { value, variant, reason, errorCode, metadata } = flags.details("f", fallback, context);
  return JSON.stringify([value, variant, reason, errorCode, metadata]);
}

function isBeyondLimits({ document }: Trial): boolean {
  const { complaints } = compileFlags(document, { clock: () => momentS });
  return complaints.some(({ message }) => message.includes("(limit "));
}

export interface Outcome {
  readonly seed: number;
  readonly trial: Trial;
  /** `agreed`, or the line of the table that explains it; undefined where nothing does. */
  readonly verdict: string | undefined;
  readonly theirs: Answer;
  readonly mine: Answer;
}

export const agreed = "agreed";
export const twoModes = "flagd-core's two ways of evaluating differ, and we answer as its interpreter";
export const refused = "flagd-core refuses a whole document for one default variant that does not exist";
export const beyondLimits = "what may cost too much is refused when compiled";
export const foreign = "operators beyond flagd's schema are refused";

export function outcomeOf(seed: number): Outcome {
  const trial = randomTrial(dice(seed));
  const mine = ours(trial, false);
  const theirs = flagdCore(trial, "compiled");
  const same = mine === ours(trial, true);
  return { seed, trial, verdict: same ? verdictOn(trial, mine, theirs) : undefined, theirs, mine };
}

export function verdictOn(
  trial: Trial,
  mine: Answer = ours(trial, false),
  theirs: Answer = flagdCore(trial, "compiled"),
): string | undefined {
  if (mine === theirs) return agreed;
  const parseError = mine.includes('"PARSE_ERROR"');
  if (theirs === "refused") return parseError ? refused : undefined;
  if (parseError && foreignOperators(trial).length > 0) return foreign;
  if (parseError && isBeyondLimits(trial)) return beyondLimits;
  const interpreted = flagdCore(trial, "interpreted");
  const one = differences.find((each) => explains([each], trial, mine, interpreted));
  if (one) return one.name;
  if (mine === interpreted) return twoModes;
  return combinations()
    .find((chosen) => explains(chosen, trial, mine, interpreted))
    ?.map(({ name }) => name)
    .join(" + ");
}

/** Said so, flagd-core answers as we do; its interpreter bears us out only where it did not before. */
function explains(chosen: readonly Difference[], trial: Trial, mine: Answer, interpreted: Answer): boolean {
  const said = chosen.reduce((each, { rewrite }) => rewrite(each), trial);
  const ask = () =>
    flagdCore(said, "compiled") === mine || (interpreted !== mine && flagdCore(said, "interpreted") === mine);
  return chosen.some((each) => each.logged) ? withLoggerEverywhere(ask) : ask();
}

/** Two lines together, then all that there are. */
function combinations(): readonly (readonly Difference[])[] {
  const pairs = differences.flatMap((one, at) => differences.slice(at + 1).map((other) => [one, other]));
  return [...pairs, differences];
}
