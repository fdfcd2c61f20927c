import { expect, test } from "vitest";
import { assetStory, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./unhashed.ts";

const build = (files: Readonly<Record<string, string>>) => ({
  files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`dist/${path}`, text])),
  path: "dist/",
});
const told = (...of: Parameters<typeof assetStory>) => outcomes(assetStory(...of), rule.id);

test("a script of the same name and another content is unknown, both ways, and a hash would decide it", () => {
  const [one, other] = [build({ "app.js": "1" }), build({ "app.js": "2" })];
  expect(assetStory(one, other)).toMatchObject([
    {
      ruleId: rule.id,
      outcome: "unknown",
      operation: "GET /app.js",
      decides: expect.stringContaining("hash"),
    },
  ]);
  expect(told(other, one)).toEqual(["unknown"]);
});

test("the same content is the same file", () => {
  expect(told(build({ "app.js": "1", "a.css": "" }), build({ "app.js": "1", "a.css": "" }))).toEqual([]);
});

test("where no text is known, it is unknown, said once", () => {
  expect(told(["/app.js", "/shop.js"], ["/app.js", "/shop.js"])).toEqual(["unknown"]);
});

test("pages, service workers, pictures and hashed names are no noise", () => {
  const version = (text: string) =>
    build({
      "index.html": text,
      "sw.js": text,
      "service-worker.js": text,
      "logo.svg": text,
      "assets/app-BX3k9aZq.js": text,
      "js/main.3f2a1b9c.chunk.js": text,
    });
  expect(assetStory(version("1"), version("2"))).toEqual([]);
});
