import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";

/** A PostgreSQL over a socket, in a process of its own. */
async function database(): Promise<string> {
  const script = resolve("examples/11-first-release/demo/database.mjs");
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill());
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return (JSON.parse(line.toString()) as { url: string }).url;
}

test("N10: the new version runs beside the old one with no user, until it has its database, is ready, has soaked and answers inside", async () => {
  const url = await database();
  const site = await ControlPlaneSite.open({
    database: url,
    environment: {
      dark: { ready: 3, soak: "2s", synthetic: ["/prices"], rehearse: true },
      approvals: [{ role: "product" }],
    },
  });
  site.users.keepAsking(200);
  const place = join(site.folder, "database.api@2.0.0");
  writeFileSync(place, "postgres://postgres@127.0.0.1:1/nobody-is-there");
  await site.begin("two", "api@2.0.0");
  const unready = await site.until("two", (view) => /503/.test(stepOf(view, "start api@2.0.0").now ?? ""));
  expect(stepOf(unready, "start api@2.0.0")).toMatchObject({ state: "active", notes: [] });

  writeFileSync(place, url);
  const readyMs = Date.now();
  const dark = await site.until("two", (view) => stepOf(view, "start api@2.0.0").notes.length === 2);
  expect(Date.now() - readyMs).toBeGreaterThanOrEqual(2_000);
  expect(stepOf(dark, "start api@2.0.0").notes).toEqual([
    "ready 3 times on 1 instance, dark for 2 s, /prices answered through edge",
    expect.stringMatching(/^one user went to api 2\.0\.0 and back at edge: back after \d+ ms$/),
  ]);
  expect(dark.checklist.find(({ id }) => id === "cf-healthy")?.state).toBe("yes");

  // It has answered what was asked inside, and not one user.
  const asked = await site.seenBy("api@2.0.0");
  expect(asked).toBeGreaterThanOrEqual(2);
  expect([...(await site.users.everyone(300)).values()].every((label) => label === "1.0.0")).toBe(true);
  expect(await site.seenBy("api@2.0.0")).toBe(asked);
  expect(site.users.since(0)).toEqual({ "1.0.0": expect.any(Number) });
  expect(site.users.dropped).toEqual([]);
  expect(await site.crossfade("status")).toMatch(/api 2\.0\.0: deployed [\d:]+, seen by nobody/);
});
