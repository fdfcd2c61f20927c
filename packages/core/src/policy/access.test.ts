import { describe, expect, test } from "vitest";
import { type Grant, may, permissions, roles } from "./access.ts";

const allowed = (...grants: readonly Grant[]) => permissions.filter((each) => may(grants, each));

describe("a role", () => {
  test.each([
    ["viewer", ["read", "evaluate"]],
    ["reporter", ["report"]],
    ["deployer", ["read", "report", "publish", "deploy", "release"]],
    ["approver", ["read", "release", "approve", "override"]],
    ["flag-client", ["evaluate"]],
    ["flag-editor", ["read", "evaluate", "flags"]],
    ["admin", permissions],
  ] as const)("%s may %j, and nothing else", (role, expected) => {
    expect(allowed({ role })).toEqual(expected);
  });

  test("gives nothing to whoever has none", () => {
    expect(allowed()).toEqual([]);
  });
});

describe("a scope", () => {
  test.each(roles)("keeps a %s in its environment", (role) => {
    const grants: readonly Grant[] = [{ role, environments: ["staging"], approves: ["product"] }];
    for (const permission of permissions)
      expect(may(grants, permission, { environment: "production" })).toBe(false);
  });

  test("of components has to cover every one that is touched, by one grant", () => {
    const grants: readonly Grant[] = [
      { role: "deployer", components: ["api"] },
      { role: "deployer", components: ["web"] },
    ];
    expect(may(grants, "release", { components: ["api"] })).toBe(true);
    expect(may(grants, "release", { components: ["api", "web"] })).toBe(false);
  });

  test("does not widen by another grant's role: where and what come from the same one", () => {
    const grants: readonly Grant[] = [
      { role: "deployer", environments: ["staging"] },
      { role: "viewer", environments: ["production"] },
    ];
    expect(may(grants, "release", { environment: "production" })).toBe(false);
  });
});

test("an approver speaks for the roles that are named, an admin for every one", () => {
  const product = { approves: "product" };
  expect(may([{ role: "approver", approves: ["product"] }], "approve", product)).toBe(true);
  expect(may([{ role: "approver", approves: ["legal"] }], "approve", product)).toBe(false);
  expect(may([{ role: "approver" }], "approve", product)).toBe(false);
  expect(may([{ role: "admin" }], "approve", product)).toBe(true);
});

test("an admin of one place does not administer: a token made there would hold everywhere", () => {
  expect(may([{ role: "admin", environments: ["staging"] }], "administer")).toBe(false);
  expect(may([{ role: "admin", components: ["api"] }], "administer")).toBe(false);
  expect(may([{ role: "admin", environments: ["staging"] }], "release", { environment: "staging" })).toBe(
    true,
  );
});
