import { expect, test } from "vitest";
import { componentLabel } from "./component-label.ts";
import { pinToken, readToken, signedText } from "./tester-pin.ts";
import { weightOf, weightText } from "./weight-text.ts";

test.each([
  ["myapp-v2", "myapp", "v2"],
  ["my-app-v2", "my-app", "v2"],
  ["my-v2", "my", "v2"],
  ["my-app@2.0.0-rc.1", "my-app", "2.0.0-rc.1"],
  ["api@1.0.0+gabc1234", "api", "1.0.0+gabc1234"],
])("%s is a version of the longest component that fits", (text, component, label) => {
  expect(componentLabel(text, ["my", "my-app", "myapp", "api"])).toEqual({ component, label });
});

test.each(["myapp", "myapp-", "other-v2", "@v2", ""])("%j names no version", (text) => {
  expect(() => componentLabel(text, ["myapp"])).toThrow("names no version");
});

test.each([
  ["10%", 1_000],
  ["10", 1_000],
  ["0.5%", 50],
  ["0.05 %", 5],
  ["100%", 10_000],
  ["0%", 0],
])("%s is %d buckets", (text, weight) => {
  expect(weightOf(text)).toBe(weight);
  expect(weightOf(weightText(weight))).toBe(weight);
});

test.each(["101%", "-1%", "0.001%", "ten", "", "1e1", "10%%", "100.01%"])("%j is no weight", (text) => {
  expect(weightOf(text)).toBeUndefined();
});

const pin = { audience: "edge", component: "my~app", label: "2.0.0+g1~2", expiresS: 1_800_000_000, id: "p1" };
const signature = "0".repeat(64);

test("a tester's pin can be read from its token, whatever its names hold", () => {
  const token = pinToken(pin, signature);
  expect(token).toMatch(/^[A-Za-z0-9%._~+@-]+$/);
  expect(readToken(token)).toEqual({ pin, text: signedText(pin), signature });
});

test.each([
  ["no token", "hello"],
  ["another scheme", `cf2${pinToken(pin, signature).slice(3)}`],
  ["a field too many", `${pinToken(pin, signature)}~x`],
  ["a short signature", pinToken(pin, "00")],
  ["another spelling of the same", pinToken({ ...pin, label: "a" }, signature).replace("~a~", "~%61~")],
  ["half a percent sign", pinToken({ ...pin, label: "a" }, signature).replace("~a~", "~%~")],
  ["a token without end", `${pinToken(pin, signature)}${"0".repeat(2_000)}`],
])("%s is no pin", (_, token) => {
  expect(readToken(token)).toBeUndefined();
});
