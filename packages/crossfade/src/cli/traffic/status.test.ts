import { readFileSync } from "node:fs";
import { CrossfadeError, type Router, setWeight } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { TrafficWorld } from "../../../../../test/support/traffic-world.ts";

type Options = Partial<ConstructorParameters<typeof TrafficWorld>[0]>;

/** A canary of 10 % that has answered 1,000 users, one in a hundred with an error. */
async function canary(options: Options = {}) {
  const world = new TrafficWorld({ components: { api: ["1.9.4", "2.0.0"] }, ...options });
  await world.say("set-weight api-2.0.0 10%");
  for (let user = 0; user < 1_000; user++)
    world.router.send({ component: "api", userKey: `u-${user}`, status: user % 100 === 0 ? 500 : 200 });
  world.pass(2_000);
  return world;
}

const versionsOf = (json: string) =>
  JSON.parse(json).components[0].versions as readonly Record<string, unknown>[];

describe("status", () => {
  test("shows what is desired, what was read back and what was measured, as the guide does", async () => {
    const world = await canary();
    await world.say("pin api-2.0.0 --user anna boris");
    const said = await world.say("status");
    expect(said).toMatch(/^router edge, generation 3: as desired$/m);
    expect(said).toMatch(/^ {2}1\.9\.4 +90% +90% +\d\d(\.\d)?% +\d{3} +\d +active +2 of 2 ready$/m);
    expect(said).toMatch(/^ {2}2\.0\.0 +10% +10% +\d\d?(\.\d)?% +\d{2,3} +\d +active +2 of 2 ready$/m);
    expect(said).toMatch(/^api .*2 pinned users$/m);
    expect(readFileSync("docs/guide/trafficctl.md", "utf8")).toContain(said);
  });

  test("measured are the requests of the time that was asked for", async () => {
    const world = await canary();
    const [old, fresh] = versionsOf(await world.say("status --json --last 10s"));
    expect((old?.requests as number) + (fresh?.requests as number)).toBe(1_000);
    expect((old?.errors as number) + (fresh?.errors as number)).toBe(10);
    expect(old).toMatchObject({ label: "1.9.4", desired: 9_000, actual: 9_000 });
    expect(fresh?.measured).toBeCloseTo((fresh?.requests as number) / 1_000);
    world.pass(60_000);
    const [later] = versionsOf(await world.say("status --json --last 10s"));
    expect(later?.requests).toBe(0);
    expect(later).not.toHaveProperty("measured");
  });

  test("a router that does something else than was desired is named, with 1", async () => {
    const world = await canary();
    const desired = await world.state();
    world.desire(desired);
    world.router.tamper(setWeight(desired, { component: "api", label: "2.0.0", weight: 5_000 }));
    const { code, out } = await world.run("status");
    expect(code).toBe(1);
    expect(out).toMatch(/^router edge, generation 3: \d not as desired$/m);
    expect(out).toMatch(/^✕ .*api/m);
    expect(out).toMatch(/^ {2}2\.0\.0 +10% +50% /m);
  });

  test("a version that has users and nobody ready to serve them is not as desired", async () => {
    const world = await canary();
    for (const index of [1, 2]) world.router.setHealth(`http://api-2-0-0-${index}:80`, "unready");
    const { code, out } = await world.run("status");
    expect(code).toBe(1);
    expect(out).toContain("✕ api 2.0.0 has 10% of the users and no ready instance.\n");
  });

  test("where nobody has asked the instances yet it is not known whether they are ready: a note, and no deviation", async () => {
    const world = new TrafficWorld({ components: { api: ["1.9.4"] }, quirk: unasked });
    const { code, out } = await world.run("status");
    expect(code).toBe(0);
    expect(out).toContain("router edge, generation 1: as desired\n");
    expect(out).toContain(
      "– api 1.9.4 has users, and whether its instances are ready is not known: nobody has asked them yet.\n",
    );
    expect(await world.say("who api --user u-1")).toBe("api 1.9.4, because everybody gets it\n");
    const back = await world.run("drain api-1.9.4 --instance http://api-1-9-4-1:80 --rejoin --within 2s");
    expect([back.code, back.out]).toEqual([
      1,
      "api 1.9.4 at http://api-1-9-4-1:80 is back and not known to be ready: nobody has asked it yet\n",
    ]);
  });

  test("answers that the router lost count of are told", async () => {
    const world = await canary();
    const measure = world.router.measure.bind(world.router);
    world.router.measure = async (sinceS) => ({ ...(await measure(sinceS)), lost: 7 });
    const { code, out } = await world.run("status");
    expect(code).toBe(0);
    expect(out).toContain(
      "– 7 answers were given and not counted since counting began: what is measured is incomplete.\n",
    );
  });

  test("a share that is far from the weight is worth a note, and no deviation: users are weighed, not requests", async () => {
    const world = await canary();
    for (let request = 0; request < 1_000; request++)
      world.router.send({ component: "api", userKey: "u-17" });
    world.pass(1_000);
    const { code, out } = await world.run("status");
    expect(code).toBe(0);
    expect(out).toMatch(/^– api 2\.0\.0 answered [\d.]+% of the requests with a weight of 10%: /m);
  });

  test("a few requests say nothing about a share", async () => {
    const world = new TrafficWorld({ components: { api: ["1", "2"] } });
    await world.say("set-weight api-2 50%");
    for (let request = 0; request < 499; request++) world.router.send({ component: "api", userKey: "u-17" });
    world.pass(1_000);
    expect(JSON.parse(await world.say("status --json")).notes).toEqual([]);
    for (let request = 0; request < 1; request++) world.router.send({ component: "api", userKey: "u-17" });
    world.pass(1_000);
    expect(JSON.parse(await world.say("status --json")).notes).toHaveLength(2);
  });

  test("what is held is noted, and what was held for too long", async () => {
    const world = await canary();
    await world.say("hold api --for 30s");
    world.pass(10_000);
    expect(await world.say("status")).toContain("– api holds its requests for 20 s more.\n");
    world.pass(30_000);
    expect(await world.say("status")).toContain("– api was held for too long: its requests are answered 503");
  });

  test("who changes it between two looks makes no deviation", async () => {
    let looks = 0;
    const world: TrafficWorld = await canary({
      quirk: (router) => ({
        ...router,
        read: async () => {
          if (++looks === 1)
            await router.apply(
              setWeight((await router.read()).state, { component: "api", label: "2.0.0", weight: 9_000 }),
            );
          return router.read();
        },
      }),
    });
    looks = 0;
    expect(await world.run("status")).toMatchObject({ code: 0 });
    expect(await world.say("get-weight api")).toBe("api-1.9.4: 10%, api-2.0.0: 90%\n");
  });

  test("of one component alone, or of none that is known", async () => {
    const world = new TrafficWorld({ components: { web: ["1"], api: ["1"] } });
    expect(JSON.parse(await world.say("status api --json")).components).toMatchObject([{ id: "api" }]);
    expect((await world.run("status shop")).err).toContain("CF_COMPONENT_UNROUTED");
    expect((await world.run("status --last 16m")).err).toContain("It is at most 15 min.");
  });
});

describe("while nobody counts", () => {
  const uncounted = (onWait?: (world: TrafficWorld) => void) =>
    new TrafficWorld({
      components: { api: ["1.9.4", "2.0.0"] },
      quirk: (router) => ({
        ...router,
        measure: async () => {
          throw new CrossfadeError("CF_COLLECTOR_UNREACHABLE", {
            router: "edge",
            at: "socket",
            why: "nobody",
          });
        },
      }),
      ...(onWait === undefined ? {} : { onWait }),
    });
  const why =
    "Nothing is measured: The collector of the router edge does not answer at socket: nobody. Start it: `crossfade router collect --router edge`. Traffic goes on without it, uncounted.";

  test("what is desired and what the router does are shown all the same, and why nothing is measured", async () => {
    const { code, out } = await uncounted().run("status");
    expect(code).toBe(0);
    expect(out).toBe(`router edge, generation 1: as desired

api      desired  actual  measured  requests  errors
  1.9.4  100%     100%    –         –         –       active     2 of 2 ready
  2.0.0  0%       0%      –         –         –       candidate  2 of 2 ready

– ${why}
`);
  });

  test("as JSON there are no counts, and no time in which anything was counted", async () => {
    const status = JSON.parse((await uncounted().run("status --json")).out);
    expect(status).toMatchObject({ notes: [why], deviations: [] });
    expect(status).not.toHaveProperty("measuredS");
    expect(Object.keys(status.components[0].versions[0]).sort()).toEqual(
      ["actual", "desired", "inHand", "instances", "label", "stage", "streams"].sort(),
    );
  });

  test("watching goes on", async () => {
    const { code, out } = await uncounted((world) => world.ctrlC()).run("watch");
    expect(code).toBe(0);
    expect(out).toMatch(/Z api 1\.9\.4: 100% \(not measured\), 2\.0\.0: 0% \(not measured\)\n$/);
  });
});

describe("watch", () => {
  test("in a pipe it is a line for each component and second, until Ctrl-C, which is no failure", async () => {
    let waits = 0;
    const world = await canary({
      onWait: (each) => {
        if (++waits === 3) each.ctrlC();
      },
    });
    const { code, out } = await world.run("watch --every 2s");
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /^2026-11-21T12:00:02Z api 1\.9\.4: 90% \(\d+(\.\d)?% of requests, \d+, \d errors?\), 2\.0\.0: 10% \(/,
    );
    expect(lines[1]).toMatch(/^2026-11-21T12:00:04Z /);
  });

  test("of a component that nobody asked anything it says that, and no share", async () => {
    const world = new TrafficWorld({
      components: { api: ["1.9.4", "2.0.0"] },
      onWait: (each) => each.ctrlC(),
    });
    const { out } = await world.run("watch");
    expect(out).toMatch(/Z api 1\.9\.4: 100% \(no request\), 2\.0\.0: 0% \(no request\)\n$/);
  });

  test("in a terminal each page is written over the one before", async () => {
    let waits = 0;
    const world = await canary({
      isTerminal: true,
      onWait: (each) => {
        if (++waits === 2) each.ctrlC();
      },
    });
    const { out } = await world.run("watch");
    const [nothing, first, second, ...more] = out.split("\u001b[H");
    expect([nothing, more]).toEqual(["\u001b[2J", []]);
    for (const page of [first, second]) {
      expect(page?.startsWith("router edge, generation 2: as desired\u001b[K\n")).toBe(true);
      expect(page?.endsWith("\u001b[J")).toBe(true);
    }
  });

  test("as JSON it is one value a line", async () => {
    const world = await canary({ onWait: (each) => each.ctrlC() });
    const { out } = await world.run("watch --json");
    expect(JSON.parse(out)).toMatchObject({ trafficSchema: 1, router: "edge", deviations: [] });
  });

  test("it goes on while the router does not answer, which is when one watches", async () => {
    let waits = -1;
    const world = await canary({
      quirk: (router) => ({
        ...router,
        read: async () => {
          if (waits === 0)
            throw new CrossfadeError("CF_ROUTER_UNREACHABLE", {
              router: "edge",
              at: "socket",
              why: "nobody",
            });
          return router.read();
        },
      }),
      onWait: (each) => {
        if (++waits === 2) each.ctrlC();
      },
    });
    waits = 0;
    const { code, out } = await world.run("watch");
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "2026-11-21T12:00:02Z ✕ The router edge does not answer at socket: nobody.",
      expect.stringMatching(/^2026-11-21T12:00:03Z api 1\.9\.4: 90%/),
      "",
    ]);
  });

  test("an error that is no silence of the router ends it", async () => {
    expect((await new TrafficWorld({ components: { api: ["1"] } }).run("watch shop")).err).toContain(
      "CF_COMPONENT_UNROUTED",
    );
  });
});

describe("versions", () => {
  test("lists stage, weight, instances with their health, and what is in hand", async () => {
    const world = new TrafficWorld({ components: { api: ["1.9.4", "2.0.0"], web: ["1"] }, instances: 1 });
    await world.say("pin api-2.0.0 --user anna");
    world.router.open({ component: "api", userKey: "anna" }, () => {});
    world.router.setHealth("http://web-1-1:80", "unready");
    expect(await world.say("versions")).toBe(`api
  1.9.4                    100%  active  1 of 1 ready  nothing in hand
    http://api-1-9-4-1:80        in      ready         nothing in hand
  2.0.0                    0%    active  1 of 1 ready  1 stream in hand
    http://api-2-0-0-1:80        in      ready         1 stream in hand
  1 pinned user

web
  1                    100%  active  0 of 1 ready  nothing in hand
    http://web-1-1:80        in      unready       nothing in hand
`);
  });

  test("as JSON nothing is said of what was not measured", async () => {
    const world = new TrafficWorld({ components: { api: ["1"] }, instances: 1 });
    const { components } = JSON.parse(await world.say("versions api --json"));
    expect(components).toEqual([
      {
        id: "api",
        pinnedUsers: 0,
        versions: [
          {
            label: "1",
            stage: "active",
            actual: 10_000,
            inHand: 0,
            streams: 0,
            instances: [{ url: "http://api-1-1:80", out: false, health: "ready", requests: 0, streams: 0 }],
          },
        ],
      },
    ]);
  });

  test("of a component that is not there it says so", async () => {
    const { code, err } = await new TrafficWorld({ components: { api: ["1"] } }).run("versions shop");
    expect(code).toBe(2);
    expect(err).toContain("CF_COMPONENT_UNROUTED");
  });
});

/** A router without health checks that has not answered anything yet. */
function unasked(router: Router): Router {
  return {
    ...router,
    read: async () => {
      const reading = await router.read();
      const versions = reading.versions.map((version) => ({
        ...version,
        instances: version.instances.map((each) => ({ ...each, health: "unknown" as const })),
      }));
      return { ...reading, versions };
    },
  };
}
