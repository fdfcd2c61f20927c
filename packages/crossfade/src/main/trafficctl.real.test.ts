import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleReport } from "../../../../test/support/example-report.ts";
import { program } from "../../../../test/support/program.ts";
import { requireOrSkip } from "../../../../test/support/require-or-skip.ts";
import { ended, saying, TrafficSite } from "../../../../test/support/traffic-site.ts";
import { tree } from "../../../../test/support/tree.ts";
import { version } from "./version.ts";

function trafficctl(line: string, cwd = ".") {
  const [node = "", ...rest] = program("trafficctl");
  const { status, stdout, stderr } = spawnSync(node, [...rest, ...line.split(" ")], {
    cwd,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const router = `routers:
  edge:
    kind: embedded
    listen: 127.0.0.1:0
    routes: [{ path: /, to: api }]
    upstreams: { api: { "1": [http://127.0.0.1:9] } }
`;
const shop = (routers: string) =>
  tree({ "crossfade.yaml": `system: shop\ncomponents: { api: { kind: service } }\n${routers}` });

test("trafficctl --version is the version of the package", () => {
  expect(trafficctl("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

test("trafficctl without a word says what is missing; --help says what there is", () => {
  expect(trafficctl("--help").stdout).toContain("trafficctl set-weight myapp-v2 10%");
  expect(trafficctl("get-weight")).toMatchObject({ status: 2, stdout: "" });
});

test.each([
  ["a folder without a configuration", () => tree({}), "CF_CONFIG_MISSING"],
  ["a configuration without a router", () => shop(""), "CF_NO_ROUTER"],
  ["a configuration that is wrong", () => shop("routers: { edge: { kind: cisco } }\n"), "CF_CONFIG_INVALID"],
  ["a router that does not run", () => shop(router), "CF_ROUTER_UNREACHABLE"],
  ["two routers", () => shop(`${router}${router.replace(/^routers:\n {2}edge/, "  west")}`), "CF_USAGE"],
])("%s is one sentence and what to do", (_, folder, code) => {
  const { status, stdout, stderr } = trafficctl("get-weight api", folder());
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(new RegExp(`^error ${code}: `));
});

test("the configuration is found from a folder below it, and by name from anywhere", () => {
  const folder = shop(router);
  writeFileSync(join(folder, "other.yaml"), "system: shop\ncomponents: { api: { kind: service } }\n");
  const below = tree({});
  expect(trafficctl(`get-weight api --config ${join(folder, "other.yaml")}`, below).stderr).toContain(
    "CF_NO_ROUTER",
  );
  expect(trafficctl("get-weight api --router west", folder).stderr).toContain("CF_ROUTER_UNKNOWN");
});

test("status ends with 1 where the router's file says something else than the router does", async () => {
  const site = await TrafficSite.open({ api: { "1": 1, "2": 1 } });
  expect(await site.trafficctl("status")).toMatchObject({ status: 0 });
  const told = join(site.folder, ".crossfade/edge/state.json");
  await site.trafficctl("set-weight api-2 10%");
  const state = JSON.parse(readFileSync(told, "utf8"));
  state.components.api.split = [{ from: 0, to: 10_000, label: "2" }];
  writeFileSync(told, JSON.stringify(state));
  const { status, stdout } = await site.trafficctl("status");
  expect(status).toBe(1);
  expect(stdout).toMatch(/^ {2}2 +100% +10% /m);
});

test("watch in a pipe goes on until Ctrl-C, while the router is away too, and ends with 0", async () => {
  const site = await TrafficSite.open({ api: { "1": 1 } });
  const watch = site.start("watch");
  const lines: string[] = [];
  watch.stdout?.on("data", (chunk: Buffer) => lines.push(...chunk.toString("utf8").trimEnd().split("\n")));
  const saw = async (pattern: RegExp) => {
    while (!lines.some((line) => pattern.test(line)))
      await once(watch.stdout as NodeJS.ReadableStream, "data");
  };
  await saw(/Z api 1: 100% \(no request/);
  await site.stopProxy();
  await saw(/Z ✕ The router edge does not answer at /);
  const end = ended(watch);
  watch.kill("SIGINT");
  expect((await end).status).toBe(0);
});

test("a reader of watch that has seen enough ends it", async () => {
  const site = await TrafficSite.open({ api: { "1": 1 } });
  const [node = "", ...rest] = program("trafficctl");
  const command = [node, ...rest, "watch"].map((word) => `'${word}'`).join(" ");
  const { status, stdout, stderr } = await site.shell(`set -o pipefail; ${command} | head -n 2`);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout.trimEnd().split("\n")).toHaveLength(2);
});

test("requests of a component are held and let go, and none fails", async () => {
  const site = await TrafficSite.open({ api: { "1": 1 } });
  expect((await site.trafficctl("hold api --for 1m")).stdout).toContain("api holds its requests for ");
  let isAnswered = false;
  const held = site.get("/", "u-1").then((answer) => {
    isAnswered = true;
    return answer;
  });
  expect((await site.trafficctl("status")).stdout).toMatch(/– api holds its requests for \d+ s more\./);
  expect(isAnswered).toBe(false);
  expect(await site.trafficctl("resume api")).toMatchObject({ status: 0, stdout: "api is not held\n" });
  expect(await held).toMatchObject({ status: 200, version: "api@1" });
});

test("a drain that somebody no longer wants to wait for says that it goes on", async () => {
  const site = await TrafficSite.open({ api: { "1": 1, "2": 1 } });
  let finish = () => {};
  site.instance("api@1").slow = new Promise((resolve) => {
    finish = resolve;
  });
  const slow = site.get("/slow", "u-1");
  while (site.instance("api@1").slowInHand === 0) await new Promise((resolve) => setImmediate(resolve));
  await site.trafficctl("set-weight api-2 100%");
  const drain = site.start("drain api-1 --within 5m");
  const end = ended(drain);
  await saying(drain, "1 request in hand");
  drain.kill("SIGINT");
  expect(await end).toMatchObject({
    status: 130,
    stderr: expect.stringContaining("Nobody waits any more; api 1 goes on closing."),
  });
  finish();
  expect(await slow).toMatchObject({ status: 200 });
});

test("a person at a terminal is asked before versions meet that break", async (context) => {
  const found = spawnSync("script", ["--version"], { encoding: "utf8" });
  requireOrSkip(
    context,
    found.stdout?.includes("util-linux") === true,
    "script of util-linux is not installed",
  );
  const site = await TrafficSite.open({ web: { "1.0.0": 1, "2.0.0": 1 }, api: { "1.0.0": 1, "2.0.0": 1 } });
  writeFileSync(join(site.folder, ".crossfade/report.json"), await exampleReport("02-backend-first"));
  const [node = "", ...rest] = program("trafficctl");
  const typed = [node, ...rest, "set-weight", "web-2.0.0", "1%"].map((word) => `'${word}'`).join(" ");
  const answer = (word: string) =>
    site.shell(`printf '${word}\\n' | script --quiet --return --command "${typed}" /dev/null`);
  const no = await answer("n");
  expect(no.stdout).toContain("Bring them into contact all the same? [y/N]");
  expect([no.status, no.stdout]).toEqual([2, expect.stringContaining("CF_CONTACT_BREAKS")]);
  expect((await answer("y")).status).toBe(0);
  expect((await site.trafficctl("get-weight web")).stdout).toBe("web-1.0.0: 99%, web-2.0.0: 1%\n");
  const unasked = await site.trafficctl("set-weight web-1.0.0 100%");
  expect(unasked.status).toBe(0);
  expect(await site.trafficctl("set-weight web-2.0.0 1%")).toMatchObject({ status: 2, stdout: "" });
});
