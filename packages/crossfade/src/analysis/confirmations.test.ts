import type { Answer, Observation, Question, Validator } from "@crossfade/core";
import { expect, test } from "vitest";
import { Confirmations } from "./confirmations.ts";
import type { PairKnowledge } from "./pair-observations.ts";

const claim = { value: 1, at: "", dialect: "2020-12", sent: true, accepted: false } as const;
const place = { side: "sender", document: "a.json", pointer: "" } as const;
const observation: Observation = {
  ruleId: "http/x",
  outcome: "breaking",
  direction: "request",
  place,
  why: "x",
  claim,
  fixes: [],
};
const pair = (): PairKnowledge => ({ kind: "observed", digests: ["a", "b"], observations: [observation] });

/** Answers when it is told to. */
function waiting() {
  const open: (() => void)[] = [];
  const validator: Validator = {
    validate: (questions: readonly Question[]) =>
      new Promise((resolve) =>
        open.push(() =>
          resolve(
            questions.map(
              ({ schema }): Answer =>
                schema === true ? { kind: "valid" } : { kind: "invalid", at: "", message: "no" },
            ),
          ),
        ),
      ),
    close: async () => undefined,
  };
  return { validator, open };
}

test("a pair is confirmed while the next is compared, and waited for before the one after that", async () => {
  const { validator, open } = waiting();
  const confirmations = new Confirmations(validator);
  const first = await confirmations.begin(pair());
  let second = false;
  const begun = confirmations.begin(pair()).then(() => {
    second = true;
  });
  await new Promise(setImmediate);
  expect([open.length, second]).toEqual([2, false]);
  open[0]?.();
  await begun;
  open[1]?.();
  await confirmations.done();
  expect(confirmations.of(first)).toMatchObject([{ observation: { why: "x", claim: { value: 1 } } }]);
});

test("the schemas of what is confirmed are let go", async () => {
  const { validator, open } = waiting();
  const confirmations = new Confirmations(validator);
  const only = await confirmations.begin(pair());
  open[0]?.();
  await confirmations.done();
  const [judged] = confirmations.of(only);
  expect(judged?.doubt).toBeUndefined();
  expect([judged?.observation.claim?.sent, judged?.observation.claim?.accepted]).toEqual([
    undefined,
    undefined,
  ]);
});

test("what several pairs share is confirmed once", async () => {
  const { validator, open } = waiting();
  const asked: Question[] = [];
  const validate = (questions: readonly Question[]) => {
    asked.push(...questions);
    return validator.validate(questions);
  };
  const confirmations = new Confirmations({ ...validator, validate });
  await confirmations.begin(pair());
  open[0]?.();
  await confirmations.done();
  const second = await confirmations.begin(pair());
  // Nothing is left to ask: whatever is asked now is answered at once.
  open[1]?.();
  await confirmations.done();
  expect(confirmations.of(second)).toMatchObject([{ observation: { why: "x" } }]);
  expect(asked.length).toBe(2);
});

test("what fails is told to whoever waits", async () => {
  const validator: Validator = {
    validate: () => Promise.reject(new Error("broken")),
    close: async () => undefined,
  };
  const confirmations = new Confirmations(validator);
  await confirmations.begin(pair());
  await new Promise(setImmediate);
  await expect(confirmations.done()).rejects.toThrow("broken");
});

test("a pair of which nothing was observed needs no confirmation", async () => {
  const confirmations = new Confirmations(waiting().validator);
  expect(await confirmations.begin({ kind: "compatible" })).toEqual({ kind: "compatible" });
  await confirmations.done();
});
