import { expect, test } from "vitest";
import type { FlagRetirement, RetirementPlanning } from "../../wire/flag-views.ts";
import { flagRetirementPage } from "./flag-retirement-page.ts";

const frame = { nowMs: 0, zone: "UTC", width: 100, colour: false };
const terms = {
  links: [
    { id: "web -> flags", sender: "web", receiver: "flags" },
    { id: "web -> api", sender: "web", receiver: "api" },
  ],
  reasons: { switched: "" },
};
const plan = {
  planSchema: 1,
  system: "retire dark",
  from: {},
  to: {},
  steps: ["1.0", "2.0", "3.0", "4.0", "5.0"].map((version) => ({
    id: `end web@${version}`,
    kind: "end" as const,
    component: "web",
    version,
  })),
  waits: ["1.0", "2.0", "3.0", "4.0", "5.0"].map((version) => ({
    id: version,
    before: `end web@${version}`,
    after: "start flags@dark tombstone",
    kind: "gone" as const,
    because: ["buried"],
  })),
  stages: [],
  wayBack: {},
  endOfFreeWayBack: [],
  pointOfNoReturn: [],
  moves: [],
  waiverIds: [],
  unknowns: [],
  wayBackUnknowns: {},
} as const;

function page(
  planning: RetirementPlanning | undefined,
  stage?: { stage: number; waitsFor: readonly string[] },
) {
  const retirement: FlagRetirement = {
    component: "flags",
    key: "dark",
    revision: 1,
    steps: [{ id: "tombstone", state: "later", title: "a tombstone", blockedBy: [], ...stage }],
    asked: [],
    countedSinceMs: 0,
    quietMs: 0,
    cutOff: 0,
    ...(planning === undefined ? {} : { planning }),
  };
  return flagRetirementPage(retirement, frame).split("\n").slice(2, -3).join("\n");
}
const row = (wayBack: "free" | "costs" | "impossible", endsAll: readonly string[] = []) => ({
  number: endsAll.length === 0 ? 1 : 2,
  transitions: [],
  tasks: [],
  wayBack,
  wayBackUnknowns: 0,
  endsFree: [],
  endsAll,
  stops: [],
  waitsFor: [],
});

test("below a later step stands what its stage waits for, the first three", () => {
  const planning = { kind: "proven" as const, plan, stages: [row("free")], ...terms };
  expect(
    page(planning, { stage: 1, waitsFor: ["1.0", "2.0", "3.0", "4.0", "5.0"] }),
  ).toBe(`  step            stage
· 1 tombstone         1  a tombstone
                         waits until web 1.0 has ended
                         waits until web 2.0 has ended
                         waits until web 3.0 has ended
                         and 2 more

1 stage, proven. Way back: free at every stage; no point of no return.`);
});

test("what no order keeps apart and is not known is named, and so is the point of no return", () => {
  const unknowns = [{ link: "web -> flags", sender: "2.0", receiver: "without dark" }];
  const stages = [row("free"), row("impossible", ["start flags@without dark"])];
  const planning = { kind: "unproven" as const, plan: { ...plan, unknowns }, stages, ...terms };
  expect(page(planning)).toMatch(
    /\n2 stages, unproven\. Way back: costs from stage 2; point of no return: stage 2\.\n\? web 2\.0 → flags without dark: not known$/,
  );
});

test("where there is no order it says why, and no step has a stage", () => {
  const at = (step: string, component: string, version: string) => ({ step, component, version });
  const [web, api] = [at("end web@1.0", "web", "1.0"), at("start api@2.0", "api", "2.0")];
  const pair = { link: "web -> api", sender: "1.0", receiver: "2.0" };
  const because = [{ before: web, after: api, pair, findings: ["switched"] }];
  const shown = page({ kind: "impossible", conflicts: [{ kind: "cycle", because }], ...terms });
  expect(shown).toContain("· 1 tombstone     a tombstone");
  expect(shown).toContain("No order exists: each of these waits for the next, in a circle");
  expect(shown).toContain("web 1.0 must have ended before api 2.0 starts");
  expect(shown).toContain("else web 1.0 → api 2.0 breaks (switched)");
});

test("a control plane that plans nothing yet is shown as it is", () => {
  expect(page(undefined)).toBe("· 1 tombstone     a tombstone");
});
