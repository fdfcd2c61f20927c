import { everyCapability, type Kind, noProgress, type Plan, planRelease } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { Story } from "../../../../test/support/story.ts";
import { parseConfig } from "../config/parse-config.ts";
import { releaseView } from "./release-view.ts";
import { type SpecInput, specOf } from "./spec-of-plan.ts";

const parts: readonly (readonly [string, Kind])[] = [
  ["db", "schema"],
  ["api", "service"],
  ["worker", "worker"],
  ["web", "web"],
  ["outlook", "add-in"],
  ["flags", "flags"],
];

function planOf(): Plan {
  const story = parts.reduce((told, [id, kind]) => told.part(id, kind), new Story());
  const { system, verdicts } = story.tell();
  const planning = planRelease(system, verdicts);
  if (planning.kind === "impossible") throw new Error("there is no plan");
  return planning.plan;
}

function configOf(environment: string) {
  const file = `system: shop
components: { ${parts.map(([id, kind]) => `${id}: { kind: ${kind} }`).join(", ")} }
routers: { edge: { kind: embedded, routes: [{ path: /, to: api }] } }
environments: { production: ${environment} }`;
  const parsed = parseConfig(file, { file: "crossfade.yaml", nowMs: 0 });
  const [production] = parsed.ok ? parsed.config.environments : [];
  if (!parsed.ok || production === undefined) throw new Error(JSON.stringify(parsed));
  return { environment: production, calendars: parsed.config.calendars };
}

function specFor(environment: string, change: Partial<SpecInput> = {}) {
  return specOf({
    id: "r1",
    plan: planOf(),
    ...configOf(environment),
    components: parts.map(([id, kind]) => ({ id, kind })),
    routers: [{ id: "edge", components: ["api", "web"], capabilities: everyCapability }],
    attempts: {},
    live: [],
    digests: { "api@1": "d1", "elsewhere@7": "d7" },
    by: "ada",
    nowMs: 0,
    ...change,
  });
}

describe("who moves a component", () => {
  test("is the router for what it routes, the deployer for the rest, and nobody here for what a store delivers", () => {
    const movers = Object.values(specFor("{}").transitions).map(({ component, by }) => [component, by]);
    expect(Object.fromEntries(movers)).toEqual({
      db: "deployer",
      api: "router",
      worker: "deployer",
      web: "router",
      outlook: "people",
      flags: "deployer",
    });
  });

  test("is the deployer for a service that no router of the environment knows", () => {
    expect(specFor("{}", { routers: [] }).transitions.api?.by).toBe("deployer");
  });
});

describe("a worker with rungs of its own", () => {
  const inParts =
    '{ deploy: { worker: { command: [x] } }, strategies: { worker: { canary: ["1 of 3", "3 of 3"] } } }';

  test("climbs consumer by consumer where both versions may be at work", () => {
    const { worker } = specFor(inParts).transitions;
    expect(worker?.strategy.rungs.map(({ weight, consumers }) => [weight, consumers])).toEqual([
      [3_333, { count: 1, of: 3 }],
      [10_000, { count: 3, of: 3 }],
    ]);
    expect(worker?.asAWhole).toBeUndefined();
  });

  test("is moved as a whole, and says why, where the plan cuts over", () => {
    const { system, verdicts } = new Story().part("worker", "worker", { forward: "cut" }).tell();
    const planning = planRelease(system, verdicts);
    if (planning.kind === "impossible") throw new Error("there is no plan");
    const spec = specFor(inParts, { plan: planning.plan });
    expect(spec.transitions.worker?.strategy.rungs).toMatchObject([{ weight: 10_000 }]);
    expect(spec.transitions.worker?.asAWhole).toContain("ends in the moment");
    const view = releaseView({ spec, progress: noProgress, createdMs: 0, nowMs: 0 });
    expect(view.checklist.find(({ id }) => id === "cf-users")?.because).toContain(
      "worker: everybody at once, since worker 0 ends in the moment in which 1 starts",
    );
  });
});

test("files are fetched where the environment says that users fetch them", () => {
  const { system, verdicts } = new Story().part("cdn", "assets").tell();
  const planning = planRelease(system, verdicts);
  if (planning.kind === "impossible") throw new Error("there is no plan");
  const { environment } = configOf("{}");
  const checksAt = (edges: Readonly<Record<string, string>>) =>
    specFor("{}", {
      plan: planning.plan,
      components: [{ id: "cdn", kind: "assets" }],
      environment: { ...environment, edges },
    }).transitions.cdn?.checks.assets;
  expect(checksAt({ cdn: "https://cdn.example" })).toEqual({ edge: "https://cdn.example" });
  expect(checksAt({})).toEqual({});
});

describe("a canary", () => {
  const weights = (strategy: string) =>
    specFor(`{ strategy: ${strategy} }`).transitions.api?.strategy.rungs.map(({ weight }) => weight);

  test("of a thousand users gives 50, 200 and 500 of them, then all", () => {
    expect(weights("{ canary: [50 users, 200 users, 500 users, all], population: 1000 }")).toEqual([
      500, 2_000, 5_000, 10_000,
    ]);
  });

  test("of one component is its own, and the rest is as everywhere", () => {
    const { transitions } = specFor(
      "{ strategy: { canary: [10%, all], bake: 1m }, strategies: { web: { blueGreen: true } } }",
    );
    expect(transitions.web?.strategy.rungs).toEqual([
      { weight: 10_000, bakeMs: 60_000, timeoutMs: 1_800_000, promotion: "automatic" },
    ]);
    expect(transitions.api?.strategy.rungs).toHaveLength(2);
  });

  test("asks for no evidence where it is a switch", () => {
    const [rung] = specFor("{ strategy: { switch: true } }").transitions.api?.strategy.rungs ?? [];
    expect(rung).toMatchObject({ weight: 10_000, bakeMs: 0, unwatched: true });
  });
});

describe("what a router is asked", () => {
  const without = (lack: Partial<typeof everyCapability>) => ({
    routers: [{ id: "edge", components: ["api"], capabilities: { ...everyCapability, ...lack } }],
  });

  test("and cannot do is told before anything is moved", () => {
    expect(() => specFor("{}", without({ sticky: false }))).toThrow(/keep a user on one version/);
    expect(() => specFor("{}", without({ errorsByVersion: false }))).toThrow(/count errors by version/);
  });

  test("is no more than the plan needs", () => {
    const plain = "{ strategy: { switch: true }, gates: { traffic: false }, dark: { rehearse: false } }";
    expect(() =>
      specFor(plain, without({ sticky: false, exact: false, errorsByVersion: false, pins: false })),
    ).not.toThrow();
  });
});

describe("what people approve", () => {
  test("is this plan with these builds: another artefact under the same label is another thing", () => {
    const hash = specFor("{}").planHash;
    expect(specFor("{}").planHash).toBe(hash);
    expect(specFor("{}", { digests: { "api@1": "other" } }).planHash).not.toBe(hash);
    expect(specFor("{}", { plan: { ...planOf(), moves: ["pin"] } }).planHash).not.toBe(hash);
  });

  test("is not touched by builds that the plan does not touch", () => {
    expect(specFor("{}").digests).toEqual({ "api@1": "d1" });
    expect(specFor("{}", { digests: { "api@1": "d1", "elsewhere@7": "d8" } }).planHash).toBe(
      specFor("{}").planHash,
    );
  });
});

describe("the checklist", () => {
  const human = (environment: string) =>
    specFor(environment)
      .checklist.filter(({ kind }) => kind === "human")
      .map(({ id }) => id);

  test("asks people nothing where nobody is asked to approve", () => {
    expect(human("{}")).toEqual([]);
  });

  test("asks whether everybody was told and product agrees, where people approve", () => {
    expect(human("{ approvals: [{ role: engineering }] }")).toEqual(["told", "product"]);
    expect(human("{ approvals: [{ role: product }] }")).toEqual(["told"]);
  });

  test("asks what the file says instead, even nothing", () => {
    expect(human('{ approvals: [{ role: a }], checklist: [{ id: flag, text: "x" }] }')).toEqual(["flag"]);
    expect(human("{ approvals: [{ role: a }], checklist: [] }")).toEqual([]);
  });
});

test("the comparison asks for no longer a look than the shortest rung bakes", () => {
  const limits = specFor("{ strategy: { bake: 5s }, gates: { minimumRequests: 40 } }").gates.traffic?.limits;
  expect(limits).toMatchObject({ bakeS: 5, minRequests: 40 });
});

test("limits are asked with and without a comparison, and a release without them says nothing of them", () => {
  const limits = "limits: [{ component: api, slower: { thanMs: 500, share: 5% } }]";
  const asked = [{ component: "api", slowerThanMs: 500, share: 0.05 }];
  expect(specFor(`{ routers: [edge], gates: { ${limits} } }`).gates).toMatchObject({
    limits: asked,
    traffic: {},
  });
  expect(specFor(`{ routers: [edge], gates: { traffic: false, ${limits} } }`).gates).toEqual({
    http: [],
    limits: asked,
  });
  expect(specFor("{ gates: { traffic: false } }").gates).toEqual({ http: [] });
});
