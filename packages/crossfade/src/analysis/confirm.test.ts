import type { Answer, Claim, Observation, Question, Validator } from "@crossfade/core";
import { expect, test } from "vitest";
import { confirmAll } from "./confirm.ts";

/** Valid where the schema says so; notes what it was asked. */
function fake(): Validator & { readonly asked: Question[] } {
  const asked: Question[] = [];
  const answer = ({ schema }: Question): Answer =>
    schema === "silent"
      ? { kind: "unknown", why: "deadline" }
      : schema === true
        ? { kind: "valid" }
        : { kind: "invalid", at: "", message: "no" };
  return {
    asked,
    validate: async (questions) => {
      asked.push(...questions);
      return questions.map(answer);
    },
    close: async () => undefined,
  };
}

const observation = (sent: unknown, accepted: unknown, value: unknown = 1): Observation => {
  const claim: Claim = { value, at: "", dialect: "2020-12", sent, accepted };
  const place = { side: "sender", document: "a.json", pointer: "" } as const;
  return { ruleId: "http/x", outcome: "breaking", direction: "request", place, why: "x", claim, fixes: [] };
};

test("the same question is asked once, and everybody who asked is answered", async () => {
  const validator = fake();
  const judged = await confirmAll(
    [
      observation(true, false),
      observation(true, true),
      observation(true, false),
      observation(true, false, 2),
      observation(true, "silent"),
    ],
    validator,
  );
  expect(judged.map(({ doubt, unanswered }) => [doubt, unanswered])).toEqual([
    [undefined, undefined],
    ["no validator could confirm an example that breaks it", undefined],
    [undefined, undefined],
    [undefined, undefined],
    ["no validator could confirm the example: deadline", true],
  ]);
  expect(validator.asked.map(({ schema, value }) => [schema, value])).toEqual([
    [true, 1],
    [false, 1],
    [true, 2],
    [false, 2],
    ["silent", 1],
  ]);
});
