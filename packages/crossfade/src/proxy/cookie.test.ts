import { expect, test } from "vitest";
import { cookieValue, withoutCookie } from "./cookie.ts";

test.each([
  ["uid=7", "7"],
  ["a=1; uid=7; b=2", "7"],
  ["a=1;uid=7", "7"],
  ["xuid=8; uid=7", "7"],
  ["a=uid=8; uid=7", "7"],
  ["uid=", ""],
  ["uid=a=b ", "a=b"],
  ["uid=1; uid=2", "1"],
  ["uidx=7", undefined],
  ["a=uid", undefined],
  ["x uid=7", undefined],
  ["", undefined],
])("in %j uid is %j", (header, value) => {
  expect(cookieValue(header, "uid")).toBe(value);
});

test.each([
  ["cf_tester=t", undefined],
  ["a=1; cf_tester=t; b=2", "a=1; b=2"],
  ["cf_tester=t;a=1; cf_tester=u", "a=1"],
  ["xcf_tester=t", "xcf_tester=t"],
])("%j without its pin is %j", (header, left) => {
  expect(withoutCookie(header, "cf_tester")).toBe(left);
});
