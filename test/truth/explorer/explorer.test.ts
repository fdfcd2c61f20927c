import { describe, expect, test } from "vitest";
import {
  call,
  page,
  part,
  planByHand,
  queue,
  rows,
  schema,
  service,
  story,
  type World,
} from "../worlds/story.ts";
import { breaksUnderPlan } from "./plan-run.ts";
import { scheduleExists } from "./schedule.ts";
import { fewestStages } from "./stages.ts";
import { wayBack } from "./way-back.ts";

const possible = ({ system, verdicts }: World) => scheduleExists(system, verdicts, { avoid: "breaking" });
const stages = ({ system, verdicts }: World) => fewestStages(system, verdicts);
const back = ({ system, verdicts }: World, done: readonly string[], empty: readonly string[] = []) =>
  wayBack(system, verdicts, { done: new Set(done), empty: new Set(empty) });

const apiDone = ["deploy api@1", "start api@1", "end api@0", "gone api@0"];
const webDone = ["deploy web@1", "start web@1", "end web@0", "gone web@0"];
const workerDone = ["deploy worker@1", "start worker@1", "end worker@0", "gone worker@0"];

describe("1 backend first", () => {
  const world = story([service("api"), page("web")], [call("web", "api")], ["web-api: 1 -> 0"]);
  const steps = [...apiDone, ...webDone];
  const rolling = [
    "deploy api@1 < start api@1",
    "start api@1 < end api@0",
    "end api@0 < gone api@0",
    "deploy web@1 < start web@1",
    "start web@1 < end web@0",
    "end web@0 < gone web@0",
  ];
  test("an order exists, of two stages", () => {
    expect([possible(world), stages(world)]).toEqual([true, 2]);
  });
  test("a plan without the wait for the old backend has a run in which the new page meets it", () => {
    const run = breaksUnderPlan(world.system, world.verdicts, planByHand(steps, rolling));
    expect(run.breaking?.pair).toEqual({ link: "web-api", sender: "1", receiver: "0" });
    expect(run.breaking?.moves).not.toContain("end api@0");
  });
  test("with the wait no run does harm, gets stuck or breaks a law", () => {
    const plan = planByHand(steps, [...rolling, "end api@0 < start web@1"]);
    expect(breaksUnderPlan(world.system, world.verdicts, plan)).toMatchObject({
      unknowns: [],
      stuck: [],
      unphysical: [],
    });
    expect(breaksUnderPlan(world.system, world.verdicts, plan).breaking).toBeUndefined();
  });
  test("waits that go round in a circle are stuck", () => {
    const plan = planByHand(steps, [...rolling, "end api@0 < start web@1", "end web@0 < start api@1"]);
    expect(breaksUnderPlan(world.system, world.verdicts, plan).stuck).toContain("start api@1");
  });
  test("an old version that may end before its successor starts is against the channel", () => {
    const plan = planByHand(
      steps,
      rolling.filter((line) => line !== "start api@1 < end api@0"),
    );
    expect(breaksUnderPlan(world.system, world.verdicts, plan).unphysical).toEqual([
      "end api@0 before start api@1",
    ]);
  });
  test("going back is free until the new page is out; then its tail must be waited for", () => {
    expect(back(world, apiDone)).toBe("free");
    expect(back(world, [...apiDone, "deploy web@1", "start web@1"])).toBe("costs");
    expect(back(world, [...apiDone, ...webDone])).toBe("costs");
  });
});

describe("6 consumers first", () => {
  const world = story([service("api"), service("worker")], [queue("api", "worker")], ["api-worker: 1 -> 0"]);
  test("two stages; back only after the new messages are read, unless none was written", () => {
    expect([possible(world), stages(world)]).toEqual([true, 2]);
    expect(back(world, workerDone)).toBe("free");
    expect(back(world, [...workerDone, "deploy api@1"])).toBe("costs");
    expect(back(world, [...workerDone, ...apiDone])).toBe("costs");
  });
});

describe("7 producers first, and a drain", () => {
  const world = story([service("api"), service("worker")], [queue("api", "worker")], ["api-worker: 0 -> 1"]);
  const done = [...apiDone, ...workerDone];
  test("the drain cannot be left out", () => {
    expect([possible(world), stages(world)]).toEqual([true, 2]);
    const hurried = planByHand(done, ["gone api@0 < deploy worker@1"]);
    expect(breaksUnderPlan(world.system, world.verdicts, hurried).breaking?.pair.sender).toBe("0");
    const drained = planByHand(done, ["gone api@0 < deploy worker@1 empty api-worker"]);
    expect(breaksUnderPlan(world.system, world.verdicts, drained).breaking).toBeUndefined();
  });
  test("back is free", () => {
    expect(back(world, done, ["api-worker 0"])).toBe("free");
  });
});

test("8 a queue that breaks both ways has no order", () => {
  const both = ["api-worker: 0 -> 1", "api-worker: 1 -> 0"];
  expect(possible(story([service("api"), service("worker")], [queue("api", "worker")], both))).toBe(false);
  const bridged = story(
    [service("api"), service("worker", ["0", "bridge", "1"])],
    [queue("api", "worker")],
    both,
  );
  expect([possible(bridged), stages(bridged)]).toEqual([true, 3]);
});

test("9 and 10 expand and contract, but no straight rename", () => {
  const links = [call("api", "db")];
  expect(possible(story([service("api"), schema("db")], links, ["api-db: 1 -> 0", "api-db: 0 -> 1"]))).toBe(
    false,
  );
  const world = story([service("api"), schema("db", ["0", "1", "2"])], links, [
    "api-db: 1 -> 0",
    "api-db: 0 -> 2",
  ]);
  expect([possible(world), stages(world)]).toEqual([true, 3]);
});

test("12 new rows and an old reader: no return once the new writer was deployed", () => {
  const world = story([service("api"), service("worker")], [rows("api", "worker")], ["api-worker: 1 -> 0"]);
  expect([possible(world), stages(world)]).toEqual([true, 2]);
  expect(back(world, workerDone)).toBe("free");
  expect(back(world, [...workerDone, "deploy api@1"])).toBe("impossible");
});

test("15 one's own cache: a rolling service cannot, a silent blue-green one can, and goes back only with downtime", () => {
  const breaks = ["api-api: 1 -> 0"];
  const cut = part("api", ["0", "1"], { forward: "cut", back: "cut" });
  expect(possible(story([cut], [queue("api", "api")], breaks))).toBe(false);
  const silent = story([cut], [queue("api", "api", { silentUnlessServing: true })], breaks);
  expect([possible(silent), stages(silent)]).toEqual([true, 1]);
  expect(back(silent, ["deploy api@1"])).toBe("free");
  expect(back(silent, apiDone)).toBe("costs");
});

test("16 and 17 a client of an earlier release is waited for, unless it is broken already", () => {
  const web = page("web", ["0"], { older: ["-1"] });
  const waited = story([service("api"), web], [call("web", "api")], ["web-api: -1 -> 1"]);
  expect([possible(waited), stages(waited)]).toEqual([true, 1]);
  const endless = page("web", ["0"], { older: ["-1"], endless: ["-1"] });
  expect(possible(story([service("api"), endless], [call("web", "api")], ["web-api: -1 -> 1"]))).toBe(false);
  expect(possible(story([service("api"), endless], [call("web", "api")], ["web-api: -1 -> 0"]))).toBe(true);
});

describe("18 pinned pages", () => {
  const affinity = new Map([
    ["0", "0"],
    ["1", "1"],
  ]);
  const both = ["web-api: 1 -> 0", "web-api: 0 -> 1"];
  const rolling = (more: object) => story([service("api"), page("web")], [call("web", "api", more)], both);
  test("only the pin makes it possible, and only where the old server can be kept", () => {
    expect(possible(rolling({}))).toBe(false);
    expect(possible(rolling({ affinity }))).toBe(true);
    const cut = part("api", ["0", "1"], { forward: "cut" });
    expect(possible(story([cut, page("web")], [call("web", "api", { affinity })], both))).toBe(false);
  });
  test("a plan that forgets to keep the old server is against the pin", () => {
    const plan = planByHand(
      ["deploy api@1", "start api@1", "end api@0", "gone api@0", "start web@1", "end web@0"],
      [],
    );
    const { system, verdicts } = rolling({ affinity });
    expect(breaksUnderPlan(system, verdicts, plan).unphysical).toContain("end api@0 before end web@0");
  });
});

test("20 two versions in the middle that must not meet: either order, but only one with rows for ever", () => {
  const three = ["0", "1", "2"];
  const breaks = ["a-b: 1 -> 1"];
  const world = story([service("a", three), service("b", three)], [call("a", "b")], breaks);
  expect([possible(world), stages(world)]).toEqual([true, 4]);
  const lasting = story([service("a", three), service("b", three)], [rows("a", "b")], breaks);
  expect([possible(lasting), stages(lasting)]).toEqual([true, 4]);
  expect(back(lasting, ["deploy b@1", "start b@1", "end b@0", "gone b@0"])).toBe("free");
});

test("21 what stands in the target helps no order", () => {
  expect(possible(story([service("a"), service("b")], [call("a", "b")], ["a-b: 1 -> 1"]))).toBe(false);
  expect(possible(story([service("a"), service("b", ["0"])], [call("a", "b")], ["a-b: 1 -> 0"]))).toBe(false);
});

test("22 leftovers of an aborted attempt", () => {
  const again = (link: typeof rows) =>
    story(
      [service("api"), service("worker")],
      [link("api", "worker", { leftoversOnly: ["x"] })],
      ["api-worker: x -> 1"],
    );
  expect(possible(again(rows))).toBe(false);
  expect([possible(again(queue)), stages(again(queue))]).toEqual([true, 1]);
});

test("23 a dark version meets the old schema", () => {
  const world = story(
    [service("api"), schema("db", ["0", "1", "2"])],
    [call("api", "db")],
    ["api-db: 1 -> 0", "api-db: 0 -> 2"],
  );
  const steps = ["start db@1 + end db@0", "start db@2 + end db@1", ...apiDone];
  const waits = ["start db@1 < start db@2", "end api@0 < start db@2", "deploy api@1 < start api@1"];
  const early = planByHand(steps, [...waits, "start db@1 < start api@1"]);
  expect(breaksUnderPlan(world.system, world.verdicts, early).breaking?.pair).toEqual({
    link: "api-db",
    sender: "1",
    receiver: "0",
  });
});

test("25 a cycle of three needs one bridge", () => {
  const links = [call("web", "api"), queue("api", "worker"), call("worker", "web")];
  const breaks = ["web-api: 1 -> 0", "api-worker: 1 -> 0", "worker-web: 1 -> 0"];
  expect(possible(story([service("api"), service("worker"), page("web")], links, breaks))).toBe(false);
  const bridged = [service("api"), service("worker", ["0", "bridge", "1"]), page("web")];
  expect(possible(story(bridged, links, breaks))).toBe(true);
});

test("a third party may move at any time: what it must not meet cannot be held back", () => {
  const partner = part("partner", ["0", "1"], { ours: false, dark: "cold" });
  expect(possible(story([partner, service("api")], [call("partner", "api")], ["partner-api: 1 -> 0"]))).toBe(
    false,
  );
  expect(possible(story([partner, service("api")], [call("partner", "api")], ["partner-api: 0 -> 1"]))).toBe(
    true,
  );
});

test("a part that appears breaks those who need it until it is there", () => {
  const chain = ["∅", "1"];
  const world = story([service("api"), service("mail", chain)], [call("api", "mail")], ["api-mail: 1 -> ∅"]);
  expect([possible(world), stages(world)]).toEqual([true, 2]);
  expect(
    possible(story([service("api"), service("mail", chain)], [call("api", "mail")], ["api-mail: 0 -> ∅"])),
  ).toBe(true);
});
