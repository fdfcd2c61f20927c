import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BackgroundPrograms, freePorts } from "../../../../test/support/background-program.ts";
import { describeHaproxy } from "../../../../test/support/haproxy.ts";
import { program } from "../../../../test/support/program.ts";
import { tree } from "../../../../test/support/tree.ts";

async function shop(): Promise<string> {
  const [listen, collect, instance] = await freePorts(3);
  return tree({
    "crossfade.yaml": `system: shop
components: { api: { kind: service } }
routers:
  edge:
    kind: haproxy
    listen: 127.0.0.1:${listen}
    collect: 127.0.0.1:${collect}
    routes: [{ path: /, to: api }]
    upstreams: { api: { 1.9.4: [http://127.0.0.1:${instance}] } }
`,
  });
}

function crossfade(cwd: string, line: string, env: NodeJS.ProcessEnv = process.env) {
  const [command = "", ...args] = program("crossfade");
  return spawnSync(command, [...args, ...line.split(" ")], { cwd, env, encoding: "utf8", timeout: 60_000 });
}

describeHaproxy("crossfade router", () => {
  test("writes what HAProxy takes, and the same again", async () => {
    const root = await shop();
    const { status, stdout } = crossfade(root, "router config haproxy");
    expect(stdout).toMatch(/^\.crossfade\/edge\/haproxy\.cfg is written\. HAProxy \d+\.\d+\S* takes it\.\n/);
    expect(status).toBe(0);
    const read = (file: string) => readFileSync(join(root, ".crossfade/edge", file), "utf8");
    const before = [read("haproxy.cfg"), read("maps/live.map"), read("state.json")];
    expect(crossfade(root, "router config haproxy").status).toBe(0);
    expect([read("haproxy.cfg"), read("maps/live.map"), read("state.json")]).toEqual(before);
    expect(crossfade(root, "router config haproxy --stdout").stdout).toBe(before[0]);
  });

  test("collects until it is told to end", async () => {
    const root = await shop();
    const programs = new BackgroundPrograms();
    const [command = "", ...args] = program("crossfade");
    const said = await programs.start({
      command: [command, ...args, "router", "collect"].join(" "),
      cwd: root,
      env: process.env,
      until: "counting the traffic of edge",
    });
    expect(said).toMatch(/^counting the traffic of edge; its log comes to 127\.0\.0\.1:\d+\n$/);
    const second = crossfade(root, "router collect");
    expect([second.status, second.stderr.split(":")[0]]).toEqual([2, "error CF_COLLECTOR_PORT"]);
    await programs.endAll();
  });
});

test("without HAProxy the files are written, and nobody has judged them", async () => {
  const root = await shop();
  const { status, stdout } = crossfade(root, "router config haproxy", { ...process.env, PATH: "/nowhere" });
  expect(stdout).toContain("HAProxy is not installed here");
  expect([status, existsSync(join(root, ".crossfade/edge/haproxy.cfg"))]).toEqual([0, true]);
});
