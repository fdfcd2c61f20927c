import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { contractKinds, type RuleInfo } from "@crossfade/contracts";
import { expect, test } from "vitest";
import { headings } from "./headings.ts";
import { filesBelow } from "./sources.ts";

const known: readonly RuleInfo[] = Object.values(contractKinds).flatMap(({ rules }) => rules);

/** One file per rule: packages/contracts/src/KIND/rules/NAME.ts. */
const files = Object.keys(contractKinds).flatMap((kind) =>
  filesBelow(`packages/contracts/src/${kind}/rules`, ".ts")
    .filter((path) => !path.endsWith(".test.ts"))
    .map((path) => ({ path, id: `${kind}/${basename(path, ".ts")}` })),
);

/** What is wrong between rules and their mirrors. Forgetting a direction is the worst mistake a rule set can make. */
function asymmetries(rules: readonly RuleInfo[]): readonly string[] {
  return rules.flatMap(({ id, mirror }) => {
    const looking = rules.filter((each) => each.mirror === id && each.id !== id).map((each) => each.id);
    if (typeof mirror !== "string") {
      if (mirror.waived.trim() === "") return [`${id} waives its mirror without a reason`];
      return looking.map((other) => `${id} waives its mirror, but ${other} is one: the waiver is stale`);
    }
    const other = rules.find((each) => each.id === mirror);
    if (other === undefined) return [`${id} names ${mirror} as its mirror, which is no rule`];
    return other.mirror === id ? [] : [`${id} names ${mirror} as its mirror, but not the reverse`];
  });
}

test("there are rules", () => {
  expect(files.length).toBeGreaterThan(0);
  expect(known.length).toBeGreaterThan(0);
});

test("every rule sees the other direction too, or says why there is none", () => {
  expect(asymmetries(known)).toEqual([]);
});

test("every file of a rule holds the rule of its name, and its kind applies it", async () => {
  const held = await Promise.all(
    files.map(async ({ path, id }) => {
      const { rule } = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { rule?: RuleInfo };
      return { path, id, held: rule?.id };
    }),
  );
  expect(held.filter((each) => each.held !== each.id)).toEqual([]);
  expect(known.map(({ id }) => id).sort()).toEqual(files.map(({ id }) => id).sort());
});

test("every rule has a test beside it", () => {
  expect(
    files.map(({ path }) => path.replace(/\.ts$/, ".test.ts")).filter((path) => !existsSync(path)),
  ).toEqual([]);
});

test("docs/reference/rules.md explains every rule, and no other", () => {
  const documented = headings(readFileSync("docs/reference/rules.md", "utf8"), /^[a-z]+\/[a-z-]+$/);
  expect(documented.toSorted()).toEqual(known.map(({ id }) => id).sort());
});

test("a rule without its mirror, or with a stale waiver, is named", () => {
  const rule = (id: string, mirror: RuleInfo["mirror"]) => ({ id, mirror, title: "", explanation: "" });
  expect(asymmetries([rule("a", "b"), rule("b", "a"), rule("c", "c"), rule("d", { waived: "why" })])).toEqual(
    [],
  );
  expect(asymmetries([rule("a", "b")])).toEqual(["a names b as its mirror, which is no rule"]);
  expect(asymmetries([rule("a", "b"), rule("b", "b")])).toEqual([
    "a names b as its mirror, but not the reverse",
  ]);
  expect(asymmetries([rule("a", { waived: " " })])).toEqual(["a waives its mirror without a reason"]);
  expect(asymmetries([rule("a", "b"), rule("b", { waived: "why" })])).toContain(
    "b waives its mirror, but a is one: the waiver is stale",
  );
});
