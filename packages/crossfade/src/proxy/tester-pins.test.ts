import { createHmac } from "node:crypto";
import { pinToken, signedText, type TesterPin } from "@crossfade/core";
import { expect, test } from "vitest";
import { TesterPins } from "./tester-pins.ts";

const secret = Buffer.alloc(32, 1);
const pin: TesterPin = { audience: "edge", component: "api", label: "2.0.0", expiresS: 100, id: "ann" };

function issued(given: TesterPin, key = secret): string {
  return pinToken(given, createHmac("sha256", key).update(signedText(given)).digest("hex"));
}

test("a pin counts up to, and without, its second", () => {
  const pins = new TesterPins(secret, "edge");
  expect([0, 99, 100, 101].map((nowS) => pins.read(issued(pin), nowS)?.label)).toEqual([
    "2.0.0",
    "2.0.0",
    undefined,
    undefined,
  ]);
});

test.each([
  ["another router's", issued({ ...pin, audience: "other" })],
  ["another secret's", issued(pin, Buffer.alloc(32, 2))],
  ["a changed", issued(pin).replace("2.0.0", "3.0.0")],
  ["a cut", issued(pin).slice(0, -1)],
  ["an empty", ""],
])("%s pin does not count", (_, token) => {
  expect(new TesterPins(secret, "edge").read(token, 0)).toBeUndefined();
});

test("pins that were seen are remembered, but only so many", () => {
  const pins = new TesterPins(secret, "edge");
  for (let index = 0; index < 1_000; index++)
    expect(pins.read(issued({ ...pin, id: `tester-${index}` }), 0)?.id).toBe(`tester-${index}`);
});
