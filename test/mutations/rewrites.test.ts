import { expect, test } from "vitest";
import { dice } from "../support/random-value.ts";
import { describeWithFixture } from "../support/require-or-skip.ts";
import { settingsOf, told } from "./asking.ts";
import { slicesInBothVersions } from "./campaign.ts";
import { inYamlWithAnchors, rewrites } from "./rewrites.ts";
import { type Slice, specifications } from "./specification.ts";

/** Every so many-th operation; all of them in rewrites.long.test.ts. */
const step = Number(process.env.REWRITE_STEP ?? 40);

/** What is said in either direction and on any terms: nothing at all, if all is well. */
function saidOf({ document, method, path }: Slice, made: Slice["document"] | string): readonly string[] {
  return Object.values(settingsOf).flatMap((settings) =>
    [[document, made] as const, [made, document] as const].flatMap(([client, server]) =>
      told(client, server, settings).map(({ ruleId, why }) => `${method} ${path}: ${ruleId} ${why}`),
    ),
  );
}

describeWithFixture("openapi-histories", (root) => {
  const slices = slicesInBothVersions(root, specifications).filter(
    (_, index) => index % step === 0 || index % step === 1,
  );

  test.each(rewrites)("$name: the same in other words is no finding", ({ rewritten }) => {
    const roll = dice(1);
    const said = slices.flatMap((slice) => {
      const made = rewritten(slice, roll);
      return made === undefined ? [] : [saidOf(slice, made)];
    });
    expect(said.length).toBeGreaterThan(0);
    expect(said.flat()).toEqual([]);
  });

  test("YAML with anchors instead of JSON: the same in other words is no finding", () => {
    expect(slices.flatMap((slice) => saidOf(slice, inYamlWithAnchors(slice.document)))).toEqual([]);
  });
});
