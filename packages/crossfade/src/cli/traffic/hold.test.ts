import { describe, expect, test } from "vitest";
import { TrafficWorld } from "../../../../../test/support/traffic-world.ts";

const shop = () => new TrafficWorld({ components: { api: ["1", "2"] } });
const until = async (world: TrafficWorld) => (await world.state()).components.api?.heldUntilMs;

describe("hold and resume", () => {
  test("requests are held until a moment that is said, and let go", async () => {
    const world = shop();
    expect(await world.say("hold api --for 20s")).toBe(
      "api holds its requests for 20 s, then they are answered 503; `trafficctl resume api` lets them go on\n",
    );
    expect(await until(world)).toBe(Date.UTC(2026, 10, 21, 12, 0, 20));
    expect(await world.say("resume api")).toBe("api is not held\n");
    expect(await until(world)).toBeUndefined();
  });

  test("without more it is half a minute; as JSON it is a moment", async () => {
    const held = JSON.parse(await shop().say("hold api --json"));
    expect(held).toMatchObject({ component: "api", heldUntilMs: Date.UTC(2026, 10, 21, 12, 0, 30) });
  });

  test("asked twice, it is the later moment that counts", async () => {
    const world = shop();
    await world.say("hold api --for 20s");
    world.pass(5_000);
    await world.say("hold api --for 20s");
    expect(await until(world)).toBe(Date.UTC(2026, 10, 21, 12, 0, 25));
  });

  test.each([
    ["hold api --for 11m", "It is at most 10 min."],
    ["hold api --for 0s", "It is at least 1 s."],
    ["hold shop", "CF_COMPONENT_UNROUTED"],
    ["resume shop", "CF_COMPONENT_UNROUTED"],
  ])("%s is refused: %s", async (line, said) => {
    const world = shop();
    const { code, err } = await world.run(line);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(await until(world)).toBeUndefined();
  });
});

describe("block and unblock", () => {
  test("nothing reaches a blocked version; unblocked it is dark again", async () => {
    const world = shop();
    const { token } = JSON.parse(await world.say("pin api-2 --tester --json"));
    const reached = () => world.router.send({ component: "api", userKey: "u-1", tester: token }).label;
    expect(reached()).toBe("2");
    expect(await world.say("block api-2")).toBe("api 2 is blocked\n");
    expect(reached()).toBe("1");
    expect(await world.say("unblock api-2")).toBe("api 2 is candidate\n");
    expect(reached()).toBe("2");
  });

  test("a version that has users is not blocked over their heads", async () => {
    const world = shop();
    expect((await world.run("block api-1")).err).toContain("CF_VERSION_HOLDS_TRAFFIC");
  });

  test("what is so already stays, and is said; an active version is not made dark by unblocking it", async () => {
    const world = shop();
    await world.say("block api-2");
    const before = await world.state();
    expect(await world.say("block api-2")).toBe("api 2 is blocked\n");
    expect(await world.say("unblock api-1")).toBe("api 1 was not blocked: it is active\n");
    expect(await world.state()).toEqual(before);
  });

  test("as JSON it is a stage", async () => {
    expect(JSON.parse(await shop().say("block api@2 --json"))).toEqual({
      trafficSchema: 1,
      router: "edge",
      component: "api",
      label: "2",
      stage: "blocked",
      generation: 2,
      deviations: [],
    });
  });
});
