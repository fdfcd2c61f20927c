import {
  type DocumentInclusion,
  type InclusionOptions,
  included,
  schemaDialects,
} from "@crossfade/contracts";
import type { Validator } from "@crossfade/core";
import { doubtsAbout } from "./confirm.ts";

/** Whether everything that one schema admits is admitted by another. */
export type InclusionAnswer =
  | { readonly verdict: "proved" }
  | {
      readonly verdict: "refuted";
      /** Valid for what is sent and invalid for what is accepted, as an independent validator confirmed. */
      readonly counterexample: unknown;
      /** JSON pointer into the counterexample. */
      readonly at: string;
      readonly reason: string;
    }
  | { readonly verdict: "unknown"; readonly reason: string };

/** The dialects that a question may name. */
export const inclusionDialects = schemaDialects;

export type InclusionSettings = Pick<InclusionOptions, "dialect" | "world" | "tolerance">;

export interface InclusionQuestion {
  readonly sent: unknown;
  readonly accepted: unknown;
  readonly settings: InclusionSettings;
}

/** Answers in the order of the questions. A refutation that nobody can confirm is unknown. */
export async function judgeInclusions(
  questions: readonly InclusionQuestion[],
  validator: Validator,
): Promise<InclusionAnswer[]> {
  const found = questions.map(({ sent, accepted, settings }) =>
    included(sent, accepted, { ...settings, formats: "assert" }),
  );
  return confirmed(found, validator);
}

export async function confirmed(
  found: readonly Exclude<DocumentInclusion, { kind: "unreadable" }>[],
  validator: Validator,
): Promise<InclusionAnswer[]> {
  const doubts = await doubtsAbout(
    found.map((each) => (each.kind === "refuted" ? each.claim : undefined)),
    validator,
  );
  return found.map((each, index): InclusionAnswer => {
    if (each.kind === "proved") return { verdict: "proved" };
    const at = each.at === "" ? "" : ` at ${each.at}`;
    if (each.kind === "unknown") return { verdict: "unknown", reason: `${each.why}${at}` };
    const doubt = doubts[index]?.why;
    if (doubt !== undefined) return { verdict: "unknown", reason: `${each.why}${at} (${doubt})` };
    return { verdict: "refuted", counterexample: each.value, at: each.at, reason: `${each.why}${at}` };
  });
}
