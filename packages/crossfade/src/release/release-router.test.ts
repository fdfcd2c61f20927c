import { everyCapability, planRelease, type RouterCapabilities } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { Story } from "../../../../test/support/story.ts";
import { parseConfig } from "../config/parse-config.ts";
import { specOf } from "./spec-of-plan.ts";

const components = [
  { id: "api", kind: "service" },
  { id: "web", kind: "web" },
] as const;
const all: Required<RouterCapabilities> = { ...everyCapability, movesInstances: true };

/** A release of api and web by this strategy; api's users are sent by a router that lacks something, web's by another. */
function planned(lacking: keyof RouterCapabilities, environment: string, ids = ["api", "web"]) {
  const told = components.reduce(
    (story, { id, kind }) => story.part(id, kind, { versions: ["1", "2"] }),
    new Story(),
  );
  const { system, verdicts } = told.tell();
  const planning = planRelease(system, verdicts);
  const parsed = parseConfig(
    `system: shop
components: { api: { kind: service }, web: { kind: web } }
routers: { edge: { kind: embedded }, front: { kind: embedded } }
environments: { production: ${environment} }`,
    { file: "crossfade.yaml", nowMs: 0 },
  );
  const [production] = parsed.ok ? parsed.config.environments : [];
  if (planning.kind === "impossible" || production === undefined) throw new Error(JSON.stringify(parsed));
  const endpoints = ["http://10.0.0.1:80", "http://10.0.0.2:80"];
  return specOf({
    id: "r1",
    plan: planning.plan,
    environment: production,
    calendars: [],
    components,
    routers: [
      { id: "edge", components: ids.slice(0, 1), capabilities: { ...all, [lacking]: false } },
      { id: "front", components: ids.slice(1), capabilities: all },
    ],
    attempts: {},
    live: components.map(({ id }) => ({
      component: id,
      label: "1",
      phase: "released",
      endpoints,
      deployedMs: 0,
    })),
    digests: {},
    by: "ada",
    nowMs: 0,
  });
}

const whole = "{ strategy: { blueGreen: true }, dark: { rehearse: false }, gates: { traffic: false } }";
const canary = "{ strategy: { canary: [10%, 100%] }, dark: { rehearse: false }, gates: { traffic: false } }";
const sets = "{ strategy: { rolling: { sets: 2 } }, dark: { rehearse: false }, gates: { traffic: false } }";

describe("what a plan needs and a router lacks is an error when planning:", () => {
  test.each<[keyof RouterCapabilities, string, string, RegExp]>([
    ["drain", "of any release", whole, /The router edge cannot end what is open on a version\./],
    ["atomic", "of any release", whole, /cannot change all weights at once/],
    ["fenced", "of any release", whole, /cannot refuse an older plan/],
    ["sticky", "of a canary", canary, /cannot keep a user on one version/],
    ["exact", "of a canary", canary, /cannot keep a weight exactly/],
    ["sameUsers", "of a canary on two routers", canary, /cannot send the same users to a version as other/],
    ["pins", "of a rehearsal", "{}", /cannot pin a user or a tester/],
    ["errorsByVersion", "of evidence", "{}", /cannot count errors by version/],
    ["histogram", "of evidence", "{}", /cannot measure how long answers take/],
  ])("%s, %s", (lacking, _, environment, why) => {
    expect(() => planned(lacking, environment)).toThrow(
      expect.objectContaining({ code: "CF_ROUTER_LACKS", message: expect.stringMatching(why) }),
    );
  });

  test("movesInstances, of sets of servers: said with what to do instead", () => {
    expect(() => planned("movesInstances", sets)).toThrow(
      expect.objectContaining({ code: "CF_SETS_IMPOSSIBLE", message: expect.stringMatching(/reload only/) }),
    );
  });

  test.each<[keyof RouterCapabilities, string]>([
    ["sticky", whole],
    ["sameUsers", whole],
    ["movesInstances", canary],
    ["pins", whole],
    ["histogram", whole],
    ["reloadFree", "{ strategy: { canary: [10%, 100%] } }"],
    ["politeEnd", "{ strategy: { canary: [10%, 100%] } }"],
  ])("not %s, of a plan that goes without it: %s", (lacking, environment) => {
    expect(planned(lacking, environment).id).toBe("r1");
  });

  test("not the same users as others, where one router has all of the release's users", () => {
    expect(planned("sameUsers", canary, ["api"]).id).toBe("r1");
  });
});
