import type { CrossfadeError } from "@crossfade/core";
import { beforeEach, describe, expect, test } from "vitest";
import { ControlRoom, routerState } from "../../../../test/support/control-room.ts";
import type { VersionStatus } from "../wire/views.ts";
import { environmentStatus, type StatusInput } from "./environment-status.ts";
import type { Authenticated } from "./tokens.ts";

let room: ControlRoom;
let ada: Authenticated;

beforeEach(async () => {
  room = new ControlRoom();
  ada = await room.caller("ada", { role: "admin" });
});

const status = () => room.control.environments.status(ada, "production");

async function seenBy(component: string, label: string): Promise<VersionStatus["seenBy"] | undefined> {
  const { components } = await status();
  const found = components.find((each) => each.component === component);
  return found?.versions.find((each) => each.label === label)?.seenBy;
}

const deployed = (component: string, label: string) =>
  room.store.record("production", "ci", [{ kind: "deployed", component, label, endpoints: [] }]);
const started = (component: string, label: string) =>
  room.store.record("production", "ci", [{ kind: "started", component, label }]);

describe("who sees a version behind a router", () => {
  test("is the share that was read back, with the time of reading", async () => {
    await deployed("api", "1");
    room.routed = routerState(2_500);
    expect(await seenBy("api", "1")).toEqual({
      kind: "share",
      share: 0.25,
      pinned: 0,
      router: "edge",
      readBackMs: room.nowMs,
    });
  });

  test("is nobody while it has no weight and no pin, although it is deployed", async () => {
    await deployed("api", "1");
    expect(await seenBy("api", "1")).toEqual({ kind: "nobody", router: "edge", readBackMs: room.nowMs });
  });

  test("is whoever is pinned, at weight 0 too", async () => {
    await deployed("api", "1");
    const { components } = routerState(0);
    const api = { ...components.api, userPins: { "u-1": "1", "u-2": "0" } } as never;
    room.routed = { ...routerState(0), components: { api } };
    expect(await seenBy("api", "1")).toMatchObject({ kind: "share", share: 0, pinned: 1 });
  });

  test("is nobody when it is blocked, whatever its weight", async () => {
    await deployed("api", "1");
    const state = routerState(2_500);
    const versions = state.components.api?.versions.map((each) => ({ ...each, stage: "blocked" as const }));
    room.routed = { ...state, components: { api: { ...state.components.api, versions } as never } };
    expect(await seenBy("api", "1")).toMatchObject({ kind: "nobody" });
  });

  test("is unknown when the router does not answer, whatever it was told before", async () => {
    await started("api", "1");
    room.silence = "the router edge does not answer";
    expect(await seenBy("api", "1")).toEqual({ kind: "unknown", why: "the router edge does not answer" });
    expect((await status()).routers).toEqual([
      { router: "edge", reachable: false, why: "the router edge does not answer" },
    ]);
  });

  test("is unknown when the router knows nothing of the component", async () => {
    await started("api", "1");
    room.routed = { ...routerState(0), components: {} };
    expect(await seenBy("api", "1")).toMatchObject({ kind: "unknown" });
  });

  test("is shown even of a version that nobody has reported", async () => {
    room.routed = routerState(10_000);
    const { components } = await status();
    expect(components.find(({ component }) => component === "api")?.versions).toMatchObject([
      { label: "1", phase: "released", seenBy: { kind: "share", share: 1 } },
      { label: "0", phase: "released", seenBy: { kind: "nobody" } },
    ]);
  });

  test("is unknown where two routers do not agree", () => {
    const asked = (id: string, weight: number) => ({
      id,
      components: ["api"],
      answer: {
        kind: "read" as const,
        reading: { state: routerState(weight), versions: [], runningSinceMs: 0 },
        readBackMs: 1,
      },
    });
    const input: StatusInput = {
      environment: "production",
      nowMs: 1,
      components: [{ id: "api", kind: "service" }],
      live: [{ component: "api", label: "1", phase: "released", endpoints: [], deployedMs: 0 }],
      routers: [asked("edge", 2_500), asked("west", 1_000)],
      releases: [],
    };
    expect(environmentStatus(input).components[0]?.versions[0]?.seenBy).toEqual({
      kind: "unknown",
      why: "its routers do not agree: edge says 25 %, west says 10 %",
    });
  });
});

describe("who sees a version without a router", () => {
  test("follows from its phase: nobody while it is dark, everybody once it serves alone", async () => {
    await deployed("worker", "1");
    expect(await seenBy("worker", "1")).toEqual({ kind: "nobody" });
    await started("worker", "1");
    expect(await seenBy("worker", "1")).toEqual({ kind: "everybody" });
  });

  test("is unknown while another version serves beside it", async () => {
    await started("worker", "0");
    await started("worker", "1");
    expect(await seenBy("worker", "1")).toEqual({
      kind: "unknown",
      why: "0 serves too, and no router says who gets which",
    });
  });

  test("is unknown where people take it up themselves", () => {
    const input: StatusInput = {
      environment: "production",
      nowMs: 1,
      components: [{ id: "outlook", kind: "add-in" }],
      live: [{ component: "outlook", label: "1", phase: "released", endpoints: [], deployedMs: 0 }],
      routers: [],
      releases: [],
    };
    expect(environmentStatus(input).components[0]?.versions[0]?.seenBy).toMatchObject({ kind: "unknown" });
  });
});

describe("a deployment that is reported", () => {
  const report = { component: "worker", label: "1", endpoints: [], serving: false };

  test("is a fact in the name of whoever reports it, once", async () => {
    const { environments } = room.control;
    const { entries } = await environments.deployed(ada, "production", report);
    expect(entries).toMatchObject([{ seq: 1, actor: "ada", fact: { kind: "deployed", label: "1" } }]);
    expect((await environments.deployed(ada, "production", report)).entries).toEqual([]);
  });

  test("and serves already, has users", async () => {
    await room.control.environments.deployed(ada, "production", { ...report, serving: true });
    expect(await seenBy("worker", "1")).toEqual({ kind: "everybody" });
  });

  test("of a component that is not there is a slip of the pen", async () => {
    const wrong = room.control.environments.deployed(ada, "production", { ...report, component: "wroker" });
    expect(await wrong.catch(({ code }: CrossfadeError) => code)).toBe("CF_DEPLOYED_UNKNOWN");
    expect(await room.store.facts("production")).toEqual([]);
  });

  test("may come from a reporter, as long as nobody is sent anywhere by it", async () => {
    const ci = await room.caller("ci", { role: "reporter" });
    const { environments } = room.control;
    await environments.deployed(ci, "production", report);
    const leading = [
      { ...report, endpoints: ["http://10.0.0.9:80"] },
      { ...report, serving: true },
    ];
    for (const each of leading)
      expect(
        await environments.deployed(ci, "production", each).catch(({ code }: CrossfadeError) => code),
      ).toBe("CF_FORBIDDEN");
  });
});

test("an environment that is not there is named beside those that are", async () => {
  const wrong = room.control.environments.status(ada, "prod");
  expect(await wrong.catch((error: CrossfadeError) => error.message)).toBe(
    "There is no environment prod; there is production, staging.",
  );
});
