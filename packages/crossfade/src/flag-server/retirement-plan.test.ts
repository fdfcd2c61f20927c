import { describe, expect, test } from "vitest";
import { conflictTexts } from "../../../../test/support/plan-text.ts";
import type { PublishedFlagReads } from "../wire/flag-reads.ts";
import { retirementSteps } from "../wire/flag-views.ts";
import type { AskedEntry } from "./asked-flags.ts";
import type { RetirementFacts } from "./retirement.ts";
import { retirementPlan } from "./retirement-plan.ts";
import { type RetirementRules, retirementRules } from "./retirement-system.ts";

const dayMs = 86_400_000;
const nowMs = 100 * dayMs;
const key = "dark";
/** What a version does: `off` and `on` are the defaults of a read. */
type Does = "off" | "on" | "unsure" | "none";

/** "web: 1 off, 2 on": the oldest first. `web` and `app` are clients. */
function told(text: string, more: Partial<RetirementFacts> = {}) {
  const components = text.split("; ").flatMap((part) => {
    const [id = "", versions = ""] = part.split(": ");
    const each = versions.split(", ").filter((version) => version !== "");
    return id === ""
      ? []
      : [{ id, isClient: id !== "api", versions: each.map((one) => read(id, one)).reverse() }];
  });
  const facts: RetirementFacts = {
    component: "flags",
    key,
    nowMs,
    feature: { lifecycle: "active" },
    final: { variant: "on", value: true },
    neededBy: [],
    components,
    live: [],
    asked: [{ askedSchema: 1, sinceMs: 0, entries: [] }],
    quietMs: 7 * dayMs,
    cutOff: 0,
    ...more,
  };
  return facts;
}

function read(component: string, text: string) {
  const [label = "", does] = text.split(" ") as [string, Does];
  const reads: PublishedFlagReads = {
    flagReadsSchema: 1,
    component,
    toldBy: "folder",
    sources: 1,
    folders: {},
    reads:
      does === "off" || does === "on"
        ? { [key]: { type: "boolean", defaults: [does === "on"], at: [] } }
        : {},
    uncertain: does === "unsure" ? [{ at: "a.ts:1:1", why: "the key is made while it runs" }] : [],
  };
  return { component, label, publishedMs: 0, reads };
}

function live(...versions: readonly string[]): RetirementFacts["live"] {
  return versions.map((id) => {
    const [component = "", label = ""] = id.split("@");
    return { component, label, phase: "released", endpoints: [], deployedMs: 0 };
  });
}

/** Questions for the flag itself, in the last day. */
function asked(counts: Readonly<Record<string, number>>): RetirementFacts["asked"] {
  const entries = Object.entries(counts).map(
    ([who, count]): AskedEntry => ({ key, who, firstMs: nowMs, lastMs: nowMs, days: { 100: count } }),
  );
  return [{ askedSchema: 1, sinceMs: 0, entries }];
}

/** The stage of each of the seven steps; – where there is nothing to do. */
function stages(facts: RetirementFacts, rules?: RetirementRules): string {
  const { steps } = retirementPlan(facts, rules);
  return retirementSteps.map((id) => steps.get(id)?.stage ?? "–").join(" ");
}

function waits(facts: RetirementFacts): readonly (readonly string[])[] {
  const { steps } = retirementPlan(facts);
  return retirementSteps.flatMap((id) => {
    const { waitsFor } = steps.get(id) ?? {};
    return waitsFor === undefined ? [] : [[id, ...waitsFor]];
  });
}

describe("the steps are stages of a plan, in the same order", () => {
  test.each([
    ["a client and a server that fall back to something else", "web: 1 off; api: 1 off", "1 2 3 4 4 5 6"],
    [
      "the same, with every version made",
      "web: 1 off, 2 on, 3 none; api: 1 off, 2 on, 3 none",
      "1 2 3 4 4 5 6",
    ],
    ["a client alone", "web: 1 off", "1 2 3 4 – 4 5"],
    ["a server alone", "api: 1 off", "1 2 – – 3 4 5"],
    ["nobody", "", "1 – – – – 2 3"],
    ["versions that never read it", "web: 1 none; api: 1 none", "1 – – – – 2 3"],
    ["code that falls back to the final value", "web: 1 on; api: 1 on", "1 – 2 3 3 4 5"],
    ["a client that was made without it at once", "web: 1 off, 2 none; api: 1 off", "1 2 2 3 3 4 5"],
    ["two clients", "web: 1 off; app: 1 on; api: 1 on", "1 2 3 4 4 5 6"],
    ["a client that may read it", "web: 1 unsure; api: 1 off", "1 2 3 4 4 5 6"],
  ])("for %s", (_, text, expected) => {
    expect(stages(told(text))).toBe(expected);
    expect(retirementPlan(told(text)).planning.kind).toBe("proven");
  });

  const histories = [
    ["", "1 off", "1 on", "1 unsure", "1 none"],
    ["1 off, 2 on", "1 off, 2 none", "1 on, 2 none", "1 unsure, 2 none", "1 none, 2 off"],
  ].flat();
  test.each([
    ["nothing", {}],
    ["the first versions", { live: live("web@1", "api@1") }],
    ["versions that were never published", { live: live("web@0", "api@0") }],
    ["nobody knows what", { live: undefined }],
    ["nothing, and strangers ask", { asked: asked({ "?": 3, "ios@5": 1, "web@1": 1 }) }],
    ["nothing, and a flag needs it", { neededBy: ["other"] }],
    ["nothing, and its final value is not known", { final: undefined }],
  ])("whatever was published, while %s is live", (_, more) => {
    for (const web of histories)
      for (const api of histories) {
        const { final, ...rest } = told(`web: ${web}; api: ${api}`, more as Partial<RetirementFacts>);
        const { steps, planning } = retirementPlan(final === undefined ? rest : { ...rest, final });
        const numbers = retirementSteps.flatMap((id) => steps.get(id)?.stage ?? []);
        expect([web, api, numbers]).toEqual([web, api, numbers.toSorted((one, other) => one - other)]);
        expect(planning.kind).not.toBe("impossible");
        expect(numbers.at(-1)).toBe(planning.kind === "impossible" ? 0 : planning.stages.length);
      }
  });

  test("for a hundred components", () => {
    const many = Array.from({ length: 100 }, (_, at) => `web${at}: 1 off, 2 on, 3 none`).join("; ");
    expect(stages(told(`${many}; api: 1 off, 2 on`))).toBe("1 2 3 4 4 5 6");
  });
});

describe("the order is the planner's: it follows from what must not meet", () => {
  const without = (id: string) => retirementRules.filter((each) => each.id !== id);
  const both = told("web: 1 off; api: 1 off");

  test.each([
    ["unpinned", "1 1 2 3 3 4 5"],
    ["switched", "1 2 3 4 3 4 5"],
    ["buried", "1 2 3 4 4 2 5"],
    ["deleted", "1 2 3 4 4 5 6"],
  ])("without the rule %s it is another, or another rule has said so", (id, expected) => {
    expect(stages(both, without(id))).toBe(expected);
  });

  test("without both rules of its end, the flag would be deleted while it is read", () => {
    const rules = without("buried").filter(({ id }) => id !== "deleted");
    expect(stages(both, rules)).toBe("1 2 3 4 4 2 3");
  });

  test("rules that contradict each other have no order, and it says which", () => {
    const rules: RetirementRules = [
      ...retirementRules,
      {
        id: "server-first",
        why: "",
        server: { client: ["none"], code: ["other", "final", "unsure"] },
      },
    ];
    const { planning, steps } = retirementPlan(both, rules);
    expect(conflictTexts(planning as never)).toEqual(["cycle: switched, server-first"]);
    expect(steps.size).toBe(0);
  });
});

describe("before a stage stands who has to be gone", () => {
  test("the versions that read it, each told of once", () => {
    expect(waits(told("web: 1 off; api: 1 on", { live: live("web@1", "api@1") }))).toEqual([
      ["code-default", "end flags@with dark > start web@with default true"],
      ["wait", "end web@1 > start api@without dark", "end web@with default true > start api@without dark"],
      ["tombstone", "gone api@1 > start flags@dark tombstone"],
    ]);
  });

  test("none where they are gone, or never were there", () => {
    const facts = told("web: 1 off, 2 on, 3 none; api: 1 on, 2 none", { feature: { lifecycle: "retiring" } });
    expect(waits(facts)).toEqual([]);
    expect(waits({ ...facts, live: live("web@2") })).toEqual([["wait", "end web@2 > start api@2"]]);
  });

  test("a server until its last process is gone, a client until it has ended and asks no more", () => {
    const facts = told("web: 1 off, 2 none; api: 1 on, 2 none", { feature: { lifecycle: "retiring" } });
    const ended = live("web@1", "api@1")?.map((each) => ({ ...each, phase: "ended" as const }));
    expect(waits({ ...facts, live: ended })).toEqual([
      ["tombstone", "gone api@1 > start flags@dark tombstone"],
    ]);
  });

  test("a flag that is said to be retiring, and serves no one value", () => {
    const { final: _, ...facts } = told("web: 1 off, 2 none", { feature: { lifecycle: "retiring" } });
    expect(waits(facts)).toEqual([["clients", "end flags@with dark > start web@2"]]);
  });

  test("a version of which it is not known whether it is gone", () => {
    const gone = told("web: 1 off, 2 none; api: 1 on, 2 none", { feature: { lifecycle: "retiring" } });
    expect(waits(gone)).toEqual([]);
    expect(waits({ ...gone, live: undefined }).flat()).toEqual(
      expect.arrayContaining(["end web@1 > start api@2", "gone api@1 > start flags@dark tombstone"]),
    );
    // A page that is open goes on asking: that is known only while questions are counted.
    expect(waits({ ...gone, asked: [] })).toEqual([["wait", "end web@1 > start api@2"]]);
    expect(waits({ ...gone, asked: [{ askedSchema: 1, sinceMs: nowMs - 1, entries: [] }] })).toEqual([
      ["wait", "end web@1 > start api@2"],
    ]);
  });

  test("a version from before the two that move", () => {
    expect(waits(told("web: 1 off, 2 off, 3 none", { live: live("web@1", "web@3") }))).toEqual([
      ["clients", "end flags@with dark > start web@3"],
      ["wait", "end web@1 > start flags@dark tombstone"],
    ]);
  });

  test("another flag that needs it", () => {
    expect(waits(told("", { neededBy: ["other"] }))).toEqual([
      ["tombstone", "gone flag other@that needs dark > start flags@dark tombstone"],
    ]);
  });

  test("whoever asks; below the cut-off nobody waits for them, until the flag is deleted", () => {
    const facts = told("web: 1 off, 2 none; api: 1 on, 2 none", {
      feature: { lifecycle: "retiring" },
      asked: asked({ "web@1": 1, "web@2": 199 }),
      live: live("web@2"),
    });
    const unknown = (cutOff: number) => waits({ ...facts, cutOff }).flat();
    expect(unknown(0)).toContain("end web@1 > start api@2");
    expect(unknown(0.6)).not.toContain("end web@1 > start api@2");
    expect(unknown(0.6)).toContain("end web@1 > start flags@without dark");
    // What runs is no matter of how often it asks.
    const running = { ...facts, live: live("web@1", "web@2"), cutOff: 0.6 };
    expect(waits(running).flat()).toContain("end web@1 > start api@2");
  });
});

describe("what is not known is kept apart as unknown, or said to be unknown", () => {
  const because = (facts: RetirementFacts) => {
    const { planning } = retirementPlan(facts);
    if (planning.kind === "impossible") throw new Error("no plan");
    return planning.plan.waits.filter(
      (each) => each.after === "start flags@without dark" && each.because.length > 0,
    );
  };

  test.each([
    ["a version that may read it", told("web: 1 unsure", { live: live("web@1") }), "end web@1"],
    ["a version that was never published", told("web: 1 none", { live: live("web@0") }), "end web@0"],
    ["nobody knows what is live", told("web: 1 none", { live: undefined }), "end web@not known"],
    [
      "nobody knows what is live of what was never published",
      told("web: ", { live: undefined }),
      "end web@not known",
    ],
    ["a stranger", told("", { asked: asked({ "ios@5": 1 }) }), "end somebody who is@not known"],
    [
      "a version that nobody published asks",
      told("web: 1 none", { asked: asked({ "web@0": 1 }) }),
      "end web@not known",
    ],
  ])("%s: the flag waits for its end", (_, facts, before) => {
    expect(because(facts).map((each) => each.before)).toContain(before);
    expect(waits(facts).flat()).toContain(`${before} > start flags@dark tombstone`);
  });

  test("of what was never published nothing is planned while nobody knows whether it is there", () => {
    expect(stages(told("web: ", { live: undefined }))).toBe("1 – – 2 – 2 3");
    expect(stages(told("web: ", { live: live("web@0") }))).toBe("1 2 3 4 – 4 5");
  });

  test("a version that asks, and whose sources do not say so, leaves the plan unproven", () => {
    const { planning } = retirementPlan(told("web: 1 off, 2 none", { asked: asked({ "web@2": 1 }) }));
    expect(planning).toMatchObject({
      kind: "unproven",
      plan: {
        unknowns: expect.arrayContaining([{ link: "web -> flags", sender: "2", receiver: "without dark" }]),
      },
    });
  });
});

test("every stage has a way back: what was deleted can be put back", () => {
  const { planning } = retirementPlan(told("web: 1 off; api: 1 off"));
  expect(planning).toMatchObject({ kind: "proven", plan: { pointOfNoReturn: [] } });
  expect(retirementPlan(told("")).planning).toMatchObject({
    stages: [{ wayBack: "free" }, { wayBack: "free" }, { wayBack: "free" }],
  });
});
