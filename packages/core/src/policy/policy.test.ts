import { describe, expect, test } from "vitest";
import { type Approval, missingApprovals } from "./approvals.ts";
import { isSameCalendar, windowAt } from "./windows.ts";

const yes = (by: string, role: string, change: Partial<Approval> = {}): Approval => ({
  by,
  role,
  planHash: "plan",
  atMs: 0,
  expiresMs: 100,
  ...change,
});
const rules = [
  { role: "engineering", count: 2 },
  { role: "product", count: 1 },
];
const missing = (...approvals: Approval[]) =>
  missingApprovals(rules, approvals, { planHash: "plan", nowMs: 50 });

describe("approvals", () => {
  test("are missing until enough people of each role have said yes", () => {
    expect(missing()).toEqual([
      { role: "engineering", missing: 2 },
      { role: "product", missing: 1 },
    ]);
    expect(missing(yes("ada", "engineering"), yes("bo", "engineering"), yes("cy", "product"))).toEqual([]);
  });

  test("count once per person, however often and in how many roles", () => {
    const twice = missing(yes("ada", "engineering"), yes("ada", "engineering"), yes("ada", "product"));
    expect(twice.reduce((sum, each) => sum + each.missing, 0)).toBe(2);
  });

  test("count where a person helps most: whoever came first does not block a role that only they have", () => {
    const approvals = [yes("ada", "engineering"), yes("ada", "product"), yes("bo", "engineering")];
    expect(missing(...approvals, yes("cy", "engineering"))).toEqual([]);
  });

  test("of another plan, or expired, do not count", () => {
    expect(missing(yes("cy", "product", { planHash: "other" }))).toContainEqual({
      role: "product",
      missing: 1,
    });
    expect(missing(yes("cy", "product", { expiresMs: 50 }))).toContainEqual({ role: "product", missing: 1 });
    expect(missing(yes("cy", "product", { expiresMs: 51 }))).not.toContainEqual({
      role: "product",
      missing: 1,
    });
  });
});

describe("a release window", () => {
  const windows = [
    { fromMs: 100, toMs: 200 },
    { fromMs: 300, toMs: 400 },
  ];
  const freezes = [{ fromMs: 150, toMs: 320, why: "the campaign" }];

  test("is open from its first moment, up to and without its last", () => {
    expect(windowAt({ windows, freezes: [] }, 100)).toEqual({ open: true });
    expect(windowAt({ windows, freezes: [] }, 199)).toEqual({ open: true });
    expect(windowAt({ windows, freezes: [] }, 200)).toMatchObject({ open: false, opensAtMs: 300 });
  });

  test("is closed by a freeze, and opens when both allow it", () => {
    expect(windowAt({ windows, freezes }, 160)).toEqual({ open: false, why: "the campaign", opensAtMs: 320 });
  });

  test("is not said to open where nothing is known to open it", () => {
    expect(windowAt({ windows, freezes: [] }, 400)).toEqual({
      open: false,
      why: "no release window is open",
    });
    expect(windowAt({ freezes: [] }, 400)).toEqual({ open: true });
  });

  test("is the same as another that opens and closes alike, from now on and as far as one looks", () => {
    const cut = [
      { fromMs: 120, toMs: 200 },
      { fromMs: 300, toMs: 400 },
      { fromMs: 500, toMs: 600 },
    ];
    const isSame = (fromMs: number, toMs: number) =>
      isSameCalendar({ windows, freezes: [] }, { windows: cut, freezes: [] }, { fromMs, toMs });
    expect([isSame(130, 500), isSame(130, 501), isSame(110, 500)]).toEqual([true, false, false]);
    expect(isSameCalendar({ freezes }, { freezes: freezes.map((each) => ({ ...each, why: "hail" })) })).toBe(
      false,
    );
    expect(isSameCalendar({ freezes }, { freezes: [] }, { fromMs: 0, toMs: 1e15 })).toBe(false);
    expect(isSameCalendar({ freezes }, { freezes: [] }, { fromMs: 320, toMs: 1e15 })).toBe(true);
  });
});
