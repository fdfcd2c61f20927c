import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { dice } from "../../../../test/support/random-value.ts";
import { compileFlags } from "../evaluate/index.ts";
import { versionRange } from "./index.ts";

const semver = createRequire(import.meta.url)("semver") as {
  satisfies(version: string, range: string): boolean;
  validRange(range: string): string | null;
};

/** As flagd would evaluate it. */
function satisfies(version: string, range: string): boolean | undefined {
  const alternatives = versionRange(range);
  if (!alternatives) return undefined;
  const test = {
    or: alternatives.map((comparators) => ({
      and: [true, ...comparators.map((each) => ({ sem_ver: [{ var: "v" }, each.operator, each.version] }))],
    })),
  };
  const flag = {
    state: "ENABLED",
    variants: { on: true, off: false },
    defaultVariant: "off",
    targeting: { if: [test, "on"] },
  };
  return compileFlags({ flags: { f: flag } }, { clock: () => 0 }).value("f", false, { v: version });
}

describe("a range means what it means to npm", () => {
  test.each([
    ["^1.2.3", "1.9.0", true],
    ["^1.2.3", "1.2.2", false],
    ["^1.2.3", "2.0.0-rc.1", false],
    ["^0.2.3", "0.3.0", false],
    ["^0.0.3", "0.0.4", false],
    ["^0.0", "0.0.9", true],
    ["~1.2", "1.2.9", true],
    ["~1.2", "1.3.0", false],
    ["1.x || >=2.4", "2.3.9", false],
    ["1.2.3 - 2.3", "2.3.9", true],
    ["1.2.3 - 2.3", "2.4.0", false],
    ["> 1.2", "1.2.9", false],
    [">=2.3.0 <3", "2.99.99", true],
    ["*", "0.0.0", true],
    ["<*", "0.0.0", false],
    ["=1.2.3", "1.2.3", true],
    ["v1.2", "1.2.7", true],
    [">=1.0.0-beta.2", "1.0.0-beta.10", true],
  ])("%s and %s: %s", (range, version, wanted) => {
    expect(satisfies(version, range)).toBe(wanted);
    if (!version.includes("-") || range.includes("-beta"))
      expect(semver.satisfies(version, range)).toBe(wanted);
  });

  const seed = Number(process.env.FLAGS_SEED ?? process.hrtime.bigint() % 1_000_003n);
  test(`3,000 random ranges and versions (FLAGS_SEED=${seed})`, () => {
    const throws = dice(seed);
    const one = <T>(of: readonly T[]) => of[Math.floor(throws() * of.length)] as T;
    const number = () => one(["0", "1", "2", "3", "10", "x", "*"]);
    const partial = () =>
      one([`${number()}`, `${number()}.${number()}`, `${number()}.${number()}.${number()}`]);
    const plain = () => one(["0", "1", "2", "3", "10"]);
    const simple = () => `${one(["", ">=", ">", "<", "<=", "=", "^", "~", ">= ", "~ "])}${partial()}`;
    for (let at = 0; at < 3_000; at++) {
      const range = one([
        simple(),
        `${simple()} ${simple()}`,
        `${simple()} || ${simple()}`,
        `${partial()} - ${partial()}`,
      ]);
      const version = `${plain()}.${plain()}.${plain()}`;
      expect(semver.validRange(range), range).not.toBeNull();
      expect(satisfies(version, range), `${version} in ${range}`).toBe(semver.satisfies(version, range));
    }
  });
});

test.each([
  "newest",
  "1.2.3.4",
  ">=",
  ">1 <",
  "01.2",
  "1.2-beta",
  "^^1",
  "1.2.3-01",
  "1 - 2 - 3",
  "| 1",
  "1 ||",
  "",
])("%s is no range", (range) => {
  expect(versionRange(range)).toBeUndefined();
});
