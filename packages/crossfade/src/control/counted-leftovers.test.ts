import type { DeployAnswer, DeployOrder, Plan, ReleaseSpec } from "@crossfade/core";
import { expect, test } from "vitest";
import { countedLeftovers } from "./counted-leftovers.ts";

const wait = (id: string, before: string, link?: string) =>
  ({
    id,
    before,
    after: "start worker@1",
    kind: "empty",
    because: [],
    ...(link === undefined ? {} : { link }),
  }) as const;

function specOf(...waits: Plan["waits"]): ReleaseSpec {
  const steps = ["end api@2", "gone api@2"].map((id) => ({
    id,
    kind: "end",
    component: "api",
    version: "2",
  }));
  return { id: "back", environment: "production", plan: { steps, waits } } as unknown as ReleaseSpec;
}

const orders: DeployOrder[] = [];
const said = (answer: DeployAnswer | Error, spec = specOf(wait("w1", "gone api@2", "orders"))) =>
  countedLeftovers(spec, {
    id: "7f",
    measure: async (order) => {
      orders.push(order);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });

test.each<[string, DeployAnswer | Error, string]>([
  [
    "a number",
    { kind: "done", left: 1_204, what: "messages" },
    "Counted: 1,204 messages of api@2 are left in orders.",
  ],
  [
    "a number of nobody knows what",
    { kind: "done", left: 7 },
    "Counted: 7 messages, rows or values of api@2 are left in orders.",
  ],
  ["nothing is left", { kind: "done", empty: true }, "Counted: nothing of api@2 is left in orders."],
  ["nought", { kind: "done", left: 0, what: "rows" }, "Counted: 0 rows of api@2 are left in orders."],
  [
    "it is so",
    { kind: "done" },
    "Not counted: what api@2 has left in orders (whoever deploys it names no number).",
  ],
  [
    "not yet",
    { kind: "pending", againInMs: 1, why: "Waits." },
    "Not counted: what api@2 has left in orders (Waits).",
  ],
  [
    "a failure",
    { kind: "failed", why: "no such action", final: true },
    "Not counted: what api@2 has left in orders (no such action).",
  ],
  ["nothing at all", new Error("it is away"), "Not counted: what api@2 has left in orders (it is away)."],
])("a deployer that says %s is taken at its word, and no further", async (_, answer, expected) => {
  expect(await said(answer)).toEqual([expected]);
  expect(orders.at(-1)).toMatchObject({
    action: "measure",
    id: "back/count/w1/7f",
    step: "w1",
    link: "orders",
  });
});

test("the same leftovers are counted once, those of another link as well, and waits without any not at all", async () => {
  const spec = specOf(
    wait("w1", "gone api@2", "orders"),
    wait("w2", "end api@2", "orders"),
    wait("w3", "gone api@2", "cart"),
    wait("w4", "gone api@2"),
  );
  expect(await said({ kind: "done", left: 1 }, spec)).toHaveLength(2);
});

test("nobody is asked where nobody may be, and no more than so many are", async () => {
  const spec = specOf(
    ...Array.from({ length: 18 }, (_, index) => wait(`w${index}`, "gone api@2", `link${index}`)),
  );
  expect(await countedLeftovers(spec, { id: "7f" })).toHaveLength(18);
  orders.length = 0;
  const all = await said({ kind: "done", left: 1 }, spec);
  expect(orders).toHaveLength(16);
  expect(all.filter((each) => each.startsWith("Not counted"))).toHaveLength(2);
});
