import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { nodes, parse, type Source } from "./sources.ts";

interface Owners {
  /** Issues whose work is done. */
  readonly delivered: readonly number[];
  /** Every need with the issues that each own a part of it; `later`: no open issue does, so it is not to be built now. */
  readonly needs: Readonly<
    Record<string, { readonly need: string; readonly owners: readonly number[] | "later" }>
  >;
}

const folder = "test/needs";
const owners = JSON.parse(readFileSync(`${folder}/owners.json`, "utf8")) as Owners;
const tests: readonly Source[] = readdirSync(folder)
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => ({ path: `${folder}/${file}`, text: readFileSync(`${folder}/${file}`, "utf8") }));

/** "N31" of test/needs/N31-both-directions.test.ts. */
const needOf = ({ path }: Source) => path.slice(folder.length + 1).match(/^(N\d\d)-/)?.[1];

/** Whether a test file holds a test that expects something and is not skipped. */
function asserts(source: Source): boolean {
  return [...nodes(parse(source))].some((node) => {
    if (!ts.isCallExpression(node) || !/^(test|it)(\.each\(.*\))?$/s.test(node.expression.getText()))
      return false;
    return [...nodes(node)].some(
      (inner) => ts.isCallExpression(inner) && inner.expression.getText() === "expect",
    );
  });
}

/** A need is delivered when its last owner is. */
function unproven({ delivered, needs }: Owners, written: readonly Source[]): readonly string[] {
  return Object.entries(needs)
    .filter(([, { owners }]) => owners !== "later" && owners.every((issue) => delivered.includes(issue)))
    .filter(([id]) => !written.some((source) => needOf(source) === id && asserts(source)))
    .map(([id, { need }]) => `${id} is delivered, but no ${folder}/${id}-*.test.ts shows: ${need}`);
}

test("every delivered need has a test that shows it", () => {
  expect(unproven(owners, tests)).toEqual([]);
});

test("every need is listed once, in order, each with an owner or for later", () => {
  const ids = Object.keys(owners.needs);
  expect(ids).toEqual([...ids].sort());
  expect(ids).toHaveLength(38);
  for (const [id, { owners: issues }] of Object.entries(owners.needs)) {
    expect(id).toMatch(/^N\d\d$/);
    expect(issues, id).not.toEqual([]);
  }
});

test("every test of a need names a need that exists and that may be built", () => {
  const strays = tests.filter((source) => {
    const id = needOf(source);
    return id === undefined || owners.needs[id] === undefined || owners.needs[id].owners === "later";
  });
  expect(strays.map(({ path }) => path)).toEqual([]);
});

test("a need that is delivered and not shown is named", () => {
  const needs = {
    N31: { need: "both directions", owners: [2, 3] },
    N38: { need: "debt", owners: "later" as const },
  };
  const named = ["N31 is delivered, but no test/needs/N31-*.test.ts shows: both directions"];
  const written = (text: string) => [{ path: "test/needs/N31-both.test.ts", text }];

  expect(unproven({ delivered: [2], needs }, [])).toEqual([]);
  expect(unproven({ delivered: [2, 3], needs }, [])).toEqual(named);
  expect(unproven({ delivered: [2, 3], needs }, written('test("x", () => { expect(1).toBe(1); });'))).toEqual(
    [],
  );
  for (const empty of [
    'test("x", () => {});',
    "// test(() => expect(1))",
    'test.skip("x", () => { expect(1).toBe(1); });',
    'test.todo("x");',
  ])
    expect(unproven({ delivered: [2, 3], needs }, written(empty)), empty).toEqual(named);
});
