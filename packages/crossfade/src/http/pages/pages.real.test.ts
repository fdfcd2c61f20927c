import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, type TestContext, test } from "vitest";
import { hasBrowser, openBrowser } from "../../../../../test/support/browser.ts";
import { ControlRoom, routerState } from "../../../../../test/support/control-room.ts";
import { illegible } from "../../../../../test/support/page-probes.ts";
import { requireOrSkip } from "../../../../../test/support/require-or-skip.ts";
import { type ControlServer, listenFor } from "../control-server.ts";

const themes = ["light", "dark"] as const;
const browsers = new Map<string, Awaited<ReturnType<typeof openBrowser>>>();
beforeAll(async () => {
  if (!hasBrowser) return;
  for (const theme of themes) browsers.set(theme, await openBrowser(theme));
});
afterAll(async () => {
  for (const browser of browsers.values()) await browser.close();
});

let room: ControlRoom;
let server: ControlServer;
beforeEach(async () => {
  room = new ControlRoom();
  server = await listenFor(room.app(), { host: "127.0.0.1", port: 0 });
});
afterEach(async () => {
  await server.close(1_000);
  await room.control.close();
});

/** A page of somebody who has logged in, and all that it complained of. */
async function loggedIn(
  test: TestContext,
  theme: (typeof themes)[number] = "light",
): Promise<{ readonly page: Page; readonly noise: string[]; readonly url: string }> {
  requireOrSkip(test, hasBrowser, "chromium is not installed");
  const context = browsers.get(theme)?.context;
  if (context === undefined) throw new Error("chromium did not start");
  await context.setOffline(false);
  const page = await context.newPage();
  const noise: string[] = [];
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(String(error)));
  const url = `http://127.0.0.1:${server.port}`;
  await page.goto(url);
  await page.getByLabel("Token").fill(await room.token("Ada Lovelace", { role: "admin" }));
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("heading", { name: "Deployed or released?" }).waitFor();
  return { page, noise, url };
}

/** A release on its second rung, with everything on it that a page can show. */
async function busyShop(): Promise<void> {
  const fact = (component: string, label: string) => ({ kind: "started", component, label }) as const;
  const dark = { kind: "deployed", component: "page", label: "1", endpoints: [] } as const;
  const served = [
    fact("db", "1"),
    fact("api", "0"),
    fact("api", "1"),
    fact("worker", "0"),
    fact("page", "0"),
  ];
  await room.store.record("production", "ci", [...served, dark]);
  room.routed = routerState(500);
  room.change = {
    approvals: [
      { role: "engineering", count: 1 },
      { role: "product", count: 1 },
    ],
    checklist: [
      { id: "told", text: "Support has been told.", kind: "human" },
      { id: "flagged", text: "It can be switched off.", kind: "human" },
    ],
    contacts: ["release lead: +1 555 0100"],
    createdBy: "bo",
  };
  await room.store.create(room.spec("shop-2"));
  const did = (step: string, station: number) => ({ kind: "did", step, station }) as const;
  const whole = (step: string) => [{ kind: "begun", step } as const, { kind: "finished", step } as const];
  const step = "end api@0";
  const gates = [
    { name: "errors", result: "wait", reason: "1 of 412 requests failed", missing: "300 requests more" },
    { name: "checkout", result: "fail", reason: "http://127.0.0.1:8080/health answered 503 three times" },
    { name: "latency", result: "pass", reason: "no slower than before" },
  ] as const;
  const approval = {
    role: "engineering",
    by: "cy",
    planHash: "h",
    atMs: room.nowMs,
    expiresMs: room.nowMs * 2,
  };
  const events = [
    { kind: "start-asked", atMs: room.nowMs },
    { kind: "approved", approval },
    { kind: "answered", item: "told", answer: "yes", note: "by mail" },
    { kind: "answered", item: "flagged", answer: "no", note: "not yet" },
    ...whole("start db@1"),
    { kind: "begun", step: "deploy api@1" },
    did("deploy api@1", 0),
    { kind: "finished", step: "deploy api@1" },
    ...whole("start api@1"),
    { kind: "begun", step },
    { kind: "judged", step, station: 0, gates },
    { kind: "begun", step: "deploy page@1" },
    {
      kind: "failed",
      step: "deploy page@1",
      station: 0,
      why: "the command ended with 1: no disk",
      final: false,
    },
  ] as const;
  await room.store.append({ release: "shop-2", expectedSeq: 0, actor: "engine", events });
}

test.for(themes)(
  "every text of the pages is legible (%s), and nothing on them complains",
  async (theme, context) => {
    await busyShop();
    const { page, noise, url } = await loggedIn(context, theme);
    expect(await page.evaluate(illegible)).toEqual([]);
    await page.screenshot({ path: `/tmp/dmut/overview-${theme}.png`, fullPage: true });
    await page.getByRole("link", { name: "shop-2" }).click();
    await page.getByRole("heading", { name: "shop-2" }).waitFor();
    expect(await page.evaluate(illegible)).toEqual([]);
    await page.screenshot({ path: `/tmp/dmut/release-${theme}.png`, fullPage: true });
    await page.goto(`${url}/releases/none`);
    expect(await page.evaluate(illegible)).toEqual([]);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByLabel("Token").fill("cf_wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.evaluate(illegible)).toEqual([]);
    await page.screenshot({ path: `/tmp/dmut/login-${theme}.png`, fullPage: true });
    // The browser itself tells of answers that are refused: these two were asked for.
    expect(noise.filter((line) => !/status of (?:401|404)/.test(line))).toEqual([]);
  },
);

test("a page shows what has changed without being loaded anew, and reads it out", async (context) => {
  await busyShop();
  const { page, url } = await loggedIn(context);
  await page.goto(`${url}/releases/shop-2`);
  await page.evaluate("globalThis.isSamePage = true");
  const ada = await room.caller("ada", { role: "admin" });
  await room.control.releases.abort(ada, "shop-2", { why: "too many errors" });
  await page.getByRole("heading", { name: "Taken back: too many errors" }).waitFor();
  await page.getByRole("status").filter({ hasText: "aborting" }).waitFor({ state: "attached" });
  expect(await page.evaluate("globalThis.isSamePage")).toBe(true);
});

test("a page fits a small window: nothing is wider than it", async (context) => {
  await busyShop();
  const { page, url } = await loggedIn(context);
  await page.setViewportSize({ width: 360, height: 720 });
  for (const path of ["/", "/releases/shop-2"]) {
    await page.goto(`${url}${path}`);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  }
  const cut =
    "[...document.querySelectorAll('.card')].filter((card) => card.scrollWidth > card.clientWidth).length";
  expect(await page.evaluate(cut)).toBe(0);
});
