import { expect, test } from "vitest";
import { assetStory, outcomes } from "../../../../../test/support/contract-story.ts";
import { assetLimits } from "../asset-limits.ts";
import { rule } from "./missing.ts";

const OLD = "/assets/cart-BX3k9aZq.js";
const NEW = "/assets/cart-C7fQ2mLp.js";
const LOGO = "/assets/logo-D1aa2bb3.png";
const told = (...of: Parameters<typeof assetStory>) => outcomes(assetStory(...of), rule.id);

test("a new page asks the old server for its new chunk: 404, with the URL", () => {
  const [found, ...more] = assetStory([NEW, LOGO], [OLD, LOGO]);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    ruleId: rule.id,
    outcome: "breaking",
    operation: `GET ${NEW}`,
    place: { side: "sender", document: "urls.json", pointer: "/0" },
    example: { value: NEW },
    why: `the page may ask for ${NEW}, which is not held (404 Not Found)`,
  });
});

test("the versions exchanged, an old page asks the new server for a chunk that went", () => {
  expect(told([OLD, LOGO], [NEW, LOGO])).toEqual(["breaking"]);
});

test("an upload that adds and deletes nothing takes both", () => {
  expect(told([OLD], [OLD, NEW])).toEqual([]);
  expect(told([NEW], [OLD, NEW])).toEqual([]);
});

test("what is kept of earlier versions is held", () => {
  expect(told([OLD], [NEW], [[OLD]])).toEqual([]);
  expect(told([NEW], [OLD], [[LOGO]])).toEqual(["breaking"]);
});

test("a chunk whose name is held nowhere is missing, whatever prefix there is", () => {
  expect(told(["/static/cart-C7fQ2mLp.js"], ["assets/cart-BX3k9aZq.js"])).toEqual(["breaking"]);
});

test("many missing files are told up to a limit, and how many more there are", () => {
  const urls = Array.from({ length: assetLimits.missing + 5 }, (_, index) => `/chunk-${index}.js`);
  const found = assetStory(urls, [LOGO]).filter((each) => each.ruleId === rule.id);
  expect(found).toHaveLength(assetLimits.missing);
  expect(found.at(-1)?.why).toContain("5 more files");
  expect(found[0]?.why).not.toContain("more");
});
