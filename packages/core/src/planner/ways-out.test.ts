import { applyMove, planRelease, reversibility, waysOut } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { stagesText } from "../../../../test/support/plan-text.ts";
import { Story } from "../../../../test/support/story.ts";

const queue = () =>
  new Story()
    .part("api", "service")
    .part("worker", "worker")
    .link("api -> worker", { lasts: 4 })
    .breaks("api@0 -> worker@1", "api@1 -> worker@0");

function ways(story: Story) {
  const { system, verdicts } = story.tell();
  return waysOut(system, verdicts).ways;
}

describe("ways out of an impossible release", () => {
  test("a queue that breaks both ways: a bridge on either side, or stop, drain and start", () => {
    expect(ways(queue()).map((each) => `${each.id}: ${stagesText(each.plan)}`)).toEqual([
      "bridge api: {api1-bridge} -> {worker1} -> {api1}",
      "bridge worker: {worker1-bridge} -> {api1} -> {worker1}",
      "drain api: {worker1} -> {api1}",
      "gap worker: {api1} -> {worker1}",
      "accept 0 -> 1 on api -> worker: {worker1} -> {api1}",
      "accept 1 -> 0 on api -> worker: {api1} -> {worker1}",
    ]);
  });

  test("what the bridge must do is what its neighbours fail at, with whom it meets", () => {
    const bridge = ways(queue()).find((each) => each.id === "bridge worker");
    expect(bridge?.obligations).toEqual([
      {
        component: "worker",
        version: "1-bridge",
        link: "api -> worker",
        role: "receives",
        peer: { component: "api", version: "0" },
        unlike: "1",
        kind: "breaking",
        findings: ["api@0 -> worker@1"],
      },
      {
        component: "worker",
        version: "1-bridge",
        link: "api -> worker",
        role: "receives",
        peer: { component: "api", version: "1" },
        unlike: "0",
        kind: "breaking",
        findings: ["api@1 -> worker@0"],
      },
    ]);
  });

  test("a renamed column: expand and contract", () => {
    const story = new Story()
      .part("db", "schema")
      .part("api", "service")
      .link("api -> db", { medium: "schema" })
      .breaks("api@1 -> db@0", "api@0 -> db@1");
    expect(ways(story).map((each) => `${each.id}: ${stagesText(each.plan)}`)).toContain(
      "bridge db: {db1-bridge} -> {api1} -> {db1}",
    );
  });

  test("a cycle of three parts needs one bridge, wherever it is", () => {
    const story = new Story()
      .part("web", "web")
      .part("api", "service")
      .part("worker", "worker")
      .link("web -> api")
      .link("api -> worker", { lasts: 4 })
      .link("worker -> web")
      .breaks("web@1 -> api@0", "api@1 -> worker@0", "worker@1 -> web@0");
    const found = ways(story);
    expect(found.every((each) => each.moves.length === 1)).toBe(true);
    expect(found.map((each) => each.id)).toEqual(
      expect.arrayContaining(["bridge web", "bridge api", "bridge worker"]),
    );
  });

  test("old rows that the newest reader cannot read: rewrite them, or delete them", () => {
    const story = new Story()
      .part("api", "service", { versions: ["0", "1", "2"] })
      .link("api -> api", { medium: "store", lasts: "for-ever" })
      .breaks("api@0 -> api@2");
    expect(ways(story).map((each) => each.id)).toEqual(
      expect.arrayContaining(["rewrite 0 as 1 on api -> api", "purge 0 on api -> api"]),
    );
  });

  test("a client that never goes: pin it to its server, or cut it off", () => {
    const story = new Story()
      .part("web", "web", { versions: ["0"], older: ["-1"], endless: ["-1"] })
      .part("api", "service")
      .link("web -> api")
      .breaks("web@-1 -> api@1");
    expect(ways(story).map((each) => each.id)).toEqual(expect.arrayContaining(["cut-off -1 on web -> api"]));
  });

  test("a target that is broken in itself: no bridge is offered, only to accept it by name", () => {
    const story = new Story().part("a", "service").part("b", "service").link("a -> b").breaks("a@1 -> b@1");
    expect(ways(story).map((each) => each.id)).toEqual(["accept 1 -> 1 on a -> b"]);
  });

  test("a page and its server on one switch: split the assets off, or bridge the server", () => {
    const story = new Story()
      .part("server", "service")
      .part("page", "web")
      .group(["server", "page"])
      .link("page -> server")
      .breaks("page@1 -> server@0");
    expect(ways(story).map((each) => each.id)).toContain("bridge server");
  });

  test("two independent cycles need two moves", () => {
    const story = queue()
      .part("db", "schema")
      .part("job", "job")
      .link("job -> db", { medium: "schema" })
      .breaks("job@1 -> db@0", "job@0 -> db@1");
    const [cheapest] = ways(story);
    expect(cheapest?.moves.length).toBe(2);
    expect(cheapest?.cost).toMatchObject({ accepted: 0, downtime: 0 });
  });
});

describe("a version whose contracts say what is behind a flag", () => {
  const orders = (...broken: string[]) => {
    const { system, verdicts } = new Story()
      .part("api", "service", { versions: ["0", "1/off", "1"] })
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1", "api@1 -> worker@0", ...broken)
      .tell();
    const components = system.components.map((each) =>
      each.id === "api" ? { ...each, chain: ["0", "1"] } : each,
    );
    const flagged = [{ component: "api", version: "1", off: "1/off", keys: ["gifts"] }];
    return { system: { ...system, components, flagged }, verdicts };
  };
  const found = (...broken: string[]) => {
    const { system, verdicts } = orders(...broken);
    return waysOut(system, verdicts).ways.find((each) => each.id === "flag api");
  };

  test("goes out with it off: nothing is promised, its pairs were compared", () => {
    const way = found();
    expect(way && stagesText(way.plan)).toBe("{api1/off} -> {worker1} -> {api1}");
    expect(way?.obligations).toEqual([]);
    expect(way?.moves).toEqual([
      { kind: "flag", component: "api", after: "0", version: "1/off", keys: ["gifts"] },
    ]);
  });

  test("turning it on deploys nothing, and ends no process", () => {
    const ids = found()?.plan.steps.map((each) => each.id);
    expect(ids).toContain("start api@1");
    expect(ids).toContain("gone api@0");
    expect(ids).not.toContain("deploy api@1");
    expect(ids).not.toContain("gone api@1/off");
  });

  test("is no way out where it breaks with the flag off all the same", () => {
    expect(found("api@1/off -> worker@0")).toBeUndefined();
  });

  test("off is never taken for safe: what was not compared stays unknown", () => {
    const { system, verdicts } = orders();
    const ofLink = new Map(verdicts.get("api -> worker"));
    ofLink.delete("1/off");
    const unread = new Map([["api -> worker", ofLink]]);
    const way = waysOut(system, unread).ways.find((each) => each.id === "flag api");
    expect(way?.kind).toBe("unproven");
  });

  test("a way back from the end turns it off before the receiver goes back", () => {
    const { system, verdicts } = orders();
    const move = { kind: "flag", component: "api", after: "0", version: "1/off", keys: ["gifts"] } as const;
    const after = applyMove(system, move);
    const planning = planRelease(after, verdicts);
    if (planning.kind === "impossible") throw new Error("there should be an order");
    const done = new Set(planning.plan.steps.map((each) => each.id));
    const back = reversibility(after, verdicts, { done, empty: new Set() });
    expect(back.plan && stagesText(back.plan)).toBe("{api1/off} -> {worker0} -> {api0}");
  });
});
