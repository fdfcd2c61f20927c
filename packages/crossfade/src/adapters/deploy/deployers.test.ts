import type {
  DeployAction,
  DeployOrder,
  Fact,
  FactEntry,
  FactStore,
  Outbound,
  OutboundAnswer,
  OutboundRequest,
} from "@crossfade/core";
import { expect, test } from "vitest";
import { createExternalDeployer } from "./external-deployer.ts";
import { createWebhookDeployer } from "./webhook-deployer.ts";

const order = (action: DeployAction = "deploy"): DeployOrder => ({
  id: "r1/deploy api@2.0.0/0",
  release: "r1",
  environment: "production",
  action,
  component: "api",
  version: "2.0.0",
  fence: 7,
});

function hook(answer: Partial<OutboundAnswer>) {
  const sent: OutboundRequest[] = [];
  const outbound: Outbound = {
    send: async (request) => {
      sent.push(request);
      return { status: 200, headers: {}, body: "", ...answer };
    },
  };
  const url = "https://ci.example/deploy";
  const deployer = createWebhookDeployer({ url, secret: "s", timeoutMs: 1_000, outbound });
  return {
    sent,
    answer: (change: Partial<DeployOrder> = {}) => deployer.perform({ ...order(), ...change }, () => {}),
  };
}

test("a hook is told the order, signed, under the effect's id", async () => {
  const { sent, answer } = hook({ body: '{"endpoints":["http://10.0.0.7:8080"]}' });
  expect(await answer()).toEqual({ kind: "done", endpoints: ["http://10.0.0.7:8080"] });
  expect(sent[0]?.signed).toEqual({ id: "r1/deploy api@2.0.0/0", secret: "s" });
  expect(JSON.parse(sent[0]?.body ?? "")).toMatchObject({ action: "deploy", version: "2.0.0", fence: 7 });
});

const set = { set: 2, sets: 2, replaces: ["http://10.0.0.8:80"], updated: ["http://10.0.0.7:8080"] };

test("a hook is told which servers of a set it is about", async () => {
  const { sent, answer } = hook({});
  await answer(set);
  expect(JSON.parse(sent[0]?.body ?? "")).toMatchObject({
    orderSchema: 1,
    set: 2,
    sets: 2,
    replaces: ["http://10.0.0.8:80"],
  });
});

test("a hook is told of a part, and its count is a number or a failure", async () => {
  const part = hook({ body: '{"left":12,"what":"rows"}' });
  expect(await part.answer({ count: 1, of: 4, link: "orders" })).toEqual({
    kind: "done",
    left: 12,
    what: "rows",
  });
  expect(JSON.parse(part.sent[0]?.body ?? "")).toMatchObject({ count: 1, of: 4, link: "orders" });
  for (const body of ['{"left":-1}', '{"left":"12"}', '{"left":1.5}', '{"left":3,"empty":true}'])
    expect(await hook({ body }).answer()).toMatchObject({
      kind: "failed",
      why: expect.stringContaining("`left`"),
    });
});

test.each<[string, Partial<OutboundAnswer>, object]>([
  ["202 says: not yet", { status: 202 }, { kind: "pending", againInMs: 5_000 }],
  [
    "202 may say when",
    { status: 202, headers: { "retry-after": "9" } },
    { kind: "pending", againInMs: 9_000 },
  ],
  ["409 says: too late", { status: 409 }, { kind: "failed", why: expect.stringContaining("newer") }],
  ["a redirect is a failure", { status: 302 }, { kind: "failed", why: "the hook answered 302" }],
  ["a page is a failure", { body: "<html>" }, { kind: "failed", why: expect.stringContaining("JSON") }],
])("of a hook, %s", async (_, said, expected) => {
  expect(await hook(said).answer()).toMatchObject(expected);
});

const factsOf = (...facts: readonly Fact[]): FactStore => ({
  record: async () => [],
  facts: async () =>
    facts.map((fact, index): FactEntry => ({ seq: index + 1, atMs: index, actor: "ci", fact })),
});
const api = { component: "api", label: "2.0.0" };
const deployed: Fact = { kind: "deployed", ...api, endpoints: ["http://10.0.0.7:8080"] };

test.each<[string, DeployAction, readonly Fact[], string]>([
  ["deploying waits for the word", "deploy", [], "pending"],
  ["deploying is done with the word", "deploy", [deployed], "done"],
  ["serving is waited for", "activate", [deployed], "pending"],
  ["serving was said", "activate", [deployed, { kind: "started", ...api }], "done"],
  ["who serves has not ended", "deactivate", [deployed, { kind: "started", ...api }], "pending"],
  ["who never was there has ended", "deactivate", [], "done"],
  ["who has ended may still run", "retire", [deployed, { kind: "ended", ...api }], "pending"],
  ["who is gone is gone", "retire", [deployed, { kind: "gone", ...api }], "done"],
  ["rows are rewritten when a person says so", "operate", [deployed], "pending"],
  ["whether anything is left nobody knows", "measure", [deployed], "pending"],
])("where somebody else deploys: %s", async (_, action, facts, kind) => {
  const answer = await createExternalDeployer(factsOf(...facts)).perform(order(action), () => {});
  expect(answer.kind).toBe(kind);
});

test("that a part of it serves nobody reports: somebody has to say it", async () => {
  const facts: readonly Fact[] = [deployed, { kind: "started", ...api }];
  const part = { ...order("activate"), count: 1, of: 4 };
  expect((await createExternalDeployer(factsOf(...facts)).perform(part, () => {})).kind).toBe("pending");
  expect((await createExternalDeployer(factsOf(...facts)).perform(order("run"), () => {})).kind).toBe(
    "pending",
  );
});

test("while somebody else is waited for, it is said what they have to do", async () => {
  expect(await createExternalDeployer(factsOf()).perform(order(), () => {})).toMatchObject({
    why: expect.stringContaining("crossfade deployed api@2.0.0 --environment production --endpoint URL"),
  });
});

test("where somebody else updates servers, a set is done once as many addresses more were told", async () => {
  const asked = { ...order(), ...set };
  expect(await createExternalDeployer(factsOf(deployed)).perform(asked, () => {})).toMatchObject({
    kind: "pending",
    why: expect.stringMatching(
      /^Set 2 of 2 is out of the balancer: http:\/\/10\.0\.0\.8:80\. .* crossfade deployed api@2\.0\.0 --environment production --endpoint http:\/\/10\.0\.0\.7:8080 --endpoint http:\/\/10\.0\.0\.8:80$/,
    ),
  });
  const both: Fact = { ...deployed, endpoints: [...deployed.endpoints, "http://10.0.0.8:80"] };
  expect(await createExternalDeployer(factsOf(both)).perform(asked, () => {})).toEqual({
    kind: "done",
    endpoints: ["http://10.0.0.8:80"],
  });
});
