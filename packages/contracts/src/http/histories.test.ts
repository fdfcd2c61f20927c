import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Claim } from "@crossfade/core";
import { expect, test } from "vitest";
import { judge } from "../../../../test/support/independent-validator.ts";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import type { Contract } from "../contract.ts";
import { httpContracts } from "./http-contracts.ts";

interface Manifest {
  versions: { file?: string; entry?: string }[];
}

function versionsOf(folder: string): Contract[] {
  const { versions } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;
  return versions.map(({ file, entry }) => {
    const path = join(folder, file ?? entry ?? "");
    const read = (name: string) => {
      const full = join(dirname(path), name);
      return existsSync(full) ? readFileSync(full, "utf8") : undefined;
    };
    const reading = httpContracts.read(path.slice(dirname(path).length + 1), { read, list: () => [] });
    if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
    return reading.contract;
  });
}

function isConfirmed({ dialect, value, sent, accepted }: Claim): boolean {
  const kind = (schema: unknown) => judge({ dialect, schema, value }).kind;
  return kind(sent) === "valid" && kind(accepted) === "invalid";
}

describeWithFixture("openapi-histories", (root) => {
  test.each([
    ["dialogporten", { breaking: [40, 60], unknownShare: 0 }],
    ["blockfrost", { breaking: [3, 3], unknownShare: 0 }],
    ["digitalocean", { breaking: [140, 200], unknownShare: 0.025 }],
  ] as const)(
    "every step of %s is compared both ways, nearly everything decided, every counterexample confirmed",
    (name, bounds) => {
      const versions = versionsOf(join(root, name));
      let [breaking, unknown, operations, unconfirmed] = [0, 0, 0, 0];
      const begun = performance.now();
      const observations = versions.slice(1).flatMap((newer, index) => {
        const older = versions[index] as Contract;
        operations += httpContracts.summary(older).operations + httpContracts.summary(newer).operations;
        return [
          ...httpContracts.compare(older, newer, httpContracts.defaults),
          ...httpContracts.compare(newer, older, httpContracts.defaults),
        ];
      });
      const elapsedMs = performance.now() - begun;
      for (const each of observations) {
        const { outcome, claim } = each;
        if (outcome === "breaking") breaking++;
        if (outcome === "unknown") unknown++;
        // Compiling each claim takes longer than all comparisons: every third is confirmed here, all in analysis.
        if (claim && observations.indexOf(each) % 3 === 0 && !isConfirmed(claim)) unconfirmed++;
      }
      expect(unconfirmed).toBe(0);
      expect(breaking).toBeGreaterThanOrEqual(bounds.breaking[0]);
      expect(breaking).toBeLessThanOrEqual(bounds.breaking[1]);
      expect(unknown / operations).toBeLessThanOrEqual(bounds.unknownShare);
      expect(elapsedMs).toBeLessThan(10_000);
      for (const version of versions)
        expect(
          httpContracts
            .compare(version, version, httpContracts.defaults)
            .filter((each) => each.outcome !== "notice"),
        ).toEqual([]);
    },
  );

  test("the enum that dialogporten renamed breaks both ways, and so says every finding about it", () => {
    const [, , third, fourth] = versionsOf(join(root, "dialogporten"));
    const found = httpContracts.compare(third as Contract, fourth as Contract, httpContracts.defaults);
    expect(found.map(({ ruleId }) => ruleId)).toContain("http/response-enum");
    expect(
      found.find(({ operation }) => operation === "GET /api/v1/enduser/dialogs/{dialogId}"),
    ).toMatchObject({
      outcome: "breaking",
      direction: "response",
      claim: { value: { status: "NotApplicable" }, at: "/status" },
    });
  });
});
