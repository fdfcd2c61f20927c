import { expect, test } from "vitest";
import { assetStory, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./elsewhere.ts";

const OWN = "/assets/cart-BX3k9aZq.js";
const FONT = "https://fonts.example/css?family=Inter";
const told = (...of: Parameters<typeof assetStory>) => outcomes(assetStory(...of), rule.id);

test("a font of a third party is told, and not missing", () => {
  expect(assetStory([OWN, FONT], [OWN])).toMatchObject([
    { ruleId: rule.id, outcome: "notice", why: expect.stringContaining("https://fonts.example/css") },
  ]);
});

test("an origin of which the receiver holds a file, or one of another build, is its own", () => {
  const [old, young] = ["https://cdn.example/cart-BX3k9aZq.js", "https://cdn.example/cart-C7fQ2mLp.js"];
  expect(told([OWN, young], [OWN, "/cart-BX3k9aZq.js"])).toEqual([]);
  expect(told([OWN, young], [OWN, old])).toEqual([]);
  expect(assetStory([OWN, young], [OWN, old])).toMatchObject([{ ruleId: "assets/missing" }]);
});

test("an origin that the receiver's own list names is its own", () => {
  const [asked, listed] = ["https://cdn.example/new.png", "https://cdn.example/other.png"];
  expect(assetStory([OWN, asked], [OWN, listed])).toMatchObject([{ ruleId: "assets/missing" }]);
});

test("where everything is of one origin, it is the page's own", () => {
  expect(assetStory(["//cdn.example/a-BX3k9aZq.js"], [OWN])).toMatchObject([{ ruleId: "assets/missing" }]);
  expect(assetStory(["https://cdn.example/a-BX3k9aZq.js"], ["/a-BX3k9aZq.js"])).toEqual([]);
});
