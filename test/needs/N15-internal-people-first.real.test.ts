import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TrafficSite } from "../support/traffic-site.ts";

const users = Array.from({ length: 200 }, (_, user) => `u-${user}`);

/** Who is on v2. */
async function onV2(site: TrafficSite, who: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.all(who.map((user) => site.get("/", user)));
  return who.filter((_, index) => answers[index]?.version === "myapp@v2");
}

test("N15: internal people see the new version first, on the real system; nobody else does", async () => {
  const site = await TrafficSite.open({ myapp: { v1: 1, v2: 1 } });
  writeFileSync(join(site.folder, "staff.txt"), "# the team\nanna\nboris\n");
  expect(await site.trafficctl("pin myapp-v2 --users-file staff.txt")).toMatchObject({
    status: 0,
    stdout: "2 users get myapp v2\n",
  });
  expect(await onV2(site, ["anna", "boris", ...users])).toEqual(["anna", "boris"]);
  expect((await site.trafficctl("get-weight myapp")).stdout).toBe("myapp-v1: 100%, myapp-v2: 0%\n");
  await site.trafficctl("unpin myapp --user anna");
  expect(await onV2(site, ["anna", "boris"])).toEqual(["boris"]);
});

test("N15: a tester reaches what is dark, by cookie or header, until the token is revoked; a forged one reaches nothing", async () => {
  const site = await TrafficSite.open({ myapp: { v1: 1, v2: 1 } });
  const { stdout } = await site.trafficctl("pin myapp-v2 --tester --for 1h --name anna");
  const [, token = ""] = stdout.match(/^cookie {2}cf_tester=(\S+)$/m) ?? [];
  const reached = async (headers: Readonly<Record<string, string>>) =>
    (await site.get("/", "u-1", headers)).version;
  expect(await reached({ cookie: `cf_tester=${token}` })).toBe("myapp@v2");
  expect(await reached({ "x-cf-tester": token })).toBe("myapp@v2");
  expect(await reached({ "x-cf-tester": token.replace(/.$/, (last) => (last === "0" ? "1" : "0")) })).toBe(
    "myapp@v1",
  );
  expect(await reached({ "x-cf-version": "myapp@v2" })).toBe("myapp@v1");
  await site.trafficctl("unpin myapp --tester anna");
  expect(await reached({ "x-cf-tester": token })).toBe("myapp@v1");
});

test("N15: A/B: each user stays on his side, and both sides are measured", async () => {
  const site = await TrafficSite.open({ myapp: { v1: 1, v2: 1 } });
  await site.trafficctl("set-weight myapp-v2 50%");
  const first = await onV2(site, users);
  expect(first.length).toBeGreaterThan(60);
  expect(first.length).toBeLessThan(140);
  expect(await onV2(site, users)).toEqual(first);
  const watch = site.start("watch --json --last 30s");
  const measured = await new Promise<number>((resolve) => {
    watch.stdout?.on("data", (chunk: Buffer) => {
      for (const line of chunk.toString("utf8").trimEnd().split("\n")) {
        const [{ versions }] = JSON.parse(line).components;
        const requests = versions.map((each: { requests: number }) => each.requests);
        if (requests[0] + requests[1] === 2 * users.length) resolve(requests[1]);
      }
    });
  });
  watch.kill("SIGINT");
  expect(measured).toBe(2 * first.length);
});

test("N15: a release that waits for the campaign is dark until the word is given", async () => {
  const site = await TrafficSite.open({ myapp: { v1: 1, v2: 1 } });
  const load = site.load(10);
  await load.requests(150);
  expect(Object.keys(load.since(0))).toEqual(["myapp@v1"]);
  await site.trafficctl("set-weight myapp-v2 100%");
  const startedMs = performance.now();
  await load.requests(150);
  expect(Object.keys(load.since(startedMs))).toEqual(["myapp@v2"]);
  await load.stop();
  expect(load.failures).toEqual([]);
});
