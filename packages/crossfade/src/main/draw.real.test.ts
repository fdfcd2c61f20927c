import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { hasBrowser, openBrowser } from "../../../../test/support/browser.ts";
import { drawnShop } from "../../../../test/support/drawn-shop.ts";
import { illegible } from "../../../../test/support/page-probes.ts";
import { program } from "../../../../test/support/program.ts";
import { requireOrSkip } from "../../../../test/support/require-or-skip.ts";
import { writeTree } from "../../../../test/support/tree.ts";

const folder = mkdtempSync(join(tmpdir(), "crossfade-draw-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const drawn = new Map<string, string>();

/** The file that `crossfade draw` writes of two folders; each is drawn once. */
function draw([from, to]: readonly [string, string], ...args: readonly string[]): string {
  const key = [from, ...args].join(" ");
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const out = join(folder, `${drawn.size}.${args.includes("svg") ? "svg" : "html"}`);
  drawn.set(key, out);
  const [node = "", ...rest] = program();
  const { status, stderr } = spawnSync(
    node,
    [...rest, "draw", "--from-dir", from, "--to-dir", to, "--out", out, ...args],
    { encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  return out;
}

const example = (name: string) =>
  [1, 2].map((version) => resolve("examples", name, `v${version}`)) as [string, string];

function shop(): [string, string] {
  for (const version of [1, 2] as const) writeTree(join(folder, `shop-${version}`), drawnShop(version));
  return [join(folder, "shop-1"), join(folder, "shop-2")];
}

let browser: Awaited<ReturnType<typeof openBrowser>> | undefined;
beforeAll(async () => {
  if (hasBrowser) browser = await openBrowser();
});
afterAll(() => browser?.close());

function browserOf(test: TestContext): BrowserContext {
  requireOrSkip(test, hasBrowser, "chromium is not installed");
  if (!browser) throw new Error("chromium did not start");
  return browser.context;
}

/** The page of a file, and all that it asked for, said and failed at. */
async function open(context: BrowserContext, file: string): Promise<{ page: Page; noise: string[] }> {
  const page = await context.newPage();
  const noise: string[] = [];
  page.on("console", (message) => noise.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) noise.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, noise };
}

const moment = (page: Page) => page.locator("figure.scene:visible h2").textContent();
const isFocused = async (page: Page, locator: Locator) =>
  (await locator.and(page.locator(":focus")).count()) === 1;
const panel = (page: Page) => page.locator("article.panel:visible");

describe("a reader of the file alone finds each of the five answers", () => {
  test("a server before its page", async (context) => {
    const { page, noise } = await open(browserOf(context), draw(example("02-backend-first")));
    // Who talks to whom now.
    expect(await moment(page)).toBe("Everything at once");
    const arrows = page.locator("figure.scene:visible").getByRole("button");
    expect(await arrows.count()).toBe(4);
    // Which arrows break.
    await page.getByRole("heading", { level: 1 }).getByText("1 pair breaks").waitFor();
    expect(
      await page.locator("figure.scene:visible .arrow[data-sort=breaks]").getAttribute("aria-label"),
    ).toBe("web 2.0.0 → api 1.0.0 over web->api http: breaks, PUT /cart/shipping");
    // Why, with the value.
    const text = (await panel(page).innerText()).replace(/\s+/g, " ");
    expect(text).toContain('"PUT /cart/shipping"');
    expect(text).toContain("which the server does not have (404 Not Found)");
    // What the plan does about it.
    expect(text).toContain("never in contact: release api 2.0.0 fully before web 2.0.0");
    // From when there is no free way back.
    expect(await page.locator("header.head").innerText()).toContain(
      "The free way back ends when web 2.0.0 starts (stage 2)",
    );
    expect(text).toContain(
      "once web 2.0.0 starts it costs: every open web 2.0.0 must be gone before api 1.0.0 can return",
    );
    expect(noise).toEqual([]);
  });

  test("where no order exists: the circle, and the ways out", async (context) => {
    const { page, noise } = await open(browserOf(context), draw(example("04-renamed-response-field")));
    const body = (await page.locator("main").innerText()).replace(/\s+/g, " ");
    expect(body).toContain(
      "2 pairs break if everything goes out at once; no order of the whole release avoids it",
    );
    expect(body).toContain("No order exists: each of these waits for the next, in a circle");
    expect(body).toContain("api 1.0.0 must have ended before web 2.0.0 starts");
    expect(body).toContain('crossfade plan --choose "bridge api"');
    expect(await panel(page).innerText()).toContain("not worked out: there is no plan");
    expect(noise).toEqual([]);
  });

  test("where the way back is lost: the point of no return", async (context) => {
    const { page, noise } = await open(browserOf(context), draw(example("06-rollback-is-not-free")));
    expect(await page.locator("header.head").innerText()).toContain(
      "The way back is free until api 2.0.0 is deployed (stage 2); from then on there is none.",
    );
    const plan = page.locator(".plan");
    await plan.getByText("point of no return", { exact: true }).waitFor();
    expect(await plan.innerText()).toContain("worker 1.0.0 cannot read what api 2.0.0 has written");
    expect(noise).toEqual([]);
  });

  test("where one pair stays unknown: it is named, and so is what would decide it", async (context) => {
    const { page, noise } = await open(browserOf(context), draw(shop()));
    expect(await page.locator("header.head").innerText()).toContain(
      "Unproven: safe except 1 unknown, outlook 1.9.4 → api 2.0.0",
    );
    await page.getByRole("button", { name: /^outlook 1.9.4 → api 2.0.0: unknown/ }).click();
    expect(await panel(page).innerText()).toMatch(/Decides it\s+a contract at api\/outlook.json/);
    expect(await panel(page).innerText()).toContain("in contact while the plan runs; no order avoids it");
    expect(noise).toEqual([]);
  });
});

describe("by keys alone", () => {
  test("the moments pass, each is announced, and the slider goes along", async (context) => {
    const { page } = await open(browserOf(context), draw(shop()));
    await page.keyboard.press("[");
    expect(await moment(page)).toBe("Before the release");
    await page.getByRole("button", { name: "As planned", exact: true }).click();
    expect(await moment(page)).toBe("Stage 1 of 3: billing");
    await page.keyboard.press("ArrowRight");
    expect(await moment(page)).toBe("Stage 2 of 3: api");
    expect(await page.locator("[aria-live=polite]").textContent()).toMatch(
      /^Stage 2 of 3: api, as planned: \d+ pairs in contact/,
    );
    expect(await page.getByRole("slider").inputValue()).toBe("2");
    expect(await page.locator("figure.scene:visible .arrow[data-sort=breaks]").count()).toBe(0);
    await page.getByRole("slider").focus();
    await page.keyboard.press("ArrowRight");
    expect(await moment(page)).toBe("Stage 3 of 3: web, outlook, worker");
    for (let press = 0; press < 5; press++) await page.keyboard.press("]");
    expect(await moment(page)).toBe("After the release");
  });

  test("a breaking arrow opens with Enter, Esc closes it and gives the focus back", async (context) => {
    const { page } = await open(browserOf(context), draw(shop()));
    await page.keyboard.press("Escape");
    const arrow = page.getByRole("button", { name: /^api 1.9.4 → worker 2.0.0 over .*: breaks/ });
    await arrow.focus();
    await page.keyboard.press("Enter");
    expect(await panel(page).innerText()).toContain('the property "email" is required');
    expect(await isFocused(page, panel(page))).toBe(true);
    expect(await arrow.getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("Escape");
    expect(await panel(page).count()).toBe(0);
    expect(await isFocused(page, arrow)).toBe(true);
  });

  test("b goes round the pairs that break, j and k through the table, t changes the theme, ? shows the keys", async (context) => {
    const { page } = await open(browserOf(context), draw(shop()));
    const seen = [];
    for (let press = 0; press < 4; press++) {
      await page.keyboard.press("b");
      seen.push(await panel(page).locator("h2").innerText());
    }
    expect(new Set(seen).size).toBe(3);
    expect(seen[3]).toBe(seen[0]);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    const first = page.locator(".cell").first();
    expect(await isFocused(page, first)).toBe(true);
    await page.keyboard.press("Enter");
    expect(await panel(page).locator("h2").innerText()).toMatch(/web 1.9.4\s+→\s+api 1.9.4/);
    await page.keyboard.press("t");
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("what is in contact now is solid in the table, and said so", async (context) => {
    const { page } = await open(browserOf(context), draw(shop()));
    const cell = page.locator(".cell.breaks").first();
    expect(await cell.getAttribute("aria-label")).toMatch(/breaks, in contact now$/);
    await page.getByRole("button", { name: "As planned", exact: true }).click();
    expect(await cell.getAttribute("aria-label")).toMatch(/breaks, not in contact now$/);
  });
});

test("without script the first moment and all stages stand there", async (context) => {
  requireOrSkip(context, hasBrowser, "chromium is not installed");
  const file = draw(example("02-backend-first"));
  const page = await browserOf(context).newPage();
  await page.route("**/*", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: readFileSync(file, "utf8").replace(/<script>[\s\S]*<\/script>/, ""),
    }),
  );
  await page.goto("http://drawing.test/");
  expect(await moment(page)).toBe("Everything at once");
  expect(await page.locator("article.panel:visible").count()).toBe(1);
  expect(await page.locator("table.stages").innerText()).toContain("web waits until api 1.0.0 has ended");
  expect(await page.getByRole("slider").count()).toBe(0);
});

test.for(["light", "dark"] as const)(
  "every text is legible in the %s theme, in every moment",
  { timeout: 120_000 },
  async (theme, context) => {
    requireOrSkip(context, hasBrowser, "chromium is not installed");
    const other = await openBrowser(theme);
    try {
      for (const file of [draw(shop()), draw(example("04-renamed-response-field"))]) {
        const { page, noise } = await open(other.context, file);
        for (const button of await page.locator(".moment").all()) {
          await button.click();
          expect(await page.evaluate(illegible), `${file} ${await moment(page)}`).toEqual([]);
        }
        await page.screenshot({
          path: join(folder, `${basename(file)}-${theme}.png`),
          fullPage: true,
        });
        expect(noise).toEqual([]);
      }
    } finally {
      await other.close();
    }
  },
);

test("a picture of one moment is an image that loads by itself", async (context) => {
  const file = draw(shop(), "--format", "svg");
  const { page, noise } = await open(browserOf(context), file);
  expect(await page.evaluate("document.documentElement.nodeName")).toBe("svg");
  expect(await page.evaluate("document.querySelector('parsererror') === null")).toBe(true);
  expect(await page.evaluate("document.querySelectorAll('script, image, foreignObject, a').length")).toBe(0);
  expect(noise).toEqual([]);
});
