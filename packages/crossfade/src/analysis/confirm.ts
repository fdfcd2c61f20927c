import type { Answer, Claim, Observation, Question, Validator } from "@crossfade/core";

/** An observation whose counterexample, if it needs one, was confirmed or refused by an independent validator. */
export interface Judged {
  readonly observation: Observation;
  /** Set where a claim was not confirmed: the finding is unknown, for this reason. */
  readonly doubt?: string;
  /** The validator gave no answer; it might another time. */
  readonly unanswered?: true;
}

interface Doubt {
  readonly why: string;
  readonly unanswered: boolean;
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
    if (!doubt) return { observation };
    return { observation, doubt: doubt.why, ...(doubt.unanswered ? { unanswered: true } : {}) };
  });
}

/** For each claim why it is not confirmed; undefined where it is, and where there is none. */
export async function doubtsAbout(
  claims: readonly (Claim | undefined)[],
  validator: Validator,
): Promise<(Doubt | undefined)[]> {
  const questions = claims.flatMap((each) => (each ? questionsOf(each) : []));
  const answers = await answersTo(questions, validator);
  let next = 0;
  return claims.map((claim) => (claim ? doubtOf(answers[next++], answers[next++]) : undefined));
}

/** What many operations share gives the same question many times: it is asked once. */
async function answersTo(
  questions: readonly Question[],
  validator: Validator,
): Promise<readonly (Answer | undefined)[]> {
  const texts = questions.map((each) => JSON.stringify(each));
  const distinct = new Map(texts.map((text, index) => [text, questions[index] as Question]));
  const answers = await validator.validate([...distinct.values()]);
  const byText = new Map([...distinct.keys()].map((text, index) => [text, answers[index]]));
  return texts.map((text) => byText.get(text));
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

function doubtOf(sent: Answer | undefined, accepted: Answer | undefined): Doubt | undefined {
  if (sent?.kind === "valid" && accepted?.kind === "invalid") return undefined;
  const silent = [sent, accepted].find((each) => each?.kind === "unknown");
  if (silent?.kind === "unknown")
    return { why: `no validator could confirm the example: ${silent.why}`, unanswered: true };
  return { why: "no validator could confirm an example that breaks it", unanswered: false };
}

/** Asked again a claim without its schemas could not be confirmed; what is left of it is its value. */
export function withoutSchemas({ observation, ...judgement }: Judged): Judged {
  if (!observation.claim) return { observation, ...judgement };
  // One by one: schemas are written when somebody looks at them.
  const { value, at, dialect } = observation.claim;
  const claim = { value, at, dialect, sent: undefined, accepted: undefined };
  return { observation: { ...observation, claim }, ...judgement };
}
