import { expect, test } from "vitest";
import { Story } from "../../../../test/support/story.ts";
import { withFewestPauses } from "./pauses.ts";

/** A schema that passes through these states between 0 and 1, and an api that moves with it. */
function pausesOf(states: readonly string[], ...breaking: string[]): readonly string[] {
  const { system, verdicts } = new Story()
    .part("api", "service")
    .part("db", "schema", { versions: ["0", ...states, "1"] })
    .link("api -> db", { medium: "schema" })
    .breaks(...breaking.map((each) => `api@${each[0]} -> db@${each.slice(2)}`))
    .tell();
  const fewest = withFewestPauses(system, verdicts, new Map([["db", states]]));
  return fewest.components.find(({ id }) => id === "db")?.chain.slice(1, -1) ?? [];
}

test("migrations that only add are one step", () => {
  expect(pausesOf(["add a", "add b"], "1 0", "1 add a")).toEqual([]);
});

test("a column that is added, used and dropped needs one pause in between", () => {
  expect(pausesOf(["add", "fill"], "1 0", "0 1")).toEqual(["fill"]);
});

test("the pause comes after the last addition that the new version needs", () => {
  expect(pausesOf(["add a", "add b", "drop a"], "1 0", "1 add a", "0 drop a", "0 1")).toEqual(["add b"]);
});

test("where no state suits both versions there is no pause that helps", () => {
  expect(pausesOf(["half"], "1 0", "0 half", "0 1")).toEqual([]);
});

test("a schema that must follow the code needs no pause", () => {
  expect(pausesOf(["drop a", "drop b"], "0 drop a", "0 drop b", "0 1")).toEqual([]);
});
