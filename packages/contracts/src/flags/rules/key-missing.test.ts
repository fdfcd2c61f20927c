import { describe, expect, test } from "vitest";
import { flagStory, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./key-missing.ts";

const reads = (more: object = {}) => ({ reads: { k: { type: "boolean", default: false, ...more } } });
const feature = (more: object) => ({ features: { k: { enabled: true, ...more } } });
const on = feature({ rollout_percentage: 100 });
const off = { features: { k: { enabled: false, rollout_percentage: 100 } } };
const without = { features: {} };
const flagd = (more: object) => ({
  flags: { k: { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "on", ...more } },
});
const told = (...of: Parameters<typeof flagStory>) => outcomes(flagStory(...of), rule.id);

describe("a key that is not served", () => {
  test("breaks a reader that was served something else, with both values", () => {
    const [found, ...more] = flagStory(reads(), without, { builtAgainst: on });
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      ruleId: rule.id,
      outcome: "breaking",
      operation: "k",
      place: { side: "sender", pointer: "/reads/k" },
      example: { value: { key: "k", served: true, now: false } },
    });
  });

  test("fits a reader whose default is what it was served", () => {
    expect(told(reads(), without, { builtAgainst: off })).toEqual([]);
    expect(told(reads({ default: true }), without, { builtAgainst: on })).toEqual([]);
  });

  test("fits a reader that always lived on its default", () => {
    expect(told(reads(), without, { builtAgainst: without })).toEqual([]);
    expect(told(reads(), without, { builtAgainst: flagd({ state: "DISABLED" }) })).toEqual([]);
  });

  test("breaks a reader that was built while the flag was off, if it is on now", () => {
    expect(told(reads(), without, { builtAgainst: off, runsNow: on })).toEqual(["breaking"]);
    expect(told(reads(), without, { builtAgainst: without, runsNow: on })).toEqual(["breaking"]);
    expect(told(reads(), without, { runsNow: on })).toEqual(["breaking"]);
    expect(told(reads(), without, { builtAgainst: off, runsNow: off })).toEqual([]);
  });

  test("is unknown where it is not known what the reader was built against, and names what decides it", () => {
    const [found] = flagStory(reads(), without);
    expect(found).toMatchObject({ outcome: "unknown", decides: expect.stringContaining("`missing: fine`") });
  });

  test("is what the reader says it is", () => {
    expect(told(reads({ missing: "fine" }), without, { builtAgainst: on })).toEqual([]);
    expect(told(reads({ missing: "breaks" }), without, { builtAgainst: off })).toEqual(["breaking"]);
  });

  test("is unknown where the default is not known, unless the key was never served", () => {
    const color = { serves: { k: { type: "string", values: ["red"] } } };
    expect(told(color, { serves: {} }, { builtAgainst: color })).toEqual(["unknown"]);
    expect(told(color, { serves: {} }, { builtAgainst: { serves: {} } })).toEqual([]);
    const disabled = flagd({ state: "DISABLED", variants: { a: "x" }, defaultVariant: "a" });
    expect(told(disabled, disabled, { builtAgainst: disabled })).toEqual([]);
  });

  test("the versions exchanged, the new page meets the server that lacks its flag", () => {
    expect(told(on, without, { builtAgainst: on })).toEqual(["breaking"]);
    expect(told(without, on, { builtAgainst: without })).toEqual([]);
  });
});

describe("a flag of flagd", () => {
  test("that is DISABLED is not served: its reader falls back to the code", () => {
    const [found] = flagStory(reads(), flagd({ state: "DISABLED" }), { builtAgainst: flagd({}) });
    expect(found).toMatchObject({ outcome: "breaking", why: expect.stringContaining("DISABLED") });
    expect(found?.place).toMatchObject({ side: "receiver", pointer: "/flags/k" });
  });

  test("that is DISABLED while the code says true stays on, which nobody may have meant", () => {
    const was = { builtAgainst: flagd({}) };
    expect(told(reads({ default: true }), flagd({ state: "DISABLED" }), was)).toEqual(["unknown"]);
    expect(told(reads({ default: true }), { flags: {} }, was)).toEqual([]);
  });

  test("with targeting may have been served as any of its variants", () => {
    const targeting = { if: [{ "==": [{ var: "a" }, "b"] }, "on"] };
    const [mostlyOff, off] = [
      flagd({ defaultVariant: "off", targeting }),
      flagd({ defaultVariant: "off", targeting: {} }),
    ];
    expect(told(reads(), { flags: {} }, { builtAgainst: mostlyOff })).toEqual(["breaking"]);
    expect(told(reads(), { flags: {} }, { builtAgainst: off })).toEqual([]);
  });

  test("that is off is served", () => {
    expect(told(reads(), flagd({ defaultVariant: "off" }), { builtAgainst: flagd({}) })).toEqual([]);
  });

  test("whose targeting may decide nothing is unknown", () => {
    const targeting = { if: [{ "==": [{ var: "a" }, "b"] }, "on"] };
    const loose = flagd({ defaultVariant: null, targeting });
    expect(told(reads(), loose, { builtAgainst: flagd({}) })).toEqual(["unknown"]);
    expect(told(reads(), loose, { builtAgainst: loose })).toEqual([]);
    expect(told(reads(), { flags: {} }, { builtAgainst: loose })).toEqual(["breaking"]);
    expect(told(reads(), flagd({ targeting }), { builtAgainst: flagd({}) })).toEqual([]);
    expect(told(reads(), flagd({ defaultVariant: null }), { builtAgainst: flagd({}) })).toEqual(["breaking"]);
  });
});
