import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { version } from "./version.ts";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const entry = new URL("trafficctl.ts", import.meta.url).pathname;

function trafficctl(...args: string[]) {
  return spawnSync(process.execPath, ["--conditions=crossfade-source", "--import", tsx, entry, ...args], {
    encoding: "utf8",
  });
}

test("trafficctl --version is the version of the package", () => {
  expect(trafficctl("--version")).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" });
});

test("trafficctl --help promises no weight", () => {
  const { status, stdout } = trafficctl("--help");
  expect(status).toBe(0);
  expect(stdout).toContain("no router yet");
});

test("any verb says in one sentence that there is no router, and fails", () => {
  const { status, stdout, stderr } = trafficctl("set-weight", "myapp-v2", "10%");
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr.split("\n")[0]).toBe(
    'trafficctl "set-weight": this version of Crossfade has no router to talk to.',
  );
});
