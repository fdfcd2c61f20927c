import { expect, test } from "vitest";
import { TrafficSite } from "../support/traffic-site.ts";

test("N14: two environments, one switch, one switch back; nobody is dropped, and nobody is left behind", async () => {
  const site = await TrafficSite.open({ shop: { blue: 2, green: 2 } });
  expect((await site.trafficctl("get-weight shop")).stdout).toBe("shop-blue: 100%, shop-green: 0%\n");
  const load = site.load(6);
  await load.requests(100);
  for (const colour of ["green", "blue", "green", "blue"]) {
    const { status, stderr } = await site.trafficctl(`set-weight shop-${colour} 100%`);
    const returnedMs = performance.now();
    expect(status, stderr).toBe(0);
    await load.requests(120);
    expect(Object.keys(load.since(returnedMs))).toEqual([`shop@${colour}`]);
  }
  await load.stop();
  expect(load.failures).toEqual([]);
});

test("N14: what is in hand when the switch is thrown ends where it began", async () => {
  const site = await TrafficSite.open({ shop: { blue: 1, green: 1 } });
  const blue = site.instance("shop@blue");
  let finish = () => {};
  blue.slow = new Promise((resolve) => {
    finish = resolve;
  });
  const slow = site.get("/slow", "u-1");
  while (blue.slowInHand === 0) await new Promise((resolve) => setImmediate(resolve));
  await site.trafficctl("set-weight shop-green 100%");
  expect((await site.get("/", "u-1")).version).toBe("shop@green");
  finish();
  expect(await slow).toMatchObject({ status: 200, version: "shop@blue" });
});

test("N14: green is looked at by a tester before anybody else sees it", async () => {
  const site = await TrafficSite.open({ shop: { blue: 1, green: 1 } });
  const { token } = JSON.parse((await site.trafficctl("pin shop-green --tester --json")).stdout);
  expect((await site.get("/", "u-1", { "x-cf-tester": token })).version).toBe("shop@green");
  expect((await site.get("/", "u-1")).version).toBe("shop@blue");
});
