import { expect, test } from "vitest";
import { ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";

const health = { path: "/up", everyMs: 15, timeoutMs: 500, needed: 2 };

/** An instance whose health the test turns; checks are not answers. */
async function patient(name: string, isWell = true) {
  let status = isWell ? 200 : 500;
  const api = await instance(name, (req, res) => {
    if (req.url === "/up") res.writeHead(status).end();
    else res.end(name);
  });
  const turn = (well: boolean) => {
    status = well ? 200 : 500;
  };
  const checks = () => api.seen.filter(({ url }) => url === "/up").length;
  return { ...api, turn, checks };
}

test("an instance is ready after so many good checks in a row, and not after so many bad ones", async () => {
  const api = await patient("api");
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), { health });
  const reading = () => proxy.read()?.versions[0]?.instances[0];
  expect(reading()).toMatchObject({ health: "unknown" });
  await expect.poll(() => reading()?.health).toBe("ready");
  expect(api.checks()).toBeGreaterThanOrEqual(2);
  api.turn(false);
  await expect.poll(() => reading()).toMatchObject({ health: "unready", whyUnready: "/up answered 500" });
  expect(await ask(url)).toMatchObject({ status: 503, headers: { "x-cf-error": "CF_PROXY_NO_INSTANCE" } });
  api.turn(true);
  await expect.poll(() => reading()?.health).toBe("ready");
  expect((await ask(url)).body).toBe("api");
});

test("a sick instance gets no request as long as another is there", async () => {
  const [sick, well] = [await patient("sick", false), await patient("well")];
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [sick.url, well.url] } }), { health });
  await expect
    .poll(() => proxy.read()?.versions[0]?.instances.map((each) => each.health))
    .toEqual(["unready", "ready"]);
  const bodies = (await Promise.all([1, 2, 3, 4, 5].map(() => ask(url)))).map(({ body }) => body);
  expect(new Set(bodies)).toEqual(new Set(["well"]));
});

test("before anybody was asked, users are not turned away", async () => {
  const api = await patient("api");
  const slow = { ...health, everyMs: 60_000 };
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), { health: slow });
  expect((await ask(url)).body).toBe("api");
  expect(proxy.read()?.versions[0]?.instances[0]?.health).toBe("unknown");
});

test("a check that is not answered in time is a bad one", async () => {
  const silent = await instance("silent", () => undefined);
  const { proxy } = await runningProxy(apiState({ "1.0": { urls: [silent.url] } }), {
    health: { ...health, timeoutMs: 30, needed: 1 },
  });
  await expect
    .poll(() => proxy.read()?.versions[0]?.instances[0])
    .toMatchObject({ health: "unready", whyUnready: "no answer within 30 ms" });
});

test("an instance that is gone is unready, and says why", async () => {
  const gone = await instance("gone");
  await gone.crash();
  const { proxy } = await runningProxy(apiState({ "1.0": { urls: [gone.url] } }), {
    health: { ...health, needed: 1 },
  });
  await expect
    .poll(() => proxy.read()?.versions[0]?.instances[0])
    .toMatchObject({ health: "unready", whyUnready: "ECONNREFUSED" });
});

test("candidates are checked before they have users, and what left the state is not checked any more", async () => {
  const [v2, v1] = [await patient("v2"), await patient("v1")];
  const state = apiState({ "2.0": { urls: [v2.url], stage: "candidate" }, "1.0": { urls: [v1.url] } });
  const { proxy } = await runningProxy(state, { health });
  await expect.poll(() => proxy.read()?.versions[0]?.instances[0]?.health).toBe("ready");
  proxy.apply(apiState({ "1.0": { urls: [v1.url] } }, { generation: 2 }));
  const before = [v2.checks(), v1.checks()] as const;
  await expect.poll(v1.checks).toBeGreaterThan(before[1] + 3);
  expect(v2.checks()).toBeLessThanOrEqual(before[0] + 1);
});

test("where nobody checks, an instance that answered is ready", async () => {
  const api = await instance("api");
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  expect(proxy.read()?.versions[0]?.instances[0]?.health).toBe("unknown");
  await ask(url);
  expect(proxy.read()?.versions[0]?.instances[0]?.health).toBe("ready");
});
