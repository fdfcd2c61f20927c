import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import type { Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterEach, beforeEach, describe, expect, type TestContext, test } from "vitest";
import { hasBrowser, openBrowser } from "../../../../../test/support/browser.ts";
import { FlagRoom } from "../../../../../test/support/flag-room.ts";
import { requireOrSkip } from "../../../../../test/support/require-or-skip.ts";

const text = `
features:
  new-checkout: { enabled: true, rollout_percentage: 0, segments: [staff] }
  dark-mode: { enabled: true }
  colour: { enabled: true, variants: { red: red, off: black }, default: red, metadata: { team: web } }
segments: { staff: { email: { ends_with: "@acme.com" } } }
`;

let flags: FlagRoom;
let token: string;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  flags = new FlagRoom(text);
  flags.room.nowMs = Date.now();
  token = await flags.room.token("shop", { role: "flag-client" });
  flags.source.watch();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await flags.close();
});

test("the official provider for servers asks one flag at a time, and a saved file changes its answer", async () => {
  const baseUrl = await flags.listen();
  const provider = new OFREPProvider({ baseUrl, headers: [["Authorization", `Bearer ${token}`]] });
  await OpenFeature.setProviderAndWait("servers", provider);
  ends.push(() => OpenFeature.close());
  const client = OpenFeature.getClient("servers");
  const who = { targetingKey: "u", email: "a@acme.com" };
  const isOn = async (user = who) => (await client.getBooleanDetails("new-checkout", false, user)).value;
  expect([await isOn(), await isOn({ ...who, email: "b@else.com" })]).toEqual([true, false]);
  expect(await client.getStringDetails("colour", "none", who)).toMatchObject({
    value: "red",
    variant: "red",
    flagMetadata: { team: "web" },
  });
  expect(await client.getBooleanDetails("nothing", true, who)).toMatchObject({
    value: true,
    errorCode: "FLAG_NOT_FOUND",
  });
  const changed = new Promise<void>((done) => flags.source.onChange(done));
  flags.write(text.replace("new-checkout: { enabled: true", "new-checkout: { enabled: false"));
  await changed;
  expect(await isOn()).toBe(false);
});

/** The script is a module of this folder, so that it finds the packages that are installed here. */
async function bundledForBrowsers(script: string): Promise<string> {
  const input = join(import.meta.dirname, "script-of-the-page.js");
  const page = {
    name: "page",
    load: (id: string) => (id === input ? script : null),
    resolveId: (id: string) => (id === input ? id : null),
  };
  const bundle = await rolldown({ input, platform: "browser", plugins: [page] });
  const { output } = await bundle.generate({ format: "iife" });
  return output[0].code;
}

/** A page of an application, at an origin of its own, with the official provider in it. */
async function pageOf(
  context: TestContext,
  script: string,
): Promise<{ readonly origin: string; open(): Promise<Page> }> {
  requireOrSkip(context, hasBrowser, "chromium is not installed");
  const bundled = await bundledForBrowsers(script);
  const server: Server = createServer((request, response) => {
    const isScript = request.url === "/app.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? bundled : "<!doctype html><script src=/app.js></script>");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  ends.push(() => new Promise((done) => server.close(done).closeAllConnections()));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await openBrowser();
  ends.push(() => browser.close());
  await browser.context.setOffline(false);
  return {
    origin,
    async open() {
      const page = await browser.context.newPage();
      await page.goto(origin);
      return page;
    },
  };
}

describe("the official provider for browsers, in Chromium, on a page of another origin", () => {
  const script = `
    import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";
    import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
    window.begin = async (baseUrl, token) => {
      await OpenFeature.setContext({ targetingKey: "u", email: "a@acme.com" });
      const provider = new OFREPWebProvider({ baseUrl, headers: [["Authorization", "Bearer " + token]] });
      await OpenFeature.setProviderAndWait(provider);
      window.client = OpenFeature.getClient();
    };
    window.until = (expected) => new Promise((done) => {
      const look = () => {
        if (window.client.getBooleanValue("new-checkout", !expected) === expected) done(performance.timeOrigin + performance.now());
      };
      window.client.addHandler(ProviderEvents.ConfigurationChanged, look);
      look();
    });
  `;

  test("gets all flags, and is told at once when one is switched off and on again", async (context) => {
    const { origin, open } = await pageOf(context, script);
    const baseUrl = await flags.listen({ origins: [origin] });
    const page = await open();
    const call = (code: string) => page.evaluate(code);
    await call(`window.begin(${JSON.stringify(baseUrl)}, ${JSON.stringify(token)})`);
    expect(await call(`window.client.getBooleanValue("new-checkout", false)`)).toBe(true);
    while (flags.served.clients.connected === 0) await new Promise((done) => setTimeout(done, 10));
    for (const isOn of [false, true, false]) {
      const changed = call(`window.until(${isOn})`);
      const author = { by: "ada", why: "a bad minute" };
      const beganMs = performance.timeOrigin + performance.now();
      flags.source.change(author, (before) =>
        before.replace(/new-checkout: \{ enabled: \w+/, `new-checkout: { enabled: ${isOn}`),
      );
      const tookMs = ((await changed) as number) - beganMs;
      expect(tookMs).toBeLessThan(1_000);
    }
    expect(flags.served.clients).toEqual({ connected: 1, confirmed: 1 });
  });
});
