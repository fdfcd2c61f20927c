import { CrossfadeError, joinVersion, type Router, setWeight } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { TrafficWorld } from "../../../../../test/support/traffic-world.ts";

const two = () => new TrafficWorld({ components: { myapp: ["v1", "v2"] } });

describe("get-weight", () => {
  test("prints the weights of all versions, oldest first, and nothing else", async () => {
    expect(await two().run("get-weight myapp")).toEqual({
      code: 0,
      out: "myapp-v1: 100%, myapp-v2: 0%\n",
      err: "",
    });
  });

  test("prints what the router works by, not what it was told", async () => {
    const world = two();
    const told = await world.state();
    world.desire(told);
    world.router.tamper(setWeight(told, { component: "myapp", label: "v2", weight: 250 }));
    expect(await world.say("get-weight myapp")).toBe("myapp-v1: 97.5%, myapp-v2: 2.5%\n");
  });

  test("as JSON it has buckets of 10,000", async () => {
    const { out } = await two().run("get-weight myapp --json");
    expect(JSON.parse(out)).toEqual({
      trafficSchema: 1,
      router: "edge",
      component: "myapp",
      weights: [
        { label: "v1", weight: 10_000 },
        { label: "v2", weight: 0 },
      ],
    });
  });

  test("a component that the router does not have is an error with the nearest name", async () => {
    const { code, out, err } = await two().run("get-weight myap");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toBe(
      "error CF_COMPONENT_UNROUTED: The router edge has no component myap.\n  It has: myapp. Did you mean myapp?\n",
    );
  });

  test("which router and which file can be said", async () => {
    const world = two();
    await world.say("get-weight myapp --router edge --config shop/crossfade.yaml --direct");
    expect(world.opened).toEqual([{ router: "edge", config: "shop/crossfade.yaml" }]);
  });
});

describe("set-weight", () => {
  test("the four commands, as one would type them: stdout is as silent as shown, stderr says what was read back", async () => {
    const world = two();
    expect(await world.say("get-weight myapp")).toBe("myapp-v1: 100%, myapp-v2: 0%\n");
    const canary = await world.run("set-weight myapp-v2 10%");
    expect([canary.code, canary.out]).toEqual([0, ""]);
    expect(canary.err).toContain("myapp-v1: 90%, myapp-v2: 10%\n");
    expect(await world.run("set-weight myapp-v2 100%")).toMatchObject({ code: 0, out: "" });
    expect(await world.say("get-weight myapp")).toBe("myapp-v1: 0%, myapp-v2: 100%\n");
    expect(await world.run("set-weight myapp-v1 100%")).toMatchObject({ code: 0, out: "" });
    expect(await world.say("get-weight myapp")).toBe("myapp-v1: 100%, myapp-v2: 0%\n");
  });

  test("the longest component that fits is meant, and COMPONENT@LABEL works too", async () => {
    const world = new TrafficWorld({ components: { my: ["1", "app-v2"], "my-app": ["v1", "v2"] } });
    await world.say("set-weight my-app-v2 10%");
    expect(await world.say("get-weight my-app")).toBe("my-app-v1: 90%, my-app-v2: 10%\n");
    await world.say("set-weight my@app-v2 20%");
    expect(await world.say("get-weight my")).toBe("my-1: 80%, my-app-v2: 20%\n");
  });

  test("the rest goes to those who hold traffic, in proportion", async () => {
    const world = new TrafficWorld({ components: { api: ["1", "2", "3"] } });
    await world.say("set-weight api-2 50%");
    await world.say("set-weight api-3 10%");
    expect(await world.say("get-weight api")).toBe("api-1: 45%, api-2: 45%, api-3: 10%\n");
  });

  test("where more than two hold traffic somebody has to say who gains or loses", async () => {
    const world = new TrafficWorld({ components: { api: ["1", "2", "3"] } });
    await world.say("set-weight api-2 50%");
    await world.say("set-weight api-3 10%");
    const { code, err } = await world.run("set-weight api-3 20%");
    expect(code).toBe(2);
    expect(err).toContain("CF_WEIGHT_REST");
    await world.say("set-weight api-3 20% --rest 1");
    expect(await world.say("get-weight api")).toBe("api-1: 35%, api-2: 45%, api-3: 20%\n");
  });

  test.each([
    ["set-weight myapp-v2 101%", "CF_USAGE"],
    ["set-weight myapp-v2 ten", "CF_USAGE"],
    ["set-weight myapp-v2 0.001%", "CF_USAGE"],
    ["set-weight myapp-v2", "CF_USAGE"],
    ["set-weight other-v2 10%", "CF_VERSION_MALFORMED"],
    ["set-weight myapp-v3 10%", "CF_VERSION_UNKNOWN"],
    ["set-weight myapp-v2 10% --rest v9", "CF_VERSION_UNKNOWN"],
    ["set-weight myapp-v1 90%", "CF_WEIGHT_NOBODY"],
    ["set-weight myapp-v2 10% --rest v2", "CF_WEIGHT_TOO_MUCH"],
  ])("%s is %s, and nothing changes", async (line, error) => {
    const world = two();
    const before = await world.state();
    const { code, out, err } = await world.run(line);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`error ${error}: `);
    expect(await world.state()).toEqual(before);
  });

  test("a version that the router's file has and the running one has not needs a reload, and that is said", async () => {
    const world = two();
    const state = await world.state();
    const urls = ["http://myapp-v3-1:80"];
    world.desire(joinVersion(state, { component: "myapp", label: "v3", urls }));
    const { code, err } = await world.run("set-weight myapp-v3 10%");
    expect(code).toBe(2);
    expect(err).toContain(
      "error CF_ROUTER_RELOAD: The running HAProxy of the router edge does not know myapp@v3.",
    );
    expect((await world.run("set-weight myapp-v4 10%")).err).toContain("CF_VERSION_UNKNOWN");
    expect(await world.state()).toEqual(state);
  });

  test("as JSON an error is a value, too", async () => {
    const { code, out, err } = await two().run("set-weight myapp-v3 10% --json");
    expect([code, err]).toEqual([2, ""]);
    expect(JSON.parse(out).error.code).toBe("CF_VERSION_UNKNOWN");
  });

  test("as JSON it says what was read back", async () => {
    const { out } = await two().run("set-weight myapp-v2 0.5% --json");
    expect(JSON.parse(out)).toEqual({
      trafficSchema: 1,
      router: "edge",
      component: "myapp",
      generation: 2,
      weights: [
        { label: "v1", weight: 9_950 },
        { label: "v2", weight: 50 },
      ],
      deviations: [],
    });
  });

  test("a blocked version gets nobody", async () => {
    const world = two();
    await world.say("block myapp-v2");
    const { err } = await world.run("set-weight myapp-v2 10%");
    expect(err).toContain("CF_VERSION_BLOCKED");
    const [, letIn = ""] = /`trafficctl (.*)`/.exec(err) ?? [];
    expect(await world.say(letIn)).toBe("myapp v2 is candidate\n");
  });

  test("where somebody else is faster it is done on what is there now: neither change is lost", async () => {
    let raced = false;
    const world = new TrafficWorld({
      components: { myapp: ["v1", "v2"], api: ["1", "2"] },
      quirk: (router) => ({
        ...router,
        apply: async (state) => {
          if (!raced) {
            raced = true;
            const now = (await router.read()).state;
            await router.apply(setWeight(now, { component: "api", label: "2", weight: 700 }));
          }
          await router.apply(state);
        },
      }),
    });
    await world.say("set-weight myapp-v2 10%");
    expect(await world.say("get-weight myapp")).toBe("myapp-v1: 90%, myapp-v2: 10%\n");
    expect(await world.say("get-weight api")).toBe("api-1: 93%, api-2: 7%\n");
  });

  test("who is never fast enough gives up after five times and says so", async () => {
    let applied = 0;
    const stale = (): Promise<void> => {
      applied++;
      throw new CrossfadeError("CF_ROUTER_STALE", { router: "edge", generation: 9, offered: 8 });
    };
    const world = new TrafficWorld({
      components: { myapp: ["v1", "v2"] },
      quirk: (router): Router => ({ ...router, apply: async () => stale() }),
    });
    const { code, err } = await world.run("set-weight myapp-v2 10%");
    expect([code, applied]).toEqual([2, 5]);
    expect(err).toContain("CF_ROUTER_STALE");
  });

  test("a router that says yes and does not do it ends with 1, and what it really does is shown", async () => {
    const world = new TrafficWorld({
      components: { myapp: ["v1", "v2"] },
      quirk: (router) => ({ ...router, apply: async () => {} }),
    });
    const { code, out, err } = await world.run("set-weight myapp-v2 10%");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("myapp-v1: 100%, myapp-v2: 0%\n");
    expect(err).toMatch(/^✕ .*myapp/m);
  });

  test("what somebody else did right after it is told, not taken for one's own", async () => {
    const world = new TrafficWorld({
      components: { myapp: ["v1", "v2"] },
      quirk: (router) => ({
        ...router,
        apply: async (state) => {
          await router.apply(state);
          await router.apply(setWeight(state, { component: "myapp", label: "v2", weight: 9_000 }));
        },
      }),
    });
    const { code, err } = await world.run("set-weight myapp-v2 10%");
    expect(code).toBe(1);
    expect(err).toContain("Somebody else has changed it meanwhile: this was generation 2, it works by 3.");
  });

  test("a router that does not answer is one sentence, and what to do", async () => {
    const world = new TrafficWorld({
      components: { myapp: ["v1"] },
      quirk: (router) => ({
        ...router,
        read: async () => {
          throw new CrossfadeError("CF_ROUTER_UNREACHABLE", { router: "edge", at: "socket", why: "nobody" });
        },
      }),
    });
    const { code, out, err } = await world.run("get-weight myapp");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("error CF_ROUTER_UNREACHABLE: The router edge does not answer at socket: nobody.");
  });
});

describe("a version of which no instance is ready", () => {
  const shop = () => new TrafficWorld({ components: { api: ["1.9.4", "2.0.0"] } });
  const dark = () => {
    const world = shop();
    for (const index of [1, 2]) world.router.setHealth(`http://api-2-0-0-${index}:80`, "unready");
    return world;
  };

  test("is given nobody, and what its instances say is told", async () => {
    const world = dark();
    const before = await world.state();
    const { code, err } = await world.run("set-weight api-2.0.0 100%");
    expect(code).toBe(2);
    expect(err).toContain(
      "CF_VERSION_UNREADY: No instance of api@2.0.0 is ready, so nobody was given to it: http://api-2-0-0-1:80",
    );
    expect(await world.state()).toEqual(before);
  });

  test("is given users as soon as one instance is, or where that is wanted", async () => {
    const world = dark();
    expect((await world.run("set-weight api-2.0.0 5% --unready")).code).toBe(0);
    world.router.setHealth("http://api-2-0-0-1:80", "ready");
    expect((await world.run("set-weight api-2.0.0 10%")).code).toBe(0);
  });

  test("lets go of its users without a question", async () => {
    const world = shop();
    await world.say("set-weight api-2.0.0 50%");
    for (const index of [1, 2]) world.router.setHealth(`http://api-2-0-0-${index}:80`, "unready");
    expect((await world.run("set-weight api-2.0.0 5%")).code).toBe(0);
    expect((await world.run("set-weight api-1.9.4 100%")).code).toBe(0);
  });
});
