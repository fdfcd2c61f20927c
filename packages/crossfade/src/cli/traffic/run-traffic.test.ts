import { expect, test } from "vitest";
import { TrafficWorld } from "../../../../../test/support/traffic-world.ts";

const shop = () => new TrafficWorld({ components: { api: ["1", "2"] } });
const verbs = [
  "get-weight",
  "set-weight",
  "status",
  "watch",
  "versions",
  "who",
  "pin",
  "unpin",
  "drain",
  "block",
  "unblock",
  "hold",
  "resume",
];

test("an error of watch is one line of JSON, as all that it prints", async () => {
  const world = new TrafficWorld({ components: { api: ["1.9.4"] } });
  const { code, out } = await world.run("watch --json --nope");
  expect([code, out.split("\n").length]).toEqual([2, 2]);
  expect(JSON.parse(out).error.code).toBe("CF_USAGE");
  expect((await world.run("status --json --nope")).out.split("\n").length).toBeGreaterThan(5);
});

test("--version is the version of the package", async () => {
  expect(await shop().run("--version")).toEqual({ code: 0, out: "1.2.3\n", err: "" });
});

test("--help names every verb", async () => {
  const help = await shop().say("--help");
  expect(verbs.filter((verb) => !new RegExp(`^ {2}${verb} `, "m").test(help))).toEqual([]);
});

test.each(verbs)("%s --help has examples, and says what --direct is", async (verb) => {
  const help = await shop().say(`${verb} --help`);
  expect(help).toContain(`Examples:\n  trafficctl`);
  expect(help).toMatch(/the only way there is in this\s+version/);
  expect(help).toContain("--json");
});

test.each([
  ["set-wieght api-2 1%", "Unknown command 'set-wieght' (Did you mean set-weight?)", "trafficctl --help"],
  ["--json", "A verb is missing.", "trafficctl --help"],
  ["get-weight", "Missing required argument 'component'.", "trafficctl get-weight --help"],
  [
    "hold api --for ever",
    "It has to be a duration such as 90s or 5m, 1 s to 10 min.",
    "trafficctl hold --help",
  ],
])("%s: %s", async (line, said, help) => {
  const { code, out, err } = await shop().run(line);
  expect(code).toBe(2);
  expect(out + err).toContain(said);
  expect(out + err).toContain(`Run \`${help}\``);
});

test("a defect is called one, without a stack trace", async () => {
  const world = new TrafficWorld({
    components: { api: ["1"] },
    quirk: (router) => ({
      ...router,
      read: async () => {
        throw new Error("boom");
      },
    }),
  });
  const { code, err } = await world.run("get-weight api");
  expect(code).toBe(2);
  expect(err).toContain("error CF_INTERNAL: This is a defect in Crossfade: boom");
  expect(err).not.toMatch(/^ *at /m);
});

test("Ctrl-C while a router is waited for ends with 130 and no word", async () => {
  const world: TrafficWorld = new TrafficWorld({
    components: { api: ["1"] },
    quirk: (router) => ({
      ...router,
      read: () => {
        world.ctrlC();
        return new Promise(() => {});
      },
    }),
  });
  expect(await world.run("get-weight api")).toEqual({ code: 130, out: "", err: "" });
});

test("what a label or a router says cannot steer a terminal", async () => {
  const world = new TrafficWorld({ components: { api: ["1", "2\u001b[31m"] } });
  for (const line of ["get-weight api", "versions", "status", "who --user u-1"])
    expect(await world.say(line), line).not.toContain("\u001b");
  expect((await world.run("set-weight api-2\u001b[31m 10%")).err).not.toContain("\u001b");
});
