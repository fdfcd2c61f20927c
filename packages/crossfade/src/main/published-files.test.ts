import { describe, expect, test } from "vitest";
import { type Files, PublishedShop } from "../../../../test/support/published-shop.ts";
import { publishedFilesOf } from "./published-files.ts";

const yaml = (link: string, cdn = "kind: assets, paths: [web/dist/]") => `system: shop
components: { web: { kind: web }, cdn: { ${cdn} } }
links: [${link}]
`;
const manifest = JSON.stringify({
  "index.html": { file: "assets/main-cb345b29.js", css: ["assets/main-1a2b3c4d.css"] },
});
const shop = (link: string, more: Files = {}): Files => ({
  "crossfade.yaml": yaml(link),
  "web/main.js": "//",
  "web/dist/.vite/manifest.json": manifest,
  "web/dist/index.html": "<title>shop</title>",
  "web/dist/assets/main-cb345b29.js": "//",
  "web/dist/assets/main-cb345b29.js.map": "{}",
  "web/dist/assets/main-1a2b3c4d.css": "",
  "web/files.json": JSON.stringify({
    base: "https://cdn.example/static/",
    urls: ["app.js"],
    precached: ["sw.js"],
  }),
  ...more,
});

async function filesOf(
  repository: Files,
  tamper?: (files: Record<string, string>) => Record<string, string>,
) {
  const world = new PublishedShop();
  await world.publish(repository, ["cdn@2"], tamper);
  return publishedFilesOf(world.registry, "cdn", "2", 0);
}

describe("the files of a published version are", () => {
  test.each([
    ["those of a bundler's manifest", "web/dist/.vite/manifest.json"],
    ["those of the manifest in a folder, without maps and the page itself", "web/dist/"],
  ])("%s", async (_, assets) => {
    expect(await filesOf(shop(`{ from: web, to: cdn, assets: ${assets} }`))).toEqual({
      kind: "known",
      files: [{ path: "assets/main-1a2b3c4d.css" }, { path: "assets/main-cb345b29.js" }],
    });
  });

  test("those of a list with a host of its own; what a service worker holds is not asked for", async () => {
    expect(await filesOf(shop("{ from: web, to: cdn, assets: web/files.json }"))).toEqual({
      kind: "known",
      files: [{ path: "static/app.js" }],
    });
  });

  test("those of the host's own document, where it has one", async () => {
    const link = "{ from: web, to: cdn, assets: web/dist/.vite/manifest.json, served: web/held.txt }";
    expect(await filesOf(shop(link, { "web/held.txt": "/a.js\n/b.js\n" }))).toEqual({
      kind: "known",
      files: [{ path: "a.js" }, { path: "b.js" }],
    });
  });
});

describe("the files of a version are unknown", () => {
  test("where it was never published", async () => {
    expect(await publishedFilesOf(new PublishedShop().registry, "cdn", "9", 0)).toEqual({
      kind: "unknown",
      why: "cdn@9 was never published",
    });
  });

  test("where no link names them, or the document is not there", async () => {
    expect(await filesOf(shop("{ from: web, to: cdn, http: web/files.json }"))).toMatchObject({
      kind: "unknown",
      why: expect.stringContaining("no link"),
    });
    const lost = await filesOf(shop("{ from: web, to: cdn, assets: web/files.json }"), (files) => {
      delete files["web/files.json"];
      return files;
    });
    expect(lost).toMatchObject({ kind: "unknown", why: expect.stringContaining("web/files.json of cdn@2") });
  });
});
