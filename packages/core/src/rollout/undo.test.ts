import { describe, expect, test } from "vitest";
import { shopSpec } from "../../../../test/rollout/shop-spec.ts";
import type { Kind } from "../model/component.ts";
import { advance } from "./advance.ts";
import { noProgress, progressOf, type ReleaseProgress } from "./progress.ts";
import type { ComponentTransition, ReleaseSpec } from "./release-spec.ts";
import type { Deed } from "./station.ts";
import { undoDeeds } from "./undo.ts";

/** The release of the shop, whose worker is of this kind. */
function specOf(
  kind: Kind,
  by: ComponentTransition["by"],
  change: Partial<ComponentTransition> = {},
): ReleaseSpec {
  const spec = shopSpec({ bakeMs: 1_000 });
  const { worker } = spec.transitions;
  if (worker === undefined) throw new TypeError("the worker moves");
  return { ...spec, transitions: { ...spec.transitions, worker: { ...worker, ...change, kind, by } } };
}

const step = { begunMs: 0, station: 0, sinceMs: 0, notes: [] };
const begun = { "start worker@1": step };
const rungs = [1, 2].map((count) => ({
  weight: count * 5_000,
  consumers: { count, of: 2 },
  bakeMs: 0,
  timeoutMs: 0,
  promotion: "automatic" as const,
}));
const said = (deed: Deed) =>
  [
    deed.kind,
    "version" in deed ? deed.version : "",
    ...("replaces" in deed ? [`for ${deed.replaces}`] : []),
    ...("consumers" in deed && deed.consumers !== undefined
      ? [`${deed.consumers.count}/${deed.consumers.of}`]
      : []),
  ].join(" ");

describe("what is under way is taken back as its kind asks for", () => {
  test.each<[string, ReleaseSpec, readonly string[]]>([
    ["a service: by weight, then what is open ends", specOf("service", "router"), ["weigh 0", "drain 1"]],
    [
      "a worker: the new one stops, the old one resumes",
      specOf("worker", "deployer"),
      ["deactivate 1", "activate 0"],
    ],
    [
      "a worker of several consumers: all of the old one's are back",
      specOf("worker", "deployer", { strategy: { rungs } }),
      ["deactivate 1", "activate 0 2/2"],
    ],
    [
      "a job: its schedule goes back",
      specOf("job", "deployer", { runsFirst: true }),
      ["deactivate 1", "activate 0"],
    ],
    ["a schema: nobody here knows how", specOf("schema", "deployer"), []],
    ["files: the old set is named again, both stay", specOf("assets", "deployer"), ["activate 0 for 1"]],
    ["a value: the old one is set", specOf("config", "deployer"), ["activate 0 for 1"]],
    ["an extension: its store does not do it", specOf("extension", "people"), []],
    ["a third party: never moved", specOf("external", "people"), []],
  ])("%s", (_, spec, deeds) => {
    expect(undoDeeds(spec, begun).map(said)).toEqual(deeds);
  });
});

test("the old worker resumes only once the new one has nothing in hand", () => {
  const spec = specOf("worker", "deployer");
  const journal = [
    { kind: "start-asked", atMs: 0 },
    { kind: "begun", step: "start worker@1" },
    { kind: "aborted", why: "enough" },
  ] as const;
  const entries = journal.map((event, index) => ({ seq: index + 1, atMs: 0, actor: "lead", event }));
  const wanted = (progress: ReleaseProgress) =>
    advance(spec, progress, 10).effects.flatMap((effect) =>
      effect.kind === "undo" ? [said(effect.deed)] : [],
    );
  const aborting = progressOf(spec, entries);
  expect(aborting.phase).not.toBe(noProgress.phase);
  expect(wanted(aborting)).toEqual(["deactivate 1"]);
  const stopped = { seq: 4, atMs: 0, actor: "engine", event: { kind: "undid", deed: 0 } } as const;
  expect(wanted(progressOf(spec, [...entries, stopped]))).toEqual(["activate 0"]);
});
