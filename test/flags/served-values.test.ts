import { flagContracts } from "@crossfade/contracts";
import { compileFlags } from "@crossfade/flags/evaluate";
import { definitionsOf, parseFeatures } from "@crossfade/flags/file";
import { expect, test } from "vitest";
import { type Dice, dice } from "../support/random-value.ts";

/** A feature of the plain file or of what grew from it, well-formed. */
function randomFeature(throws: Dice): object {
  const one = <T>(of: readonly T[]) => of[Math.floor(throws() * of.length)] as T;
  const maybe = (share: number, more: () => object) => (throws() < share ? more() : {});
  const name = () => one(["on", "off"]);
  const rule = () => ({
    ...maybe(0.7, () => ({ when: { country: one(["SK", "CZ"]) } })),
    ...maybe(0.2, () => ({ ring: 1 })),
    ...(throws() < 0.6 ? { serve: name() } : { split: { on: 30, off: 70 } }),
  });
  const share = maybe(0.6, () => ({ rollout_percentage: one([0, 100, 50, 12.5]) }));
  return {
    enabled: throws() < 0.85,
    ...share,
    ...maybe(0.2, () => ({ variants: { on: false, off: true } })),
    ...maybe(0.2, () => ({ off: name() })),
    ...maybe(0.2, () => ({ default: name() })),
    ...maybe(0.2, () => ({ clients: { web: ">=2" } })),
    ...maybe(0.2, () => ({ needs: { services: { billing: ">=1" } } })),
    ...maybe(0.2, () => ({ schedule: { not_before: one(["2001-01-01", "2100-01-01"]) } })),
    ...maybe(0.2, () => ({ segments: ["staff"] })),
    ...maybe(0.1, () => ({ ring: 2 })),
    ...maybe(0.4, () => ({ rules: Array.from({ length: 1 + Math.floor(throws() * 2) }, rule) })),
    ...maybe(0.2, () => ({ overrides: { "user-1": name() } })),
    ...maybe(0.1, () => ({ lifecycle: "active", owner: "team" })),
  };
}

const contexts = Array.from({ length: 60 }, (_, at) => ({
  ...(at % 10 === 0 ? {} : { targetingKey: `user-${at}` }),
  ...(at % 3 === 0 ? { country: "SK" } : {}),
  ...(at % 4 === 0 ? { client: "web", clientVersion: "2.0.0" } : {}),
  ...(at % 5 === 0 ? { ring: at % 4, staff: true } : {}),
  ...(at % 2 === 0 ? { crossfade: { live: { billing: "1.2.0" } } } : {}),
}));

/** The values that contracts take for possible. */
function expectedOf(text: string): readonly unknown[] {
  const reading = flagContracts.read("f", { read: () => text, list: () => ["f"] }, "receiver");
  if (reading.kind !== "contract") throw new Error(JSON.stringify(reading.problems));
  const { serves } = reading.contract as unknown as {
    serves: Map<string, { values?: readonly unknown[]; answers: string }>;
  };
  expect(serves.get("f")?.answers).toBe("always");
  return serves.get("f")?.values ?? [];
}

const seed = Number(process.env.FLAGS_SEED ?? process.hrtime.bigint() % 1_000_003n);

function expectHeld(file: object): void {
  const text = JSON.stringify(file);
  const parsed = parseFeatures(text, "f");
  if (!parsed.ok) throw new Error(`${text}\n${JSON.stringify(parsed.complaints)}`);
  const flags = compileFlags(definitionsOf(parsed.file), { clock: () => 1_700_000_000 });
  const possible = expectedOf(text);
  for (const context of contexts) expect(possible, text).toContain(flags.resolve("f", context).value);
}

test(`no feature serves what its contract does not expect (FLAGS_SEED=${seed})`, () => {
  let narrow = 0;
  for (let at = 0; at < 400; at++) {
    const file = { features: { f: randomFeature(dice(seed + at)) }, segments: { staff: { staff: true } } };
    expectHeld(file);
    if (expectedOf(JSON.stringify(file)).length === 1) narrow++;
  }
  expect(narrow).toBeGreaterThan(40);
});

test("who has no targeting key gets `off`, also where the default is another variant", () => {
  expectHeld({ features: { f: { enabled: true, rollout_percentage: 50, default: "on" } } });
});

test("a flag in flagd's own words has the variants that it says", () => {
  const flagd = { state: "ENABLED", variants: { small: 1, big: 2 }, defaultVariant: "small" };
  expectHeld({ features: { f: { flagd } } });
});
