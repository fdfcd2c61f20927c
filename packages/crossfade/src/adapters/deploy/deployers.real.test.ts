import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DeployOrder } from "@crossfade/core";
import { expect, test } from "vitest";
import { tree } from "../../../../../test/support/tree.ts";
import { type CommandDeployerOptions, createCommandDeployer } from "./command-deployer.ts";

const order: DeployOrder = {
  id: "r1/deploy api@2.0.0/0",
  release: "r1",
  environment: "production",
  action: "deploy",
  component: "api",
  version: "2.0.0",
  fence: 7,
};

function script(text: string, more: Partial<CommandDeployerOptions> = {}, asked: DeployOrder = order) {
  const folder = tree({ "deploy.sh": `#!/bin/sh\n${text}\n` });
  chmodSync(join(folder, "deploy.sh"), 0o755);
  const deployer = createCommandDeployer({
    argv: ["./deploy.sh", "--now"],
    timeoutMs: 10_000,
    cwd: folder,
    environment: { ...process.env, DATABASE_URL: "postgres://secret", CLOUD: "eu" },
    ...more,
  });
  return { folder, run: (onUnwanted = (_: () => void) => {}) => deployer.perform(asked, onUnwanted) };
}

const alive = (pid: number) =>
  spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
    .stdout.trim()
    .replace(/^Z.*/, "") !== "";

test("a command is told what to do, and says where the version answers", async () => {
  const { run } = script(
    `echo working; echo '{"endpoints":["http://127.0.0.1:9001/"],"note":"'"$* $CROSSFADE_ACTION $CROSSFADE_ID $CROSSFADE_FENCE"'"}'`,
  );
  expect(await run()).toEqual({
    kind: "done",
    endpoints: ["http://127.0.0.1:9001"],
    note: "--now deploy api 2.0.0 deploy r1/deploy api@2.0.0/0 7",
  });
});

test("a command is told how many consumers are to be at work, and on which link something may be left", async () => {
  const { run } = script(
    `echo '{"left":3,"what":"messages","note":"'"$CROSSFADE_COUNT/$CROSSFADE_OF $CROSSFADE_LINK $CROSSFADE_PAUSED"'"}'`,
    {},
    { ...order, count: 0, of: 4, link: "orders", paused: true },
  );
  expect(await run()).toEqual({ kind: "done", left: 3, what: "messages", note: "0/4 orders 1" });
});

test("a version's name is a word, never a command", async () => {
  const folder = tree({ "deploy.sh": '#!/bin/sh\necho "{\\"note\\":\\"$3\\"}"\n' });
  chmodSync(join(folder, "deploy.sh"), 0o755);
  const deployer = createCommandDeployer({
    argv: ["./deploy.sh"],
    timeoutMs: 10_000,
    cwd: folder,
    environment: process.env,
  });
  const version = "$(touch owned); `touch owned`";
  expect(await deployer.perform({ ...order, version }, () => {})).toMatchObject({ note: version });
  expect(existsSync(join(folder, "owned"))).toBe(false);
});

test("it gets no secret of the control plane but what is listed", async () => {
  const text = `printf '{"note":"%s %s"}' "$DATABASE_URL" "$CLOUD"`;
  expect(await script(text).run()).toMatchObject({ note: " " });
  expect(await script(text, { variables: ["CLOUD"] }).run()).toMatchObject({ note: " eu" });
});

test.each([
  ["75 says: not yet", "echo draining >&2; exit 75", { kind: "pending", why: "draining" }],
  [
    "any other exit code is a failure with the last line of stderr",
    "echo first >&2; echo no space >&2; exit 3",
    { kind: "failed", why: "no space", final: false },
  ],
  [
    "an address that is none is a failure",
    `echo '{"endpoints":["http://127.0.0.1:9001/path"]}'`,
    { kind: "failed", why: expect.stringContaining("endpoints") },
  ],
  [
    "broken JSON is a failure",
    `echo '{"endpoints":['`,
    { kind: "failed", why: expect.stringContaining("JSON") },
  ],
])("%s", async (_, text, answer) => {
  expect(await script(text).run()).toMatchObject(answer);
});

test("a command that is not there is not tried again", async () => {
  expect(await script("", { argv: ["./none.sh"] }).run()).toMatchObject({ kind: "failed", final: true });
});

test("at the deadline it ends with everything that it started", async () => {
  const { run, folder } = script("sleep 60 & echo $! > child; wait", { timeoutMs: 300 });
  expect(await run()).toMatchObject({ kind: "failed", why: expect.stringContaining("0.3 s") });
  const child = Number(readFileSync(join(folder, "child"), "utf8"));
  await expect.poll(() => alive(child)).toBe(false);
});

test("one that nobody wants any more ends, even if it does not want to", async () => {
  const { run, folder } = script("trap '' TERM; echo $$ > self; sleep 60; sleep 60; sleep 60");
  let stop = () => {};
  const answer = run((unwanted) => {
    stop = unwanted;
  });
  await expect.poll(() => existsSync(join(folder, "self"))).toBe(true);
  stop();
  expect(await answer).toMatchObject({ kind: "failed", why: expect.stringContaining("nobody wants it") });
});

test("what it leaves running stays, though it keeps the output open", async () => {
  const { run, folder } = script("sleep 60 & echo $! > child; echo '{}'");
  const beganMs = performance.now();
  expect(await run()).toEqual({ kind: "done" });
  expect(performance.now() - beganMs).toBeLessThan(5_000);
  const child = Number(readFileSync(join(folder, "child"), "utf8"));
  expect(alive(child)).toBe(true);
  process.kill(child, "SIGKILL");
});

test("what a killed control plane left running is ended before the same is asked for again", async () => {
  const folder = tree({
    "deploy.sh":
      "#!/bin/sh\nif [ -f first ]; then exit 0; fi\necho $$ > first\nsleep 60 & echo $! > child\nwait\n",
    "control-plane.mjs": `import { createCommandDeployer } from "${new URL("command-deployer.ts", import.meta.url).href}";
const [order] = process.argv.slice(2);
await createCommandDeployer({ argv: ["./deploy.sh"], timeoutMs: 60000, cwd: ".", environment: process.env, notes: "runs" })
  .perform(JSON.parse(order), () => {});
`,
  });
  chmodSync(join(folder, "deploy.sh"), 0o755);
  const flags = [
    "--conditions=crossfade-source",
    "--import",
    pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href,
  ];
  const killed = spawn(process.execPath, [...flags, "control-plane.mjs", JSON.stringify(order)], {
    cwd: folder,
  });
  const child = join(folder, "child");
  const runs = join(folder, "runs");
  // Files are there before anything is written into them, and on a slow machine the command is quicker than the note of it.
  const isNoted = () =>
    existsSync(runs) &&
    readdirSync(runs).some((each) => readFileSync(join(runs, each), "utf8").endsWith("}"));
  const isWritten = () => existsSync(child) && readFileSync(child, "utf8").endsWith("\n") && isNoted();
  await expect.poll(isWritten, { timeout: 20_000 }).toBe(true);
  const pids = ["first", "child"].map((name) => Number(readFileSync(join(folder, name), "utf8")));
  killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(pids.map(alive)).toEqual([true, true]);
  const next = createCommandDeployer({
    argv: ["./deploy.sh"],
    timeoutMs: 10_000,
    cwd: folder,
    environment: process.env,
    notes: runs,
  });
  expect(await next.perform(order, () => {})).toEqual({ kind: "done" });
  expect(pids.map(alive)).toEqual([false, false]);
  expect(readdirSync(runs)).toEqual([]);
});
