import { createHmac } from "node:crypto";
import { bucketOf, pinToken, signedText, type TesterPin } from "@crossfade/core";
import { expect, test } from "vitest";
import { ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import {
  apiState,
  pinSecret,
  runningProxy,
  type VersionStory,
} from "../../../../test/support/proxied-api.ts";

const salt = "r42";
const byUser = { userKey: { kind: "cookie", name: "uid" } } as const;

async function twoVersions() {
  const [v2, v1] = [await instance("v2"), await instance("v1")];
  const stories = (more: Partial<VersionStory> = {}): Readonly<Record<string, VersionStory>> => ({
    "2.0": { urls: [v2.url], ...more },
    "1.0": { urls: [v1.url] },
  });
  return { v2, v1, stories };
}

function pin(more: Partial<TesterPin> = {}, key: Uint8Array = pinSecret): string {
  const expiresS = Math.floor(Date.now() / 1_000) + 60;
  const whole: TesterPin = { audience: "edge", component: "api", label: "2.0", expiresS, id: "ann", ...more };
  return pinToken(whole, createHmac("sha256", key).update(signedText(whole)).digest("hex"));
}

test("a weight is a share of the users, the same ones each time, and only grows by them", async () => {
  const { stories } = await twoVersions();
  const { proxy, url } = await runningProxy(apiState(stories()), byUser);
  const users = Array.from({ length: 60 }, (_, index) => `u-${index}`);
  const got = async () => {
    const answers = await Promise.all(users.map((uid) => ask(url, { headers: { cookie: `uid=${uid}` } })));
    return answers.map(({ body }) => body);
  };
  for (const [step, weight] of [0, 100, 2_500, 5_000, 10_000, 2_500, 0].entries()) {
    proxy.apply(apiState(stories(), { generation: step + 2, weight }));
    const expected = users.map((uid) => (bucketOf(salt, uid) < weight ? "v2" : "v1"));
    expect(await got()).toEqual(expected);
  }
});

test("who has no user key gets a cookie, and with it the same version again", async () => {
  const { stories } = await twoVersions();
  const ids = ["id-of-user-a", "request-1"];
  const { url } = await runningProxy(apiState(stories(), { weight: 5_000 }), byUser, {
    newId: () => ids.shift() ?? "request-2",
  });
  const first = await ask(url);
  const [cookie] = first.headers["set-cookie"] ?? [];
  expect(cookie).toMatch(/^cf_id=[\w-]+; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
  const again = await ask(url, { headers: { cookie: cookie?.split(";")[0] ?? "" } });
  expect(again.body).toBe(first.body);
  expect(again.headers).not.toHaveProperty("set-cookie");
});

test("a user's pin goes before the bucket", async () => {
  const { stories } = await twoVersions();
  const { url } = await runningProxy(apiState(stories(), { userPins: { ann: "2.0" } }), byUser);
  expect((await ask(url, { headers: { cookie: "uid=ann" } })).body).toBe("v2");
  expect((await ask(url, { headers: { cookie: "uid=bob" } })).body).toBe("v1");
});

test.each([
  ["active", "v2", undefined],
  ["draining", "v2", undefined],
  ["candidate", "v1", "refused"],
  ["closing", "v1", "refused"],
  ["blocked", "v1", "refused"],
] as const)("an affinity pin to a version that is %s: %s answers", async (stage, body, refused) => {
  const { stories, v2 } = await twoVersions();
  const { url } = await runningProxy(apiState(stories({ stage })));
  const byHeader = await ask(url, { headers: { "x-cf-version": "web@9, api@2.0" } });
  const byCookie = await ask(url, { headers: { cookie: "cf_version=api%402.0" } });
  for (const answer of [byHeader, byCookie]) {
    expect(answer.body).toBe(body);
    expect(answer.headers["x-cf-version"]).toBe(body === "v2" ? "api@2.0" : "api@1.0");
    expect(answer.headers["x-cf-pin"]).toBe(refused);
  }
  if (body === "v2") expect(v2.seen[0]?.headers["x-cf-version"]).toBe("web@9, api@2.0");
});

test("a page that is loaded anew gets what is current, whatever the page before it was", async () => {
  const { stories } = await twoVersions();
  const { url } = await runningProxy(apiState(stories({ stage: "draining" })));
  const headers = { cookie: "cf_version=api@2.0", "sec-fetch-dest": "document" };
  const answer = await ask(url, { headers });
  expect(answer.body).toBe("v1");
  expect(answer.headers).not.toHaveProperty("x-cf-pin");
});

test("a tester's pin reaches a candidate, by header and by cookie, and no instance ever sees it", async () => {
  const { stories, v2 } = await twoVersions();
  const { url } = await runningProxy(apiState(stories({ stage: "candidate" })));
  expect((await ask(url, { headers: { "x-cf-tester": pin() } })).body).toBe("v2");
  const cookie = `a=1; cf_tester=${pin()}; b=2`;
  expect((await ask(url, { headers: { cookie } })).body).toBe("v2");
  for (const { headers } of v2.seen) expect(JSON.stringify(headers)).not.toContain("cf1~");
  expect(v2.seen[1]?.headers.cookie).toBe("a=1; b=2");
});

test.each([
  ["expired", { expiresS: 1 }, pinSecret],
  ["issued for another router", { audience: "other" }, pinSecret],
  ["signed by somebody else", {}, Buffer.alloc(32, 9)],
  ["revoked", { id: "revoked-one" }, pinSecret],
  ["for a version that does not exist", { label: "3.0" }, pinSecret],
] as const)("a tester's pin that is %s does not count, and the answer says so", async (_, more, key) => {
  const { stories } = await twoVersions();
  const { url } = await runningProxy(
    apiState(stories({ stage: "candidate" }), { revokedPins: ["revoked-one"] }),
  );
  const answer = await ask(url, { headers: { "x-cf-tester": pin(more, key) } });
  expect([answer.body, answer.headers["x-cf-pin"]]).toEqual(["v1", "refused"]);
});

test("a pin of another component is none of this one's business", async () => {
  const { stories } = await twoVersions();
  const { url } = await runningProxy(apiState(stories()));
  const headers = { "x-cf-tester": pin({ component: "web" }), "x-cf-version": "web@2.0" };
  const answer = await ask(url, { headers });
  expect([answer.body, answer.headers["x-cf-pin"]]).toEqual(["v1", undefined]);
});

test("blocking a version revokes every pin to it", async () => {
  const { stories } = await twoVersions();
  const { proxy, url } = await runningProxy(apiState(stories(), { userPins: { ann: "2.0" } }), byUser);
  proxy.apply(apiState(stories({ stage: "blocked" }), { generation: 2, userPins: { ann: "2.0" } }));
  for (const headers of [{ cookie: "uid=ann" }, { "x-cf-version": "api@2.0" }, { "x-cf-tester": pin() }])
    expect((await ask(url, { headers })).body).toBe("v1");
});

test("a state is taken once, again, and when it is newer; anything else is stale and changes nothing", async () => {
  const { stories } = await twoVersions();
  const { proxy, url } = await runningProxy(apiState(stories(), { generation: 5 }));
  proxy.apply(apiState(stories(), { generation: 5 }));
  for (const stale of [
    { generation: 4, weight: 10_000 },
    { generation: 5, weight: 10_000 },
  ])
    expect(() => proxy.apply(apiState(stories(), stale))).toThrow(/generation/);
  expect((await ask(url)).body).toBe("v1");
  expect(() => proxy.apply({ ...apiState(stories(), { generation: 9 }), router: "other" })).toThrow(/edge/);
  proxy.apply(apiState(stories(), { generation: 6, weight: 10_000 }));
  expect((await ask(url)).body).toBe("v2");
  expect(proxy.read()?.state.generation).toBe(6);
});

test("a request in hand ends where it began, whatever is applied meanwhile", async () => {
  const answers: (() => void)[] = [];
  const slow = await instance("v1", (_, res) => answers.push(() => res.end("v1")));
  const v2 = await instance("v2");
  const { proxy, url } = await runningProxy(
    apiState({ "2.0": { urls: [v2.url] }, "1.0": { urls: [slow.url] } }),
  );
  const asked = ask(url);
  await expect.poll(() => answers.length).toBe(1);
  proxy.apply(apiState({ "2.0": { urls: [v2.url] } }, { generation: 2 }));
  expect((await ask(url)).body).toBe("v2");
  answers[0]?.();
  expect((await asked).body).toBe("v1");
});

test("an instance that was taken out gets nothing new, and rejoins", async () => {
  const [a, b] = [await instance("a"), await instance("b")];
  const state = (generation: number, out: readonly string[]) =>
    apiState({ "1.0": { urls: [a.url, b.url], out } }, { generation });
  const { proxy, url } = await runningProxy(state(1, []));
  const bodies = async () =>
    new Set((await Promise.all([1, 2, 3, 4].map(() => ask(url)))).map(({ body }) => body));
  expect(await bodies()).toEqual(new Set(["a", "b"]));
  proxy.apply(state(2, [a.url]));
  expect(await bodies()).toEqual(new Set(["b"]));
  expect(proxy.read()?.versions[0]?.instances.map(({ out }) => out)).toEqual([true, false]);
  proxy.apply(state(3, []));
  expect(await bodies()).toEqual(new Set(["a", "b"]));
});

test("where nobody checks, an instance that was not asked yet is as good as one that has answered", async () => {
  const [a, b] = [await instance("a"), await instance("b")];
  const { url } = await runningProxy(apiState({ "1.0": { urls: [a.url, b.url] } }));
  for (let call = 0; call < 4; call++) await ask(url);
  expect([a.seen.length, b.seen.length]).toEqual([2, 2]);
});

test("instances of a version share its requests by what they have in hand", async () => {
  const held: (() => void)[] = [];
  const busy = await instance("busy", (_, res) => held.push(() => res.end("busy")));
  const idle = await instance("idle");
  const { url } = await runningProxy(apiState({ "1.0": { urls: [busy.url, idle.url] } }));
  const asked = [ask(url)];
  await expect.poll(() => held.length + idle.seen.length).toBe(1);
  if (held.length === 0) asked.push(ask(url));
  await expect.poll(() => held.length).toBe(1);
  for (let call = 0; call < 5; call++) expect((await ask(url)).body).toBe("idle");
  held[0]?.();
  await Promise.all(asked);
});

test("beyond what an instance may have in hand the client is told to come again", async () => {
  const held: (() => void)[] = [];
  const api = await instance("api", (_, res) => held.push(() => res.end("api")));
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { maxInFlightPerInstance: 2 },
  });
  const asked = [ask(url), ask(url)];
  await expect.poll(() => held.length).toBe(2);
  expect(await ask(url)).toMatchObject({
    status: 503,
    headers: { "x-cf-error": "CF_PROXY_BUSY", "retry-after": "1" },
  });
  for (const answer of held) answer();
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200]);
});
