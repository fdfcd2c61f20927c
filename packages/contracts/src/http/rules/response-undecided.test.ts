import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-undecided.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const before = { type: "array", items: { type: "integer" } };
const after = { ...before, unevaluatedItems: false };

test("what the receiver says in a keyword that is not analysed is unknown, never safe", () => {
  expect(told({ answers: after }, { answers: before })).toEqual(["unknown"]);
});

test("what is plain is decided", () => {
  expect(told({ answers: before }, { answers: before })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ sends: before }, { sends: after }), "http/request-undecided")).toEqual([
    "unknown",
  ]);
});

test("a schema in another document is the reason that is told, whichever side has it", () => {
  const elsewhere = { $ref: "https://example.com/cart.json" };
  const plain = { type: "object", properties: { a: { type: "string" } } };
  for (const [client, server] of [
    [plain, elsewhere],
    [elsewhere, plain],
  ]) {
    const [found] = between({ answers: client }, { answers: server });
    expect(found).toMatchObject({ outcome: "unknown", decides: "a copy of the document in the repository" });
    expect(found?.why).toContain('"https://example.com/cart.json" is outside of the repository');
  }
});
