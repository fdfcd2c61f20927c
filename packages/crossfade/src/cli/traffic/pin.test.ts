import { readToken } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { TrafficWorld } from "../../../../../test/support/traffic-world.ts";

const two = (files: Record<string, string> = {}) =>
  new TrafficWorld({ components: { api: ["1.9.4", "2.0.0"] }, files });

const gets = (world: TrafficWorld, userKey: string, more: object = {}) =>
  world.router.send({ component: "api", userKey, ...more }).label;

describe("pin", () => {
  test("users that are named get the version whatever its weight; nobody else does", async () => {
    const world = two();
    expect(await world.say("pin api-2.0.0 --user u-17 u-18")).toBe("2 users get api 2.0.0\n");
    expect(["u-17", "u-18", "u-19"].map((user) => gets(world, user))).toEqual(["2.0.0", "2.0.0", "1.9.4"]);
    expect(await world.say("get-weight api")).toBe("api-1.9.4: 100%, api-2.0.0: 0%\n");
  });

  test("a file of users has one a line; comments, blanks and repetitions do not count", async () => {
    const world = two({ "staff.txt": "# the team\r\nanna\n\n  boris \nanna\n" });
    expect(await world.say("pin api-2.0.0 --users-file staff.txt --user anna")).toBe(
      "2 users get api 2.0.0\n",
    );
    expect(Object.keys((await world.state()).components.api?.userPins ?? {})).toEqual(["anna", "boris"]);
  });

  test.each([
    ["pin api-2.0.0", "Say who: --user KEY, --users-file FILE, or --tester; one of them."],
    ["pin api-2.0.0 --user u-1 --tester", "Say who: --user KEY"],
    ["pin api-2.0.0 --users-file empty.txt", "empty.txt names no user: write one a line."],
    ["pin api-2.0.0 --users-file none.txt", "CF_FILE_UNREADABLE"],
    [
      `pin api-2.0.0 --user ${"u".repeat(513)}`,
      "A user key has 1 to 512 characters (maxUserKeyLength), not 513.",
    ],
    ["pin api-3 --user u-1", "CF_VERSION_UNKNOWN"],
    ["pin api-3 --tester", "CF_VERSION_UNKNOWN"],
    ["pin api-2.0.0 --tester --for 31d", "It is at most 30 days."],
    ["pin api-2.0.0 --tester --for soon", "a duration such as 90s or 5m, 1 s to 30 d"],
    ["pin api-2.0.0 --tester --name a~b", "letters, digits, dots, dashes"],
  ])("%s is refused: %s", async (line, said) => {
    const world = two({ "empty.txt": "# nobody yet\n" });
    const before = await world.state();
    const { code, out, err } = await world.run(line);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(said);
    expect(await world.state()).toEqual(before);
  });

  test("more users than a router takes are refused, with the limit's name", async () => {
    const users = Array.from({ length: 10_001 }, (_, index) => `u-${index}`).join("\n");
    const { code, err } = await two({ "all.txt": users }).run("pin api-2.0.0 --users-file all.txt");
    expect(code).toBe(2);
    expect(err).toContain("CF_TOO_MANY_PINS");
  });

  test("a tester's token reaches the dark version until it expires, and is said how to be used", async () => {
    const world = two();
    const said = await world.say("pin api-2.0.0 --tester --for 2h --name anna");
    const [, tester = ""] = said.match(/cookie {2}cf_tester=(\S+)/) ?? [];
    expect(said).toContain(`header  x-cf-tester: ${tester}\n`);
    expect(said).toContain("valid until 2026-11-21 14:00 UTC. It is shown this once:\n");
    expect(said).toContain("revoke  trafficctl unpin api --tester anna\n");
    expect(readToken(tester)?.pin).toMatchObject({
      audience: "edge",
      component: "api",
      label: "2.0.0",
      id: "anna",
    });
    expect(gets(world, "u-1", { tester })).toBe("2.0.0");
    expect(gets(world, "u-1")).toBe("1.9.4");
    world.pass(2 * 3_600_000);
    expect(gets(world, "u-1", { tester })).toBe("1.9.4");
  });

  test("without more a token counts for eight hours and has a name of its own; as JSON it is a value", async () => {
    const world = two();
    const { token, ...pin } = JSON.parse(await world.say("pin api-2.0.0 --tester --json"));
    expect(pin).toEqual({
      trafficSchema: 1,
      router: "edge",
      audience: "edge",
      component: "api",
      label: "2.0.0",
      expiresS: Date.UTC(2026, 10, 21, 20) / 1_000,
      id: "id1",
    });
    expect(gets(world, "u-1", { tester: token })).toBe("2.0.0");
  });

  test("a blocked version is given to nobody", async () => {
    const world = two();
    await world.say("block api-2.0.0");
    expect((await world.run("pin api-2.0.0 --user u-1")).err).toContain("CF_VERSION_BLOCKED");
    expect((await world.run("pin api-2.0.0 --tester")).err).toContain("CF_VERSION_BLOCKED");
  });

  test("a router that cannot pin says so before anything is done", async () => {
    const world = new TrafficWorld({
      components: { api: ["1", "2"] },
      quirk: (router) => ({ ...router, capabilities: { ...router.capabilities, pins: false } }),
    });
    const { code, err } = await world.run("pin api-2 --user u-1");
    expect(code).toBe(2);
    expect(err).toContain("CF_ROUTER_LACKS: The router edge cannot pin a user or a tester to a version.");
  });
});

describe("unpin", () => {
  const pinned = async () => {
    const world = new TrafficWorld({ components: { api: ["1", "2", "3"], "api-web": ["1"] } });
    await world.say("pin api-2 --user u-1 u-2");
    await world.say("pin api-3 --user u-3");
    return world;
  };
  const users = async (world: TrafficWorld) =>
    Object.keys((await world.state()).components.api?.userPins ?? {});

  test("users that are named go by their bucket again", async () => {
    const world = await pinned();
    expect(await world.say("unpin api --user u-1 u-3 stranger")).toBe("2 users of api go by bucket again\n");
    expect(await users(world)).toEqual(["u-2"]);
  });

  test("with a version all of its users do; users of another version stay pinned", async () => {
    const world = await pinned();
    expect(await world.say("unpin api-2")).toBe("2 users of api go by bucket again\n");
    expect(await users(world)).toEqual(["u-3"]);
    expect(await world.say("unpin api-2 --user u-3")).toBe("nobody of them was pinned in api\n");
    expect(await users(world)).toEqual(["u-3"]);
  });

  test("a tester's token counts no longer, and its name cannot be used again", async () => {
    const world = await pinned();
    const { token } = JSON.parse(await world.say("pin api-2 --tester --name anna --json"));
    expect(gets(world, "u-9", { tester: token })).toBe("2");
    expect(await world.say("unpin api --tester anna")).toBe(
      "the tester's token anna of api counts no longer\n",
    );
    expect(gets(world, "u-9", { tester: token })).toBe("1");
    expect((await world.run("pin api-2 --tester --name anna")).err).toContain("CF_PIN_REVOKED");
  });

  test.each([
    ["unpin api", "Say whom: --user KEY, --tester ID, or api-LABEL for all users of a version."],
    ["unpin api --user u-1 --tester anna", "Users or a tester, not both at once."],
    ["unpin shop --user u-1", "CF_VERSION_MALFORMED"],
  ])("%s is refused: %s", async (line, said) => {
    const world = await pinned();
    const { code, err } = await world.run(line);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(await users(world)).toHaveLength(3);
  });
});

describe("who", () => {
  test("says for every component which version a user gets and why, as the router would", async () => {
    const world = new TrafficWorld({ components: { web: ["1"], api: ["1.9.4", "2.0.0"] } });
    await world.say("set-weight api-2.0.0 50%");
    for (const user of Array.from({ length: 20 }, (_, index) => `u-${index}`)) {
      const [web = "", api = ""] = (await world.say(`who --user ${user}`)).split("\n");
      expect(web).toBe("web 1, because everybody gets it");
      const [, label, bucket] = /^api (\S+), because bucket (\d+) is (?:not )?below 5000$/.exec(api) ?? [];
      expect(label, api).toBe(gets(world, user));
      expect(Number(bucket) < 5_000).toBe(label === "2.0.0");
    }
  });

  test("a pinned user, a page of an older version, a pin that is refused", async () => {
    const world = two();
    await world.say("pin api-2.0.0 --user u-17");
    expect(await world.say("who api --user u-17")).toBe("api 2.0.0, because u-17 is pinned to it\n");
    expect(await world.say("who api --user u-1 --affinity 2.0.0")).toBe(
      "api 2.0.0, because the page that asks is of this version\n",
    );
    expect(await world.say("who --user u-1 --affinity api@2.0.0")).toContain("because the page that asks");
    await world.say("set-weight api-1.9.4 100%");
    await world.say("block api-2.0.0");
    expect(await world.say("who api --user u-17 --affinity 2.0.0")).toBe(
      "api 1.9.4, because everybody gets it; 2.0.0 was asked for, which is blocked\n",
    );
    expect(await world.say("who api --user u-17 --affinity 7")).toBe(
      "api 1.9.4, because everybody gets it; 7 was asked for, which the router does not know\n",
    );
  });

  test("between two others a version's users have a range", async () => {
    const world = new TrafficWorld({ components: { api: ["1", "2", "3"] } });
    await world.say("set-weight api-2 50%");
    await world.say("set-weight api-3 10% --rest 1");
    const said: string[] = [];
    for (let user = 0; user < 40; user++) said.push(await world.say(`who api --user u-${user}`));
    expect(said.some((line) => /^api \d, because bucket \d+ is from \d+ up to \d+\n$/.test(line))).toBe(true);
  });

  test("what cannot be answered just now is said", async () => {
    const world = two();
    for (const { url } of (await world.router.read()).versions.flatMap(({ instances }) => instances))
      world.router.setHealth(url, "unready");
    await world.say("hold api");
    expect(await world.say("who api --user u-1")).toBe(
      "api 1.9.4, because everybody gets it; none of its instances is ready; requests of api are held now\n",
    );
  });

  test("as JSON it has bucket, choice and reason", async () => {
    const { answers, user } = JSON.parse(await two().say("who api --user u-17 --json"));
    expect(user).toBe("u-17");
    expect(answers).toEqual([
      {
        component: "api",
        bucket: expect.any(Number),
        choice: {
          label: "1.9.4",
          by: { kind: "bucket", bucket: answers[0].bucket, segment: { from: 0, to: 10_000, label: "1.9.4" } },
        },
        unready: false,
        because: "api 1.9.4, because everybody gets it",
      },
    ]);
  });

  test.each([
    ["who", "Required option '--user <key>' not specified"],
    ["who shop --user u-1", "CF_COMPONENT_UNROUTED"],
    ["who --user u-1 --affinity 2.0.0", "names no version: write --affinity COMPONENT@LABEL."],
  ])("%s is refused: %s", async (line, said) => {
    const { code, err } = await two().run(line);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});
