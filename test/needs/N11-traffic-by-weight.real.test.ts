import { expect, test } from "vitest";
import { TrafficSite } from "../support/traffic-site.ts";

/** N11, to the letter: what is typed, and what is printed. */
const transcript: readonly (readonly [line: string, stdout: string])[] = [
  ["get-weight myapp", "myapp-v1: 100%, myapp-v2: 0%\n"],
  ["set-weight myapp-v2 10%", ""],
  ["set-weight myapp-v2 100%", ""],
  ["set-weight myapp-v1 100%", ""],
];

test("N11: traffic by weight, as one would type it, under load and without a failed request", async () => {
  const site = await TrafficSite.open({ myapp: { v1: 2, v2: 2 } });
  const load = site.load(6);
  await load.requests(100);
  const answered: Readonly<Record<string, number>>[] = [];
  for (const [line, stdout] of transcript) {
    expect(await site.trafficctl(line), line).toMatchObject({ status: 0, stdout });
    const returnedMs = performance.now();
    await load.requests(150);
    answered.push(load.since(returnedMs));
  }
  expect(await load.stop()).toBeGreaterThan(700);
  expect(load.failures).toEqual([]);
  const [before, , all, back] = answered.map((each) => Object.keys(each));
  expect(before).toEqual(["myapp@v1"]);
  expect(all).toEqual(["myapp@v2"]);
  expect(back).toEqual(["myapp@v1"]);
});

test("N11: ten percent are ten percent of the users, the same ones each time, as `who` says", async () => {
  const site = await TrafficSite.open({ myapp: { v1: 1, v2: 1 } });
  const users = Array.from({ length: 600 }, (_, user) => `u-${user}`);
  const onV2 = async () => {
    const answers = await Promise.all(users.map((user) => site.get("/", user)));
    return users.filter((_, index) => answers[index]?.version === "myapp@v2");
  };
  expect(await onV2()).toEqual([]);
  await site.trafficctl("set-weight myapp-v2 10%");
  const ten = await onV2();
  // Four standard deviations of 600 users, each with a chance of one in ten.
  expect(Math.abs(ten.length - 60)).toBeLessThan(30);
  await site.trafficctl("set-weight myapp-v2 25%");
  const more = await onV2();
  expect(ten.filter((user) => !more.includes(user))).toEqual([]);
  await site.trafficctl("set-weight myapp-v2 10%");
  expect(await onV2()).toEqual(ten);
  const outside = users.find((user) => !ten.includes(user));
  expect((await site.trafficctl(`who myapp --user ${ten[0]}`)).stdout).toMatch(
    /^myapp v2, because bucket \d+ is below 1000\n$/,
  );
  expect((await site.trafficctl(`who myapp --user ${outside}`)).stdout).toMatch(
    /^myapp v1, because bucket \d+ is not below 1000\n$/,
  );
});
