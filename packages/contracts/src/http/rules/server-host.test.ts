import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { at } from "../../../../../test/support/http-calls.ts";
import { rule } from "./server-host.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const a = at("https://a.test/v1");

test("another host is unknown, both ways", () => {
  const b = at("https://b.test/v1");
  expect(told(a, b)).toEqual(["unknown"]);
  expect(told(b, a)).toEqual(["unknown"]);
});

test("one in common is enough", () => {
  expect(told(a, at("https://b.test/v1", "https://A.test:443/v1"))).toEqual([]);
  expect(told(a, at("http://a.test/v1"))).toEqual([]);
});

test("who names no host, or the own machine, says nothing", () => {
  expect(told(a, {})).toEqual([]);
  expect(told(a, at("/v1"))).toEqual([]);
  expect(told(a, at("http://localhost:8080/v1"))).toEqual([]);
  expect(told(at("https://b.test/v1", "/v1"), a)).toEqual([]);
});

test("a host with a variable counts with every value that is listed, or not at all", () => {
  const region = (variable: object) => ({
    document: { servers: [{ url: "https://{region}.test/v1", variables: { region: variable } }] },
  });
  expect(told(a, region({ default: "eu", enum: ["eu", "us"] }))).toEqual(["unknown"]);
  expect(told(a, region({ default: "eu", enum: ["eu", "a"] }))).toEqual([]);
  expect(told(a, region({ default: "eu" }))).toEqual([]);
});
