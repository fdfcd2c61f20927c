import { planRelease, reversibility, type WayBack } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import {
  conflictTexts,
  forcedWaits,
  planOf,
  stagesText,
  stateAfter,
} from "../../../../test/support/plan-text.ts";
import { Story } from "../../../../test/support/story.ts";

/** THEORY section C, one by one. Version "0" runs now. */
interface Scenario {
  readonly name: string;
  readonly story: Story;
  readonly stages?: string;
  readonly conflicts?: readonly string[];
  readonly waits?: readonly string[];
  /** Steps from which the way back costs, and is impossible. Default: none. */
  readonly costsFrom?: readonly string[];
  readonly impossibleFrom?: readonly string[];
}

const three = { versions: ["0", "1", "2"] };

const scenarios: Scenario[] = [
  {
    name: "1 backend first: a new page calls a new endpoint",
    story: new Story().part("web", "web").part("api", "service").link("web -> api").breaks("web@1 -> api@0"),
    stages: "{api1} -> {web1}",
    waits: ["end api@0 > start web@1"],
    costsFrom: ["start web@1"],
  },
  {
    name: "2 removing a flag: its use in the client, then in the server, then the flag",
    story: new Story()
      .part("web", "web")
      .part("api", "service")
      .part("flags", "flags")
      .link("web -> api")
      .link("web -> flags")
      .link("api -> flags")
      .breaks("web@0 -> api@1", "web@0 -> flags@1", "api@0 -> flags@1"),
    stages: "{web1} -> {api1} -> {flags1}",
    waits: ["end web@0 > start api@1", "end web@0 > start flags@1", "gone api@0 > start flags@1"],
  },
  {
    name: "3 five tiers: database and assets, servers, configuration, clients",
    story: new Story()
      .part("db", "schema")
      .part("assets", "assets")
      .part("api", "service")
      .part("flags", "flags")
      .part("web", "web")
      .link("api -> db", { medium: "schema" })
      .link("web -> api")
      .link("web -> assets", { medium: "assets" })
      .link("flags -> api")
      .link("web -> flags")
      .breaks("api@1 -> db@0", "web@1 -> api@0", "web@1 -> assets@0", "flags@1 -> api@0", "web@1 -> flags@0"),
    stages: "{assets1, db1} -> {api1} -> {flags1} -> {web1}",
    costsFrom: ["start web@1"],
  },
  {
    name: "4 a page that its server delivers cannot ask the old server for its chunks",
    story: new Story()
      .part("server", "service")
      .part("page", "web")
      .group(["server", "page"])
      .link("page -> server")
      .breaks("page@1 -> server@0"),
    conflicts: ["cycle: page@1 -> server@0"],
  },
  {
    name: "5 additive assets before the page, and the old ones stay until the old pages are gone",
    story: new Story()
      .part("assets", "assets", three)
      .part("page", "web")
      .link("page -> assets", { medium: "assets" })
      .breaks("page@1 -> assets@0", "page@0 -> assets@2"),
    stages: "{assets1} -> {page1} -> {assets2}",
    waits: ["end assets@0 > start page@1", "end page@0 > start assets@2"],
    costsFrom: ["start page@1"],
  },
  {
    name: "6 consumers first for a new kind of event",
    story: new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@1 -> worker@0"),
    stages: "{worker1} -> {api1}",
    waits: ["gone worker@0 > deploy api@1"],
    costsFrom: ["deploy api@1"],
  },
  {
    name: "7 producers first, then drain, for a new required field",
    story: new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1"),
    stages: "{api1} -> {worker1}",
    waits: ["gone api@0 + api -> worker > deploy worker@1"],
  },
  {
    name: "8 a queue that breaks both ways",
    story: new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1", "api@1 -> worker@0"),
    conflicts: ["cycle: api@0 -> worker@1, api@1 -> worker@0"],
  },
  {
    name: "8 with a bridge of the worker",
    story: new Story()
      .part("api", "service")
      .part("worker", "worker", { versions: ["0", "b", "1"] })
      .promise("worker", "b")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1", "api@1 -> worker@0"),
    stages: "{workerb} -> {api1} -> {worker1}",
    costsFrom: ["deploy api@1"],
  },
  {
    name: "8 with a bridge of the api",
    story: new Story()
      .part("api", "service", { versions: ["0", "b", "1"] })
      .promise("api", "b")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1", "api@1 -> worker@0"),
    stages: "{apib} -> {worker1} -> {api1}",
    costsFrom: ["deploy api@1"],
  },
  {
    name: "8 with the api parked: it stops, the queue drains, both start new",
    story: new Story()
      .part("api", "service", { forward: "gap" })
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1", "api@1 -> worker@0"),
    stages: "{worker1} -> {api1}",
    waits: ["gone api@0 + api -> worker > deploy worker@1", "gone worker@0 > deploy api@1"],
    costsFrom: ["deploy api@1"],
  },
  {
    name: "9 expand, migrate, contract",
    story: new Story()
      .part("db", "schema", three)
      .part("api", "service")
      .link("api -> db", { medium: "schema" })
      .breaks("api@1 -> db@0", "api@0 -> db@2"),
    stages: "{db1} -> {api1} -> {db2}",
    waits: ["end db@0 > deploy api@1", "gone api@0 > start db@2"],
  },
  {
    name: "9 with a contract that cannot be undone: db 1 may stay, db 2 may not",
    story: new Story()
      .part("db", "schema", { ...three, back: "stays" })
      .part("api", "service")
      .link("api -> db", { medium: "schema" })
      .breaks("api@1 -> db@0", "api@0 -> db@2"),
    stages: "{db1} -> {api1} -> {db2}",
    costsFrom: ["start db@2"],
    impossibleFrom: ["start db@2"],
  },
  {
    name: "10 a column renamed in one step",
    story: new Story()
      .part("db", "schema")
      .part("api", "service")
      .link("api -> db", { medium: "schema" })
      .breaks("api@1 -> db@0", "api@0 -> db@1"),
    conflicts: ["cycle: api@1 -> db@0, api@0 -> db@1"],
  },
  {
    name: "11 old rows that the newest reader cannot read",
    story: new Story()
      .part("api", "service", three)
      .link("api -> api", { medium: "store", lasts: "for-ever" })
      .breaks("api@0 -> api@2"),
    conflicts: ["leftovers: api@0 -> api@2"],
  },
  {
    name: "11 with a backfill between the bridge and the newest reader",
    story: new Story()
      .part("api", "service", three)
      .link("api -> api", { medium: "store", lasts: "for-ever" })
      .breaks("api@0 -> api@2")
      .clear({ id: "backfill", kind: "rewrite", link: "api -> api", versions: ["0"], as: "1" }),
    stages: "{api1} -> rewrite backfill -> {api2}",
    waits: ["rewrite backfill > deploy api@2"],
  },
  {
    name: "12 rows that an old reader cannot read: no way back once the writer runs",
    story: new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { medium: "store", lasts: "for-ever" })
      .breaks("api@1 -> worker@0"),
    stages: "{worker1} -> {api1}",
    costsFrom: ["deploy api@1"],
    impossibleFrom: ["deploy api@1"],
  },
  {
    name: "13 an old page with a new frame is one more version pair",
    story: new Story()
      .part("page", "web")
      .part("frame", "web")
      .link("page -> frame")
      .breaks("page@0 -> frame@1"),
    stages: "{page1} -> {frame1}",
    costsFrom: ["start frame@1"],
  },
  {
    name: "14 a cache of its own that breaks both ways while rolling",
    story: new Story()
      .part("api", "service")
      .link("api -> api", { medium: "store", lasts: 1 })
      .breaks("api@0 -> api@1", "api@1 -> api@0"),
    conflicts: ["cycle: api@1 -> api@0"],
  },
  {
    name: "14 with a bridge",
    story: new Story()
      .part("api", "service", { versions: ["0", "b", "1"] })
      .promise("api", "b")
      .link("api -> api", { medium: "store", lasts: 1 })
      .breaks("api@0 -> api@1", "api@1 -> api@0"),
    stages: "{apib} -> {api1}",
    waits: ["gone api@0 + api -> api > deploy api@1", "gone api@0 > deploy api@1"],
    costsFrom: ["deploy api@1"],
  },
  {
    name: "15 blue-green with a shared cache: the dark colour writes before any switch",
    story: new Story()
      .part("api", "service", { forward: "cut" })
      .link("api -> api", { medium: "store", lasts: 1 })
      .breaks("api@1 -> api@0"),
    conflicts: ["cycle: api@1 -> api@0"],
  },
  {
    name: "15 blue-green where the dark colour is attested silent",
    story: new Story()
      .part("api", "service", { forward: "cut" })
      .link("api -> api", { medium: "store", lasts: 1, silentUnlessServing: true })
      .breaks("api@1 -> api@0"),
    stages: "{api1}",
    costsFrom: ["start api@1"],
  },
  {
    name: "15 stop and start",
    story: new Story()
      .part("api", "service", { forward: "cut", dark: "none" })
      .link("api -> api", { medium: "store", lasts: 1 })
      .breaks("api@1 -> api@0"),
    stages: "{api1}",
    costsFrom: ["start api@1"],
  },
  {
    name: "16 a client outside the release must be gone first",
    story: new Story()
      .part("web", "web", { versions: ["0"], older: ["-1"] })
      .part("api", "service")
      .link("web -> api")
      .breaks("web@-1 -> api@1"),
    stages: "{api1}",
    waits: ["end web@-1 > start api@1"],
  },
  {
    name: "16 and one that never goes",
    story: new Story()
      .part("web", "web", { versions: ["0"], older: ["-1"], endless: ["-1"] })
      .part("api", "service")
      .link("web -> api")
      .breaks("web@-1 -> api@1"),
    conflicts: ["never-ends: web@-1 -> api@1"],
  },
  {
    name: "16 and one that never goes, cut off at the api",
    story: new Story()
      .part("web", "web", { versions: ["0"], older: ["-1"], endless: ["-1"] })
      .part("api", "service")
      .link("web -> api")
      .breaks("web@-1 -> api@1")
      .cutOff("web -> api", "-1"),
    stages: "{api1} -> cut-off web@-1 on web -> api",
    waits: ["cut-off web@-1 on web -> api > start api@1"],
  },
  {
    name: "17 what is broken already is no reason to wait",
    story: new Story()
      .part("web", "web", { versions: ["0"], older: ["-1"] })
      .part("api", "service")
      .link("web -> api")
      .breaks("web@-1 -> api@0"),
    stages: "{api1}",
  },
  {
    name: "18 pinned pages: the old page keeps its old server",
    story: new Story()
      .part("web", "web")
      .part("api", "service")
      .link("web -> api", { pinned: { "0": "0", "1": "1" } })
      .breaks("web@0 -> api@1", "web@1 -> api@0"),
    stages: "{api1} -> {web1}",
  },
  {
    name: "18 without the pin",
    story: new Story()
      .part("web", "web")
      .part("api", "service")
      .link("web -> api")
      .breaks("web@0 -> api@1", "web@1 -> api@0"),
    conflicts: ["cycle: web@0 -> api@1, web@1 -> api@0"],
  },
  {
    name: "18 with a server that is switched, not rolled",
    story: new Story()
      .part("web", "web")
      .part("api", "service", { forward: "cut" })
      .link("web -> api", { pinned: { "0": "0", "1": "1" } })
      .breaks("web@0 -> api@1", "web@1 -> api@0"),
    conflicts: ["cycle: "],
  },
  {
    name: "18 with a server that is switched and a page that never goes",
    story: new Story()
      .part("web", "web", { endless: ["0"] })
      .part("api", "service", { forward: "cut" })
      .link("web -> api", { pinned: { "0": "0", "1": "1" } }),
    conflicts: ["blocked: api@0"],
  },
  {
    name: "19 pinned pages and a schema: the contract waits for the last old page",
    story: new Story()
      .part("web", "web")
      .part("api", "service")
      .part("db", "schema", three)
      .link("web -> api", { pinned: { "0": "0", "1": "1" } })
      .link("api -> db", { medium: "schema" })
      .breaks("web@0 -> api@1", "web@1 -> api@0", "api@1 -> db@0", "api@0 -> db@2"),
    stages: "{db1} -> {api1} -> {web1} -> {db2}",
    costsFrom: ["start web@1"],
  },
  {
    name: "19 with a schema that breaks both ways the pin does not help",
    story: new Story()
      .part("web", "web")
      .part("api", "service")
      .part("db", "schema")
      .link("web -> api", { pinned: { "0": "0", "1": "1" } })
      .link("api -> db", { medium: "schema" })
      .breaks("api@1 -> db@0", "api@0 -> db@1"),
    conflicts: ["cycle: api@1 -> db@0, api@0 -> db@1"],
  },
  {
    name: "20 two bridges meet: either goes first",
    story: new Story()
      .part("a", "service", three)
      .part("b", "service", three)
      .link("a -> b")
      .breaks("a@1 -> b@1"),
    stages: "{a1} -> {a2} -> {b1} -> {b2}",
  },
  {
    name: "20 with rows for ever only one order is left, and no way back once the writer runs",
    story: new Story()
      .part("a", "service", three)
      .part("b", "service", three)
      .link("a -> b", { medium: "store", lasts: "for-ever" })
      .breaks("a@1 -> b@1"),
    stages: "{b1} -> {b2} -> {a1} -> {a2}",
    costsFrom: ["deploy a@1"],
    impossibleFrom: ["deploy a@1"],
  },
  {
    name: "21 a target that is broken in itself",
    story: new Story().part("a", "service").part("b", "service").link("a -> b").breaks("a@1 -> b@1"),
    conflicts: ["target: a@1 -> b@1"],
  },
  {
    name: "21 a new version that its unmoved partner cannot take",
    story: new Story()
      .part("a", "service")
      .part("b", "service", { versions: ["0"] })
      .link("a -> b")
      .breaks("a@1 -> b@0"),
    conflicts: ["target: a@1 -> b@0"],
  },
  {
    name: "22 rows of an aborted attempt",
    story: new Story()
      .part("api", "service")
      .link("api -> api", { medium: "store", lasts: "for-ever", left: ["aborted"] })
      .breaks("api@aborted -> api@1"),
    conflicts: ["leftovers: api@aborted -> api@1"],
  },
  {
    name: "22 messages of an aborted attempt",
    story: new Story()
      .part("api", "service", { versions: ["0"] })
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4, left: ["aborted"] })
      .breaks("api@aborted -> worker@1"),
    stages: "{worker1}",
    waits: ["left api@aborted + api -> worker > deploy worker@1"],
  },
  {
    name: "23 a dark service meets the schema already",
    story: new Story()
      .part("db", "schema", three)
      .part("api", "service")
      .link("api -> db", { medium: "schema" })
      .breaks("api@1 -> db@0", "api@0 -> db@2"),
    stages: "{db1} -> {api1} -> {db2}",
    waits: ["end db@0 > deploy api@1", "gone api@0 > start db@2"],
  },
  {
    name: "24 one flag in two services, flipped at once",
    story: new Story()
      .part("api.flag", "flags")
      .part("worker.flag", "flags")
      .group(["api.flag", "worker.flag"])
      .link("api.flag -> worker.flag")
      .breaks("api.flag@1 -> worker.flag@0"),
    conflicts: ["cycle: api.flag@1 -> worker.flag@0"],
  },
  {
    name: "24 two flags in order",
    story: new Story()
      .part("api.flag", "flags")
      .part("worker.flag", "flags")
      .link("api.flag -> worker.flag")
      .breaks("api.flag@1 -> worker.flag@0"),
    stages: "{worker.flag1} -> {api.flag1}",
  },
  {
    name: "25 a cycle of three pairs",
    story: new Story()
      .part("web", "web")
      .part("api", "service")
      .part("worker", "worker")
      .link("web -> api")
      .link("api -> worker", { lasts: 4 })
      .link("worker -> web")
      .breaks("web@1 -> api@0", "api@1 -> worker@0", "worker@1 -> web@0"),
    conflicts: ["cycle: web@1 -> api@0, api@1 -> worker@0, worker@1 -> web@0"],
  },
  {
    name: "25 with one bridge",
    story: new Story()
      .part("web", "web")
      .part("api", "service")
      .part("worker", "worker", { versions: ["0", "b", "1"] })
      .promise("worker", "b")
      .link("web -> api")
      .link("api -> worker", { lasts: 4 })
      .link("worker -> web")
      .breaks("web@1 -> api@0", "api@1 -> worker@0", "worker@1 -> web@0"),
    stages: "{workerb} -> {api1} -> {web1} -> {worker1}",
    costsFrom: ["deploy api@1"],
  },
];

describe("THEORY section C", () => {
  test.each(scenarios)("$name", ({ story, stages, conflicts, waits, costsFrom, impossibleFrom }) => {
    const { system, verdicts } = story.tell();
    const planning = planRelease(system, verdicts);
    if (conflicts) return expect(conflictTexts(planning).map(sorted)).toEqual(conflicts.map(sorted));
    const plan = planOf(planning);
    expect(stagesText(plan)).toBe(stages);
    if (waits) expect(forcedWaits(plan).sort()).toEqual([...waits].sort());
    expect({ costs: plan.endOfFreeWayBack, impossible: plan.pointOfNoReturn }).toEqual({
      costs: costsFrom ?? [],
      impossible: impossibleFrom ?? [],
    });
  });
});

/** A cycle has no first pair. */
function sorted(text: string): string {
  const [kind = "", pairs = ""] = text.split(": ");
  return `${kind}: ${pairs.split(", ").sort().join(", ")}`;
}

test("the way back only gets worse along a plan", () => {
  const worse: WayBack[] = ["free", "costs", "impossible"];
  for (const { story, stages } of scenarios) {
    if (!stages) continue;
    const { system, verdicts } = story.tell();
    const plan = planOf(planRelease(system, verdicts));
    for (const wait of plan.waits) {
      const before = plan.wayBack[wait.before];
      const after = plan.wayBack[wait.after];
      if (before && after) expect(worse.indexOf(after)).toBeGreaterThanOrEqual(worse.indexOf(before));
    }
  }
});

describe("the label of each step is what planning the way back from there says", () => {
  test.each(scenarios.filter((each) => each.stages))("$name", ({ story }) => {
    const { system, verdicts } = story.tell();
    const plan = planOf(planRelease(system, verdicts));
    const planned = plan.steps.map(({ id }) => [
      id,
      reversibility(system, verdicts, stateAfter(plan, id)).wayBack,
    ]);
    expect(Object.fromEntries(planned)).toEqual(plan.wayBack);
  });
});
