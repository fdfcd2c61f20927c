import { expect, test } from "vitest";
import { ended, saying, TrafficSite } from "../support/traffic-site.ts";

test("N16: sets of servers leave the balancer, are updated, and come back, without a failed request", async () => {
  const site = await TrafficSite.open({ api: { "1.9.4": 4 } });
  const load = site.load(6);
  await load.requests(200);
  const [a, b, c, d] = site.instances.get("api@1.9.4") ?? [];
  for (const pair of [
    [a, b],
    [c, d],
  ]) {
    const set = pair.filter((each) => each !== undefined);
    const urls = set.map(({ url }) => url).join(" ");
    const out = await site.trafficctl(`drain api-1.9.4 --instance ${urls}`);
    const each = (what: string) => set.map(({ url }) => `api 1.9.4 at ${url} is ${what}\n`).join("");
    expect(out, out.stderr).toMatchObject({ status: 0, stdout: each("out, nothing in hand") });
    const answered = () => set.map(({ requests }) => requests);
    const before = answered();
    await load.requests(100);
    expect(answered()).toEqual(before);
    for (const instance of set) {
      await instance.stop();
      instance.build = "2";
    }
    await load.requests(50);
    for (const instance of set) await instance.start();
    const back = await site.trafficctl(`drain api-1.9.4 --instance ${urls} --rejoin`);
    expect(back, back.stderr).toMatchObject({ status: 0, stdout: each("back and ready") });
    await load.requests(100);
  }
  await load.stop();
  expect(load.failures).toEqual([]);
  const builds = await Promise.all([1, 2, 3, 4, 5, 6].map((user) => site.get("/", `u-${user}`)));
  expect(new Set(builds.map(({ body }) => body))).toEqual(new Set(["1.9.4 build 2"]));
});

test("N16: a server leaves when it has answered what it has in hand, not before", async () => {
  const site = await TrafficSite.open({ api: { "1.9.4": 2 } });
  const [first, second] = site.instances.get("api@1.9.4") ?? [];
  let finish = () => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  for (const each of [first, second]) if (each !== undefined) each.slow = slow;
  const inHand = site.get("/slow", "u-1");
  while ((first?.slowInHand ?? 0) + (second?.slowInHand ?? 0) === 0)
    await new Promise((resolve) => setImmediate(resolve));
  const busy = first?.slowInHand === 1 ? first : second;
  const draining = site.start(`drain api-1.9.4 --instance ${busy?.url} --within 20s`);
  const drain = ended(draining);
  const over = drain.then(() => "over");
  await saying(draining, "1 request in hand");
  for (let left = 20; left > 0; left--) {
    const { body } = await site.get("/", `u-${left}`);
    expect(body).toBe("1.9.4 build 1");
    expect(await Promise.race([over, Promise.resolve("in hand")])).toBe("in hand");
  }
  finish();
  expect(await drain).toMatchObject({ status: 0 });
  expect(await inHand).toMatchObject({ status: 200 });
});

test("N16: the last server stays, and one that does not come up again is not used", async () => {
  const site = await TrafficSite.open({ api: { "1.9.4": 2 } });
  const [first, second] = site.instances.get("api@1.9.4") ?? [];
  await site.trafficctl(`drain api-1.9.4 --instance ${first?.url}`);
  const last = await site.trafficctl(`drain api-1.9.4 --instance ${second?.url}`);
  expect(last.status).toBe(2);
  expect(last.stderr).toContain("CF_INSTANCE_LAST");
  await first?.stop();
  const back = await site.trafficctl(`drain api-1.9.4 --instance ${first?.url} --rejoin --within 1s`);
  expect(back.status).toBe(1);
  expect(back.stdout).toContain("is back and not ready");
  const waiting = site.start(`drain api-1.9.4 --instance ${first?.url} --rejoin --within 20s`);
  const rejoined = ended(waiting);
  await saying(waiting, "is waited for: not ready");
  await first?.start();
  expect(await rejoined).toMatchObject({
    status: 0,
    stdout: `api 1.9.4 at ${first?.url} is back and ready\n`,
  });
  const load = site.load(5);
  await load.requests(100);
  await load.stop();
  expect(load.failures).toEqual([]);
});
