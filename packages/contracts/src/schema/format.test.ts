import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compiled } from "../../../../test/support/independent-validator.ts";
import { patternIncluded } from "../pattern/automaton.ts";
import {
  examplesOfFormat,
  formatsExclude,
  formatWithin,
  hasFormat,
  isAsserted,
  patternOfFormat,
} from "./format.ts";
import { type Inclusion, included } from "./included.ts";

const names = [
  ...["date-time", "date", "time", "duration", "email", "hostname"],
  ...["ipv4", "ipv6", "uri", "uri-reference", "uuid"],
];
const validators = new Map(
  names.map((name) => [name, compiled("2020-12", { type: "string", format: name })]),
);
const isValid = (name: string, text: string) => validators.get(name)?.(text).kind === "valid";

const keepsTo = (name: string, lengths: string) =>
  patternIncluded(patternOfFormat(name) ?? "", `^[\\s\\S]{${lengths}}$`).kind === "proved";

/** The tightest lengths that follow from each format. */
const shortest = new Map(
  names.map((name) => [name, [36, 20, 16, 10, 7, 5, 3, 2, 1].find((min) => keepsTo(name, `${min},`)) ?? 0]),
);
const longest = new Map(
  names.map((name) => [name, [10, 15, 36, 45].find((max) => keepsTo(name, `0,${max}`))]),
);

/** Examples with one to three characters changed, put in or taken away: mostly near misses. */
const near = fc
  .tuple(
    fc.constantFrom(...names.flatMap((name) => examplesOfFormat(name)), "", "1.2.3.4", "2024-02-29", "a:"),
    fc.array(
      fc.tuple(fc.nat(40), fc.constantFrom(..."0123459aAfFzTtZ-:./@+ P%\"'"), fc.constantFrom(0, 1, 2)),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((made, [at, char, way]) => {
      const index = made.length === 0 ? 0 : at % made.length;
      return made.slice(0, index) + (way === 2 ? "" : char) + made.slice(index + (way === 0 ? 0 : 1));
    }, text),
  );

const asked = (sent: object, accepted: object): Inclusion =>
  included(
    { type: "string", ...sent },
    { type: "string", ...accepted },
    { dialect: "2020-12", world: "open", tolerance: "strict", formats: "assert" },
  );

describe("what is said of formats", () => {
  test("every example surely has its format, the last days of months too", () => {
    for (const name of names) {
      for (const text of examplesOfFormat(name))
        expect([name, text, hasFormat(name, text), isValid(name, text)]).toEqual([name, text, true, true]);
    }
    expect(hasFormat("date", "2026-12-31")).toBe(true);
    expect(hasFormat("date", "2026-02-30")).toBeUndefined();
    expect(hasFormat("date", "2024-02-29")).toBeUndefined();
  });

  test("what is surely of a format is valid, what surely is not is invalid, and what follows from it holds", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), near, (name, text) => {
        const answer = hasFormat(name, text);
        const valid = isValid(name, text);
        if (answer !== undefined) expect([name, text, valid]).toEqual([name, text, answer]);
        if (!valid) return;
        expect(new RegExp(patternOfFormat(name) ?? "", "u").test(text)).toBe(true);
        const { length } = [...text];
        expect(length).toBeGreaterThanOrEqual(shortest.get(name) ?? 0);
        expect(length).toBeLessThanOrEqual(longest.get(name) ?? Number.POSITIVE_INFINITY);
        for (const other of names) {
          if (formatWithin(name, other)) expect(isValid(other, text)).toBe(true);
          if (formatsExclude([name, other])) expect(isValid(other, text)).toBe(false);
        }
      }),
      { numRuns: 15_000, seed: 1 },
    );
  });
});

describe("formats between a sender and a receiver", () => {
  test("a day is no point in time, and the other way round", () => {
    expect(asked({ format: "date" }, { format: "date-time" })).toMatchObject({ value: "2026-01-31" });
    expect(asked({ format: "date-time" }, { format: "date" })).toMatchObject({
      value: "2026-01-31T12:00:00Z",
    });
    const either = { oneOf: [{ format: "date" }, { format: "date-time" }] };
    expect(asked({ format: "date" }, either).kind).toBe("proved");
    expect(asked({ format: "email" }, { oneOf: [{ format: "email" }, { format: "idn-email" }] }).kind).toBe(
      "refuted",
    );
  });

  test.each([
    ["date-time", { minLength: 1 }],
    ["date", { minLength: 10, maxLength: 10 }],
    ["uri", { minLength: 2 }],
    ["email", { minLength: 3 }],
    ["uuid", { minLength: 36, maxLength: 45 }],
    ["ipv4", { maxLength: 15 }],
    [
      "ipv4",
      { pattern: "^((25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\\.){3}(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)$" },
    ],
    ["date", { pattern: "^\\d{4}-\\d{2}-\\d{2}$" }],
  ])("every %s fits %j", (format, accepted) => {
    expect(asked({ format }, accepted).kind).toBe("proved");
  });

  test.each([
    ["date-time", { maxLength: 20 }],
    ["uri-reference", { minLength: 2 }],
    ["uuid", { pattern: "^[0-9a-f-]*$" }],
    ["ipv4", { pattern: "^(10|127)\\." }],
  ])("not every %s fits %j, and a value shows it", (format, accepted) => {
    expect(asked({ format }, accepted).kind).toBe("refuted");
  });
});

test("a format of which too little is known is neither had nor missed for sure", () => {
  for (const format of ["json-pointer", "uri-template", "iri", "regex"]) {
    expect(hasFormat(format, "/a~")).toBe(undefined);
    expect(isAsserted(format)).toBe(true);
  }
});
