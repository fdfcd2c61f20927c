import { expect, test } from "vitest";
import { pinnedLabel } from "./affinity-pin.ts";

test.each([
  ["api@2.0.0", "2.0.0"],
  ["web@1.8.0, api@2.0.0", "2.0.0"],
  ["api%402.0.0%2Cweb%401.8.0", "2.0.0"],
  ["api@2@beta", "2@beta"],
  ["apix@2", undefined],
  ["api@", undefined],
  ["api", undefined],
  ["%zz", undefined],
  [`api@2,${"x".repeat(2_048)}`, undefined],
])("%j pins api to %j", (pins, label) => {
  expect(pinnedLabel(pins, "api")).toBe(label);
});
