import { describe, expect, test } from "vitest";
import { assetStory, complaints, digestOf } from "../../../../test/support/contract-story.ts";
import { assetContracts } from "./asset-contracts.ts";

/** What a page asks for that an empty host lacks. */
const asked = (text: unknown, path = "urls.json", more: Readonly<Record<string, string>> = {}) => {
  const files = { [path]: typeof text === "string" ? text : JSON.stringify(text), ...more };
  return askedOf({ files, path });
};
const askedOf = (page: Parameters<typeof assetStory>[0]) =>
  assetStory(page, ["/nothing.png"])
    .filter((each) => each.ruleId === "assets/missing")
    .map((each) => each.example?.value);
const wrong = (text: unknown, path = "urls.json", side?: "sender" | "receiver") =>
  complaints(assetContracts, { [path]: typeof text === "string" ? text : JSON.stringify(text) }, path, side);

const vite = {
  "index.html": {
    file: "assets/index-BX3k9aZq.js",
    isEntry: true,
    imports: ["_vendor.js"],
    dynamicImports: ["src/cart.ts"],
    css: ["assets/index-D1aa2bb3.css"],
  },
  "_vendor.js": { file: "assets/vendor-E1aa2bb3.js" },
  "src/cart.ts": {
    file: "assets/cart-C7fQ2mLp.js",
    assets: ["assets/logo-F1aa2bb3.svg"],
    isDynamicEntry: true,
  },
};
const viteFiles = [
  "/assets/index-BX3k9aZq.js",
  "/assets/index-D1aa2bb3.css",
  "/assets/vendor-E1aa2bb3.js",
  "/assets/cart-C7fQ2mLp.js",
  "/assets/logo-F1aa2bb3.svg",
];

describe("what a page may ask for", () => {
  test("by a manifest of Vite: entries, chunks, their styles and pictures", () => {
    expect(asked(vite)).toEqual(viteFiles);
  });

  test("by webpack-manifest-plugin, with whatever public path", () => {
    expect(
      asked({ "main.js": "/static/main.3f2a1b9c.js", "main.js.map": "/static/main.3f2a1b9c.js.map" }),
    ).toEqual(["/static/main.3f2a1b9c.js"]);
    expect(asked({ "main.js": "auto/main.3f2a1b9c.js" })).toEqual(["/main.3f2a1b9c.js"]);
    expect(asked({ "main.js": "https://cdn.example/x/main.3f2a1b9c.js" })).toEqual([
      "https://cdn.example/x/main.3f2a1b9c.js",
    ]);
  });

  test("by a bundler's manifest, wherever it puts the files: they are all the page's own", () => {
    const urls = { "a.js": "/a-BX3k9aZq.js", "b.js": "https://cdn.example/b-BX3k9aZq.js" };
    expect(asked(urls)).toEqual(["/a-BX3k9aZq.js", "https://cdn.example/b-BX3k9aZq.js"]);
  });

  test("by asset-manifest.json, without the page itself and what is for debuggers", () => {
    const files = {
      "main.js": "/static/js/main.3f2a1b9c.js",
      "index.html": "/index.html",
      "a.map": "/a.map",
    };
    expect(asked({ files, entrypoints: ["static/js/main.3f2a1b9c.js"] })).toEqual([
      "/static/js/main.3f2a1b9c.js",
    ]);
  });

  test("by webpack's stats.json, below its public path", () => {
    const assets = [{ name: "main.3f2a1b9c.js", size: 1 }, { name: "main.3f2a1b9c.js.LICENSE.txt" }];
    expect(asked({ publicPath: "/app/", assets })).toEqual(["/app/main.3f2a1b9c.js"]);
    expect(asked({ publicPath: "auto", assets })).toEqual(["/main.3f2a1b9c.js"]);
  });

  test("by a list: lines, an array, an object with a base", () => {
    expect(asked("# chunks\n/a-BX3k9aZq.js  # the first\n\nb-BX3k9aZq.js?v=1\n", "urls.txt")).toEqual([
      "/a-BX3k9aZq.js",
      "/b-BX3k9aZq.js",
    ]);
    expect(asked(["/a-BX3k9aZq.js"])).toEqual(["/a-BX3k9aZq.js"]);
    expect(asked({ urls: ["a-BX3k9aZq.js", "/b-BX3k9aZq.js"], base: "/static/" })).toEqual([
      "/static/a-BX3k9aZq.js",
      "/b-BX3k9aZq.js",
    ]);
  });

  test("less what a service worker holds already", () => {
    expect(asked({ urls: ["/a-BX3k9aZq.js", "/b-BX3k9aZq.js"], precached: ["a-BX3k9aZq.js"] })).toEqual([
      "/b-BX3k9aZq.js",
    ]);
    expect(asked({ precached: ["/a-BX3k9aZq.js"] })).toEqual([]);
  });

  test("by a folder: its manifest where it has one, else all in it that pages ask for", () => {
    const build = {
      "dist/assets/index-BX3k9aZq.js": "",
      "dist/index.html": "",
      "dist/robots.txt": "",
      "dist/.DS_Store": "",
    };
    const page = (more: Readonly<Record<string, string>>) =>
      askedOf({ files: { ...build, ...more }, path: "dist/" });
    expect(page({})).toEqual(["/assets/index-BX3k9aZq.js"]);
    expect(page({ "dist/.vite/manifest.json": JSON.stringify(vite) })).toEqual(viteFiles);
    expect(page({ "dist/manifest.json": JSON.stringify(vite) })).toEqual(viteFiles);
    expect(page({ "dist/manifest.json": JSON.stringify({ name: "Shop", icons: [] }) })).toEqual([
      "/assets/index-BX3k9aZq.js",
    ]);
  });
});

describe("what is held", () => {
  test("everything in a folder, its manifest or not", () => {
    const held = { "dist/a-BX3k9aZq.js": "", "dist/.vite/manifest.json": JSON.stringify(vite) };
    const host = { files: held, path: "dist" };
    expect(assetStory(["/a-BX3k9aZq.js"], host)).toEqual([]);
    expect(assetStory(["/a-BX3k9aZq.js", "/assets/cart-C7fQ2mLp.js"], host)).toHaveLength(1);
  });

  test("what a manifest or a list names, what a service worker holds included", () => {
    const host = (document: unknown) => ({ files: { f: JSON.stringify(document) }, path: "f" });
    expect(assetStory(viteFiles, host(vite))).toEqual([]);
    expect(assetStory(["/a-BX3k9aZq.js"], host({ urls: [], precached: ["/a-BX3k9aZq.js"] }))).toEqual([]);
  });
});

test("a build that fits itself is compatible, its own scripts without a hash too", () => {
  const files = {
    "dist/.vite/manifest.json": JSON.stringify({ ...vite, "legacy.js": { file: "legacy.js" } }),
    "dist/legacy.js": "1",
    ...Object.fromEntries(viteFiles.map((url) => [`dist${url}`, url])),
  };
  const build = { files, path: "dist/" };
  expect(assetStory(build, build)).toEqual([]);
  expect(assetStory({ files, path: "dist/.vite/manifest.json" }, build)).toEqual([]);
});

test("a page moves with what it asks for, and with code that keeps its name", () => {
  const digest = (files: Readonly<Record<string, string>>) =>
    digestOf(assetContracts, files, "dist", "sender");
  expect(digest({ "dist/a.js": "1" })).not.toBe(digest({ "dist/a.js": "2" }));
  expect(digest({ "dist/a-BX3k9aZq.js": "1" })).toBe(digest({ "dist/a-BX3k9aZq.js": "2" }));
  expect(digest({ "dist/a.js": "1" })).toBe(digest({ "dist/a.js": "1", "dist/robots.txt": "" }));
});

describe("documents that cannot be read say why", () => {
  test.each([
    [{ name: "Shop", icons: [] }, "it is no list of files that is known"],
    [{ version: "1.0.0", name: "x" }, "it is no list of files that is known"],
    [[], "it names no file"],
    [["/a.js", 1], "expected a URL in quotes"],
    [{ urls: "/a.js" }, "expected a list of URLs"],
    [{ urls: ["/a.js"], base: 1 }, "`base` must be a path"],
    ['["/a.js",', "Flow sequence"],
  ])("%j", (document, why) => expect(wrong(document)).toEqual([expect.stringContaining(why)]));

  test("an empty list of lines names no file", () => {
    expect(wrong("# nothing yet\n", "urls.txt")).toEqual(["it names no file"]);
  });

  test("with the place in a bare list", () => {
    const documents = { read: () => '["/a.js",\n  1]', list: () => [] };
    expect(assetContracts.read("urls.json", documents)).toMatchObject({
      problems: [{ pointer: "/1", line: 2, column: 3 }],
    });
  });
});
