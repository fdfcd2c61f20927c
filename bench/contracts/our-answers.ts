import { httpContracts, type SchemaDialect } from "@crossfade/contracts";
import type { Validator } from "@crossfade/core";
import { confirmAll } from "../../packages/crossfade/src/analysis/confirm.ts";
import { type InclusionAnswer, judgeInclusions } from "../../packages/crossfade/src/analysis/inclusion.ts";
import { startWorker } from "../../packages/crossfade/src/main/entries.ts";
import { judge } from "../../packages/crossfade/src/worker/judge.ts";
import { ValidatorPool } from "../../packages/crossfade/src/worker/validator-pool.ts";
import {
  type Answer,
  type Answers,
  type ApiQuestion,
  apiQuestions,
  type Question,
  schemaQuestions,
} from "../peers/questions.ts";

/** What we say to every question, and what ajv says of its values. */
export interface OurAnswers {
  readonly ours: Answers;
  readonly truth: Answers;
}

export async function ourAnswers(): Promise<OurAnswers> {
  const validator = pool();
  try {
    const inclusions = await decide(schemaQuestions, "draft-07");
    const ours: [string, Answer][] = schemaQuestions.map(({ id }, index) => [id, wordFor(inclusions[index])]);
    for (const question of apiQuestions) ours.push([question.id, await ofApi(question, validator)]);
    const all = [...schemaQuestions, ...apiQuestions];
    return {
      ours: Object.fromEntries(ours),
      truth: Object.fromEntries(all.map((each) => [each.id, truthOf(each)])),
    };
  } finally {
    await validator.close();
  }
}

/** Confirmed answers about schemas, as their validators take them: the world open, the receiver strict. */
export async function decide(
  questions: readonly { readonly sent: object; readonly accepted: object }[],
  dialect: SchemaDialect,
): Promise<readonly InclusionAnswer[]> {
  const validator = pool();
  const settings = { dialect, world: "open", tolerance: "strict" } as const;
  try {
    return await judgeInclusions(
      questions.map(({ sent, accepted }) => ({ sent, accepted, settings })),
      validator,
    );
  } finally {
    await validator.close();
  }
}

function pool(): ValidatorPool {
  return new ValidatorPool({ startWorker: () => startWorker("validator", { stdin: true }) });
}

function wordFor(answer: InclusionAnswer | undefined): Answer {
  if (answer?.verdict === "proved") return "fits";
  return answer?.verdict === "refuted" ? "breaks" : "none";
}

async function ofApi({ client, server }: ApiQuestion, validator: Validator): Promise<Answer> {
  const [one, other] = [client, server].map((document) => {
    const text = JSON.stringify(document);
    return httpContracts.read("api.json", { read: () => text, list: () => [] });
  });
  if (one?.kind !== "contract" || other?.kind !== "contract") return "none";
  const found = httpContracts.compare(one.contract, other.contract, httpContracts.defaults);
  const judged = await confirmAll(found, validator);
  if (judged.some(({ observation, doubt }) => observation.outcome === "breaking" && doubt === undefined))
    return "breaks";
  return judged.some(({ observation }) => observation.outcome !== "notice") ? "none" : "fits";
}

/** A value that is sent and not taken is all the proof there is; of what fits, there is one value of every sort. */
function truthOf({ sent, accepted, values }: Question): Answer {
  const valid = (schema: object, value: unknown) =>
    judge({ dialect: "draft-07", schema, value }).kind === "valid";
  return values.some((value) => valid(sent, value) && !valid(accepted, value)) ? "breaks" : "fits";
}
