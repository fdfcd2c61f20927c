import type { Router } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { TrafficWorld } from "../../../../../test/support/traffic-world.ts";

const components = { api: ["1.9.4", "2.0.0"] };
/** All users are on 2.0.0; 1.9.4 is there still. */
async function moved(options: Partial<ConstructorParameters<typeof TrafficWorld>[0]> = {}) {
  const world = new TrafficWorld({ components, ...options });
  await world.say("set-weight api-2.0.0 100%");
  return world;
}
const stageOf = async (world: TrafficWorld, label: string) =>
  (await world.router.read()).versions.find((each) => each.label === label)?.stage;
const old1 = "http://api-1-9-4-1:80";
const old2 = "http://api-1-9-4-2:80";

describe("drain a version", () => {
  test("it takes nobody new, its streams end, and then it is closed", async () => {
    const world = await moved();
    let ended = 0;
    world.router.open({ component: "api", userKey: "u-1", affinity: "1.9.4" }, () => ended++);
    const { code, out, err } = await world.run("drain api-1.9.4 --within 5s");
    expect([code, ended]).toEqual([0, 1]);
    expect(err).toBe("api 1.9.4 takes nobody new\napi 1.9.4: 1 stream in hand\n");
    expect(out).toBe("api 1.9.4 is closed, nothing in hand\n");
    expect(await stageOf(world, "1.9.4")).toBe("closed");
  });

  test("users that were pinned to it go by their bucket again, and that is said", async () => {
    const world = await moved();
    await world.say("pin api-1.9.4 --user anna");
    expect((await world.run("drain api-1.9.4")).err).toBe(
      "api 1.9.4 takes nobody new; 1 pinned user goes by bucket again\n",
    );
    expect(world.router.send({ component: "api", userKey: "anna" }).label).toBe("2.0.0");
  });

  test("a version that has users is not drained, and none of them notices", async () => {
    const world = new TrafficWorld({ components });
    await world.say("set-weight api-2.0.0 10%");
    const before = await world.state();
    const { code, err } = await world.run("drain api-2.0.0");
    expect(code).toBe(2);
    expect(err).toContain("error CF_VERSION_HOLDS_TRAFFIC: api@2.0.0 has 10% of the users.");
    expect(await world.state()).toEqual(before);
  });

  test("--keep-open leaves open what is open, and pages of that version keep it", async () => {
    const world = await moved();
    world.router.open({ component: "api", userKey: "u-1", affinity: "1.9.4" }, () => {});
    expect(await world.say("drain api-1.9.4 --keep-open")).toBe("api 1.9.4 is draining, 1 stream in hand\n");
    expect(world.router.send({ component: "api", userKey: "u-1", affinity: "1.9.4" }).label).toBe("1.9.4");
    expect(world.router.send({ component: "api", userKey: "u-1" }).label).toBe("2.0.0");
    expect(await world.say("drain api-1.9.4 --now")).toBe("api 1.9.4 is closed, nothing in hand\n");
  });

  test.each([
    ["--within 5s", 5_000],
    ["--now", 0],
    ["", 30_000],
  ])("with %j the router has that long", async (flags, withinMs) => {
    const orders: unknown[] = [];
    const world = await moved({
      quirk: (router) => ({
        ...router,
        drain: (target, within) => {
          orders.push({ ...target, within });
          return router.drain(target, within);
        },
      }),
    });
    await world.say(`drain api-1.9.4 ${flags}`.trim());
    expect(orders).toEqual([{ component: "api", label: "1.9.4", within: withinMs }]);
  });

  test("a dark version is never open to pages on its way out", async () => {
    const stages: string[] = [];
    const world = new TrafficWorld({
      components,
      quirk: (router) => ({
        ...router,
        apply: async (state) => {
          stages.push(state.components.api?.versions.find(({ label }) => label === "2.0.0")?.stage ?? "");
          await router.apply(state);
        },
      }),
    });
    await world.say("drain api-2.0.0");
    expect(stages).toEqual(["closing"]);
  });

  test("what a router could not end in time is said, with 1", async () => {
    const world = await moved({
      quirk: (router) => ({ ...router, drain: async () => ({ requests: 0, streams: 1 }) }),
    });
    world.router.open({ component: "api", userKey: "u-1", affinity: "1.9.4" }, () => {});
    const { code, out } = await world.run("drain api-1.9.4 --within 3s --json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      trafficSchema: 1,
      router: "edge",
      component: "api",
      label: "1.9.4",
      stage: "closing",
      requests: 0,
      streams: 1,
      generation: 4,
      deviations: [],
    });
  });

  test("what is left is said every second, where it has changed", async () => {
    let open = 3;
    let waits = 0;
    let finish: (left: { requests: number; streams: number }) => void = () => {};
    const world = await moved({
      quirk: (router) => ({
        ...router,
        read: async () => {
          const reading = await router.read();
          const versions = reading.versions.map((each) => ({
            ...each,
            instances: each.instances.map((instance, index) => ({
              ...instance,
              streams: each.label === "1.9.4" && index === 0 ? open : 0,
            })),
          }));
          return { ...reading, versions };
        },
        drain: () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
      }),
      onWait: () => {
        if (waits++ % 2 === 1) open--;
        if (open === 0) finish({ requests: 0, streams: 0 });
      },
    });
    const { code, err } = await world.run("drain api-1.9.4 --within 20s");
    expect(code).toBe(0);
    expect(err.match(/\d streams? in hand/g)).toEqual([
      "3 streams in hand",
      "2 streams in hand",
      "1 stream in hand",
    ]);
  });

  test("Ctrl-C ends the waiting, not the closing, and says so", async () => {
    const world = await moved({
      quirk: (router) => ({ ...router, drain: () => new Promise(() => {}) }),
      onWait: (each) => each.ctrlC(),
    });
    const { code, err } = await world.run("drain api-1.9.4");
    expect(code).toBe(130);
    expect(err).toContain("Nobody waits any more; api 1.9.4 goes on closing.");
  });

  test("a router that fails while it drains is told as it is", async () => {
    const world = await moved({
      quirk: (router) => ({
        ...router,
        drain: async () => {
          throw new Error("broken off");
        },
      }),
    });
    const { code, err } = await world.run("drain api-1.9.4");
    expect(code).toBe(2);
    expect(err).toContain("broken off");
  });

  test("a blocked version stays blocked", async () => {
    const world = await moved();
    await world.say("block api-1.9.4");
    expect(await world.say("drain api-1.9.4")).toBe("api 1.9.4 is blocked, nothing in hand\n");
    expect(await stageOf(world, "1.9.4")).toBe("blocked");
  });

  test.each([
    ["drain api-1.9.4 --rejoin", "--rejoin needs --instance URL"],
    ["drain api-1.9.4 --keep-open --now", "--keep-open leaves what is open"],
    [`drain api-1.9.4 --keep-open --instance ${old1}`, "--keep-open leaves what is open"],
    [`drain api-1.9.4 --instance ${old1} --rejoin --now`, "--now ends what is open"],
    ["drain api-1.9.4 --within 2h", "It is at most 1 h."],
    ["drain api-1.9.4 --within 5", "It has to be a duration such as 90s or 5m, at most 1 h."],
    ["drain api-7", "CF_VERSION_UNKNOWN"],
  ])("%s is refused: %s", async (line, said) => {
    const world = await moved();
    const before = await world.state();
    const { code, err } = await world.run(line);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(await world.state()).toEqual(before);
  });

  test("a router that cannot drain says so", async () => {
    const world = new TrafficWorld({
      components,
      quirk: (router) => ({ ...router, capabilities: { ...router.capabilities, drain: false } }),
    });
    expect((await world.run("drain api-2.0.0")).err).toContain("CF_ROUTER_LACKS");
  });
});

test("where the router cannot tell streams to come again, whoever drains is told that they are cut", async () => {
  const cuts = (router: Router) => ({
    ...router,
    capabilities: { ...router.capabilities, politeEnd: false },
  });
  for (const [options, isSaid] of [
    [{ components }, false],
    [{ components, quirk: cuts }, true],
  ] as const) {
    const world = new TrafficWorld(options);
    world.router.open({ component: "api", userKey: "u-1" }, () => {});
    await world.say("set-weight api-2.0.0 100%");
    const { err } = await world.run("drain api-1.9.4");
    expect(err.includes("WebSockets and event streams of api 1.9.4 are cut."), err).toBe(isSaid);
    expect((await world.run("drain api-1.9.4")).err).not.toContain("are cut");
  }
});

describe("drain an instance", () => {
  const shop = (options = {}) => new TrafficWorld({ components, ...options });
  const answers = (world: TrafficWorld) =>
    new Set([1, 2, 3, 4].map(() => world.router.send({ component: "api", userKey: "u-1" }).instance));

  test("one leaves, the other serves; it comes back and serves again", async () => {
    const world = shop();
    expect(answers(world)).toEqual(new Set([old1, old2]));
    expect(await world.say(`drain api-1.9.4 --instance ${old1}`)).toBe(
      `api 1.9.4 at ${old1} is out, nothing in hand\n`,
    );
    expect(answers(world)).toEqual(new Set([old2]));
    expect(await world.say(`drain api-1.9.4 --instance ${old1} --rejoin`)).toBe(
      `api 1.9.4 at ${old1} is back and ready\n`,
    );
    expect(answers(world)).toEqual(new Set([old1, old2]));
  });

  test("the last one in the balancer stays, whether the other is out or does not answer", async () => {
    const world = shop();
    await world.say(`drain api-1.9.4 --instance ${old1}`);
    expect((await world.run(`drain api-1.9.4 --instance ${old2}`)).err).toContain("CF_INSTANCE_LAST");
    await world.say(`drain api-1.9.4 --instance ${old1} --rejoin`);
    world.router.setHealth(old1, "unready");
    expect((await world.run(`drain api-1.9.4 --instance ${old2}`)).err).toContain("CF_INSTANCE_LAST");
    expect(await world.run(`drain api-1.9.4 --instance ${old1}`)).toMatchObject({ code: 0 });
  });

  test("a set leaves and comes back together, as one change, but never all at once", async () => {
    const world = new TrafficWorld({ components, instances: 3 });
    const set = `${old1} ${old2}`;
    expect(await world.say(`drain api-1.9.4 --instance ${set}`)).toBe(
      `api 1.9.4 at ${old1} is out, nothing in hand\napi 1.9.4 at ${old2} is out, nothing in hand\n`,
    );
    expect(answers(world)).toEqual(new Set(["http://api-1-9-4-3:80"]));
    world.router.setHealth(old2, "unready");
    const late = await world.run(`drain api-1.9.4 --instance ${set} --rejoin --within 1s`);
    expect(late).toMatchObject({
      code: 1,
      out: `api 1.9.4 at ${old1} is back and ready\napi 1.9.4 at ${old2} is back and not ready\n`,
    });
    const all = await world.run(`drain api-1.9.4 --instance ${set} http://api-1-9-4-3:80`);
    expect(all.err).toContain("CF_INSTANCE_LAST");
    const last = await world.run(`drain api-1.9.4 --instance ${old1} http://api-1-9-4-3:80`);
    expect(last.err).toContain("CF_INSTANCE_LAST");
  });

  test("of a version without users all may leave", async () => {
    const world = shop();
    await world.say("drain api-2.0.0 --instance http://api-2-0-0-1:80");
    await world.say("drain api-2.0.0 --instance http://api-2-0-0-2:80");
    expect((await world.state()).components.api?.versions[0]?.instances.map(({ out }) => out)).toEqual([
      true,
      true,
    ]);
  });

  test("it comes back when it is ready, not before", async () => {
    let waits = 0;
    const world: TrafficWorld = shop({
      onWait: (each: TrafficWorld) => {
        if (++waits === 7) each.router.setHealth(old1, "ready");
      },
    });
    await world.say(`drain api-1.9.4 --instance ${old1}`);
    waits = 0;
    world.router.setHealth(old1, "unready");
    expect(await world.say(`drain api-1.9.4 --instance ${old1} --rejoin`)).toContain("is back and ready");
    expect(waits).toBe(7);
  });

  test("one that is not ready in time is said to be not ready, with 1", async () => {
    const world = shop();
    await world.say(`drain api-1.9.4 --instance ${old1}`);
    world.router.setHealth(old1, "unready");
    const { code, out } = await world.run(`drain api-1.9.4 --instance ${old1} --rejoin --within 2s --json`);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ instances: [{ url: old1, out: false, health: "unready" }] });
  });

  test("an instance that the version does not have is an error that names those it has", async () => {
    const { code, err } = await shop().run("drain api-1.9.4 --instance http://nowhere:80");
    expect(code).toBe(2);
    expect(err).toContain(`api@1.9.4 has no instance http://nowhere:80.\n  It has: ${old1}, ${old2}.`);
  });
});
