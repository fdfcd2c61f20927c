import { type Kind, liveVersions } from "@crossfade/core";
import { expect, test } from "vitest";
import { PerformedRelease } from "../../../../test/support/performed-release.ts";

/** What is there after 2.0.0 has been activated where 1.0.0, and a forgotten 1.5.0, were there before. */
async function leftBy(kind: Kind, replaces?: string): Promise<readonly string[]> {
  const release = new PerformedRelease();
  const { api } = release.spec.transitions;
  if (api === undefined) throw new TypeError("api moves");
  release.spec = { ...release.spec, transitions: { api: { ...api, kind, by: "deployer" } } };
  for (const label of ["1.0.0", "1.5.0"])
    await release.facts.record("production", "ci", [{ kind: "started", component: "api", label }]);
  await release.deed("start api@2.0.0", 0, {
    kind: "activate",
    component: "api",
    version: "2.0.0",
    ...(replaces === undefined ? {} : { replaces }),
  });
  return liveVersions(await release.facts.facts("production")).map(({ label }) => label);
}

test("a schema that is applied is the only one that is there, also where a step was lost half-way", async () => {
  expect(await leftBy("schema", "1.0.0")).toEqual(["2.0.0"]);
  expect(await leftBy("schema")).toEqual(["2.0.0"]);
});

test("a worker that takes over leaves the others where they are", async () => {
  expect(await leftBy("worker")).toEqual(["1.0.0", "1.5.0", "2.0.0"]);
});
