import { expect, test } from "vitest";
import { isHashed, stemOf } from "./content-hash.ts";

test.each([
  "assets/index-BX3k9_aZ.js",
  "assets/index-C-x9aB2q.css",
  "assets/vendor-D1wrgTda.js",
  "static/js/main.3f2a1b9c.js",
  "static/js/787.1a2b3c4d.chunk.js",
  "chunk-ABCD2EFG.js",
  "dist/3f2a1b9c0d1e2f3a4b5c.png",
  "_next/static/3f2a1b9c0d1e2f3a4b5c/_buildManifest.js",
  "app.3f2a1b9c.min.css",
])("%s has a hash", (path) => expect(isHashed(path)).toBe(true));

test.each([
  "app.js",
  "assets/date-picker.js",
  "jquery-3.7.1.min.js",
  "polyfills-es2015.js",
  "assets/calendar2.js",
  "js/DatePicker.js",
  "js/shop-CheckoutForm.js",
  "report-20260115.js",
  "main.chunk.js",
  "components/internationalization.js",
  "js/html2canvas.min.js",
  "main-step2form.js",
  "oauth2callback.js",
  "base64url.js",
  "js/HTMLParser.js",
  "js/OAuth2Client.js",
  "js/jQueryUI.js",
  "CHECKOUT.js",
])("%s has none", (path) => expect(isHashed(path)).toBe(false));

test("what stays of a name from build to build", () => {
  expect(stemOf("assets/index-BX3k9aZq.js")).toBe("assets/index-*.js");
  expect(stemOf("js/787.1a2b3c4d.chunk.js")).toBe("js/787.*.chunk.js");
  expect(stemOf("app.js")).toBe("app.js");
});
