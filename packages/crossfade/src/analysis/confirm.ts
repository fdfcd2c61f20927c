import type { Answer, Claim, Observation, Question, Validator } from "@crossfade/core";

/** An observation whose counterexample, if it needs one, was confirmed or refused by an independent validator. */
export interface Judged {
  readonly observation: Observation;
  /** Set where a claim was not confirmed: the finding is unknown, for this reason. */
  readonly doubt?: string;
}

/** Has every claim checked: the value must be valid for what is sent and invalid for what is accepted. */
export async function confirmAll(
  observations: readonly Observation[],
  validator: Validator,
): Promise<Judged[]> {
  const doubts = await doubtsAbout(
    observations.map((each) => (needsProof(each) ? each.claim : undefined)),
    validator,
  );
  return observations.map((observation, index): Judged => {
    const doubt = doubts[index];
    return doubt === undefined ? { observation } : { observation, doubt };
  });
}

/** For each claim why it is not confirmed; undefined where it is, and where there is none. */
export async function doubtsAbout(
  claims: readonly (Claim | undefined)[],
  validator: Validator,
): Promise<(string | undefined)[]> {
  const answers = await validator.validate(claims.flatMap((each) => (each ? questionsOf(each) : [])));
  let next = 0;
  return claims.map((claim) => (claim ? doubtOf(answers[next++], answers[next++]) : undefined));
}

function needsProof(observation: Observation): boolean {
  return observation.outcome === "breaking" && observation.claim !== undefined;
}

function questionsOf({ dialect, sent, accepted, value }: Claim): Question[] {
  return [
    { dialect, schema: sent, value },
    { dialect, schema: accepted, value },
  ];
}

function doubtOf(sent: Answer | undefined, accepted: Answer | undefined): string | undefined {
  if (sent?.kind === "valid" && accepted?.kind === "invalid") return undefined;
  const silent = [sent, accepted].find((each) => each?.kind === "unknown");
  if (silent?.kind === "unknown") return `no validator could confirm the example: ${silent.why}`;
  return "no validator could confirm an example that breaks it";
}
