import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { freePorts } from "../support/background-program.ts";
import { program } from "../support/program.ts";
import { ended } from "../support/traffic-site.ts";

test("N70: what the README tells to type is two commands, and what they start is there", () => {
  const readme = readFileSync("README.md", "utf8");
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => block);
  const start = blocks.find((block) => block.includes("npm start")) ?? "";
  expect(start).toMatch(/^npm ci && npm start\b/m);
  const script = /^node (\S+\.mjs)/.exec(scripts.start ?? "")?.[1] ?? "";
  expect(existsSync(script), `npm start is ${scripts.start}`).toBe(true);
});

test("N70: on a machine with nothing but Node, the control plane, its database and the router are one command", async () => {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-bare-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  mkdirSync(join(folder, "bin"));
  symlinkSync(process.execPath, join(folder, "bin/node"));
  const [shop, control] = await freePorts(2);
  const edge = { kind: "embedded", listen: `127.0.0.1:${shop}`, routes: [{ path: "/", to: "api" }] };
  const config = {
    system: "shop",
    components: { api: { kind: "service" } },
    links: [{ from: "api", to: "api", http: "api/openapi.json" }],
    routers: { edge },
    environments: { production: { routers: ["edge"] } },
  };
  writeFileSync(join(folder, "crossfade.yaml"), JSON.stringify(config));
  const env = { PATH: join(folder, "bin"), HOME: folder, CROSSFADE_SERVER: `http://127.0.0.1:${control}` };
  const [node = "", ...rest] = program();
  const args = [...rest, "up", "--listen", `127.0.0.1:${control}`];
  const up = spawn(node, args, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(async () => {
    if (up.exitCode === null && up.kill("SIGINT")) await once(up, "exit");
  });
  let said = "";
  for await (const line of createInterface({ input: up.stdout })) {
    said += `${line}\n`;
    if (line.startsWith("Releases are kept")) break;
  }
  expect(said).toContain("embedded PostgreSQL");
  expect(said).toContain(`http://127.0.0.1:${control}`);
  const { status, stdout } = await ended(
    spawn(node, [...rest, "status"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] }),
  );
  expect(status).toBe(0);
  expect(stdout).toContain("Nothing is known to be deployed in production");
});
