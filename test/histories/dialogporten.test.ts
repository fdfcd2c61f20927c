import type { Observation } from "@crossfade/core";
import { expect, test } from "vitest";
import { judge } from "../support/independent-validator.ts";
import { describeWithFixture } from "../support/require-or-skip.ts";
import { apiHistory, meetingsOf, met } from "./history.ts";

/** Its maintainers mark the commits that break clients: `feat(breaking): …`. Each of their marks, one by one. */
describeWithFixture("openapi-histories", (root) => {
  const history = apiHistory(root, "dialogporten");
  const { releases, kind, name } = history;
  const forth = meetingsOf(history).filter(({ way }) => way === "forth");

  /** What breaks for a client built against one version when it meets the server of another. */
  const breaks = (client: number, server: number): readonly Observation[] => {
    const [old, young] = [releases[client - 1], releases[server - 1]];
    if (!old || !young) throw new Error("no such version");
    return met(name, kind, old, young, "forth").observations.filter(({ outcome }) => outcome === "breaking");
  };
  const told = (found: readonly Observation[], ruleId: string) =>
    found.filter((each) => each.ruleId === ruleId).map(({ operation, claim }) => [operation, claim?.value]);
  const confirmed = (found: readonly Observation[]) =>
    found.every(({ claim }) => {
      const kindOf = (schema: unknown) =>
        claim && judge({ dialect: claim.dialect, schema, value: claim.value }).kind;
      return kindOf(claim?.sent) === "valid" && kindOf(claim?.accepted) === "invalid";
    });

  test("old clients break at the versions that are marked as breaking, and at no others", () => {
    const marked = releases
      .filter(({ subject }) => subject.startsWith("feat(breaking)"))
      .map((each) => each.name);
    const found = forth.filter(({ observations }) =>
      observations.some(({ outcome }) => outcome === "breaking"),
    );
    expect(marked).toEqual(["4", "5", "6"]);
    expect(found.map(({ pair }) => pair)).toEqual(marked.map((each) => `${Number(each) - 1}>${each}`));
  });

  test("4, Rename DialogStatus values: the old words are refused, the new ones are not understood", () => {
    const found = breaks(3, 4);
    expect(confirmed(found)).toBe(true);
    expect(told(found, "http/request-enum")).toContainEqual([
      "POST /api/v1/serviceowner/dialogs",
      { status: "New" },
    ]);
    expect(told(found, "http/response-enum")).toContainEqual([
      "GET /api/v1/enduser/dialogs/{dialogId}",
      { status: "NotApplicable" },
    ]);
  });

  test("5, Bulk system label support: the one label became a list, and the server takes no other field", () => {
    const found = breaks(4, 5);
    expect(confirmed(found)).toBe(true);
    expect(told(found, "http/request-field-unexpected")).toEqual([
      ["PUT /api/v1/enduser/dialogs/{dialogId}/context/systemlabels", { label: "Default" }],
    ]);
  });

  test("6, Remove summary requirement: answers hold null where old clients read a text", () => {
    const found = breaks(5, 6);
    expect(confirmed(found)).toBe(true);
    expect(found).toHaveLength(10);
    expect(new Set(found.map(({ ruleId, claim }) => `${ruleId} ${claim?.at.replace(/^.*\//, "")}`))).toEqual(
      new Set(["http/response-type summary"]),
    );
  });

  test("7, the revert of 4: old words are taken again, but answers still hold the new ones", () => {
    expect(told(breaks(3, 6), "http/request-enum").length).toBeGreaterThan(0);
    const found = breaks(3, 7);
    const bodies = found.filter(
      ({ ruleId, claim }) => ruleId === "http/request-enum" && claim?.at === "/status",
    );
    expect(bodies).toEqual([]);
    expect(told(found, "http/response-enum").length).toBeGreaterThan(0);
  });
});
