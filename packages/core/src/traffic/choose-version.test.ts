import { expect, test } from "vitest";
import { chooseVersion } from "./choose-version.ts";
import { withDeclaredVersions } from "./declared-versions.ts";
import type { ComponentTraffic, VersionStage } from "./router-state.ts";
import { pinUsers, setWeight } from "./traffic-change.ts";

const declared = withDeclaredVersions(undefined, {
  router: "edge",
  salt: "r1",
  components: [
    {
      component: "api",
      versions: ["1.0.0", "2.0.0", "3.0.0"].map((label) => ({ label, urls: ["http://127.0.0.1:9001"] })),
    },
  ],
});
const state = pinUsers(
  setWeight(declared, { component: "api", label: "2.0.0", weight: 500 }),
  { component: "api", label: "2.0.0" },
  ["u-17"],
);
const traffic = state.components.api as ComponentTraffic;
const staged = (stage: VersionStage): ComponentTraffic => ({
  ...traffic,
  versions: traffic.versions.map((version) => (version.label === "3.0.0" ? { ...version, stage } : version)),
});
const anybody = { userKey: "u-1", bucket: 700 };

test("a bucket below the weight gets the candidate, one at the weight the old version", () => {
  expect(chooseVersion(traffic, { userKey: "u-1", bucket: 499 })?.label).toBe("2.0.0");
  expect(chooseVersion(traffic, { userKey: "u-1", bucket: 500 })).toEqual({
    label: "1.0.0",
    by: { kind: "bucket", bucket: 500, segment: { from: 500, to: 10_000, label: "1.0.0" } },
  });
});

test("a pinned user gets the pinned version whatever the bucket", () => {
  expect(chooseVersion(traffic, { userKey: "u-17", bucket: 700 })).toEqual({
    label: "2.0.0",
    by: { kind: "user-pin" },
  });
  expect(chooseVersion(traffic, { userKey: "constructor", bucket: 700 })?.by.kind).toBe("bucket");
});

test.each([
  ["candidate", "tester", true],
  ["active", "tester", true],
  ["draining", "tester", true],
  ["closing", "tester", false],
  ["blocked", "tester", false],
  ["candidate", "affinity", false],
  ["active", "affinity", true],
  ["draining", "affinity", true],
  ["closing", "affinity", false],
  ["blocked", "affinity", false],
] as const)("a version that is %s is reached by a pin of kind %s: %s", (stage, kind, isReached) => {
  const choice = chooseVersion(staged(stage), { ...anybody, [kind]: "3.0.0" });
  expect(choice?.label).toBe(isReached ? "3.0.0" : "1.0.0");
  expect(choice?.refusedPin).toBe(isReached ? undefined : "3.0.0");
});

test("a page that is loaded anew gets what is current, not what the page before it was made for", () => {
  const choice = chooseVersion(traffic, { ...anybody, affinity: "2.0.0", document: true });
  expect(choice).toMatchObject({ label: "1.0.0", by: { kind: "bucket" } });
  expect(choice).not.toHaveProperty("refusedPin");
});

test("a tester's pin comes before affinity, affinity before a user's pin", () => {
  const asked = { userKey: "u-17", bucket: 700, affinity: "1.0.0" };
  expect(chooseVersion(traffic, asked)?.label).toBe("1.0.0");
  expect(chooseVersion(traffic, { ...asked, tester: "3.0.0" })?.label).toBe("3.0.0");
});
