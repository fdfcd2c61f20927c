import { setWeight } from "@crossfade/core";
import { beforeEach, expect, test } from "vitest";
import { exampleReport } from "../../../../../test/support/example-report.ts";
import { TrafficWorld } from "../../../../../test/support/traffic-world.ts";

const components = { web: ["1.0.0", "2.0.0"], api: ["1.0.0", "2.0.0"] };
/** A new page calls an endpoint that only the new server has: web 2.0.0 -> api 1.0.0 breaks. */
let report: unknown;
beforeEach(async () => {
  report ??= JSON.parse(await exampleReport("02-backend-first"));
});
const sentence = "the client may call PUT /cart/shipping, which the server does not have (404 Not Found)";

test("before a page meets a server that it breaks with, that is said, and nothing is done without a word", async () => {
  const world = new TrafficWorld({ components, report });
  const before = await world.state();
  const { code, out, err } = await world.run("set-weight web-2.0.0 1%");
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("web 2.0.0 would meet, as the report v1 → v2 says:\n");
  expect(err).toContain("  ✕ web 2.0.0 → api 1.0.0 breaks\n");
  expect(err).toContain(sentence);
  expect(err).toContain(
    "error CF_CONTACT_BREAKS: web@2.0.0 would meet what it breaks with: web 2.0.0 → api 1.0.0.",
  );
  expect(await world.state()).toEqual(before);
});

test("--yes does it all the same, and still says it", async () => {
  const world = new TrafficWorld({ components, report });
  const { code, err } = await world.run("set-weight web-2.0.0 1% --yes");
  expect(code).toBe(0);
  expect(err).toContain("✕ web 2.0.0 → api 1.0.0 breaks");
  expect(await world.say("get-weight web")).toBe("web-1.0.0: 99%, web-2.0.0: 1%\n");
});

test.each([
  ["y", 0],
  ["yes", 0],
  ["", 2],
  ["no", 2],
  ["yesterday", 2],
])("a person at the terminal who answers %j: exit code %i", async (answer, code) => {
  const world = new TrafficWorld({ components, report, answer });
  expect((await world.run("set-weight web-2.0.0 1%")).code).toBe(code);
  expect(world.asked).toHaveLength(1);
});

test("in the order of the plan nothing breaks, so nobody is asked", async () => {
  const world = new TrafficWorld({ components, report, answer: "n" });
  const first = await world.run("set-weight api-2.0.0 100%");
  expect(first).toMatchObject({ code: 0 });
  expect(first.err).toContain("api 2.0.0 would meet nothing that breaks, as the report v1 → v2 says.\n");
  await world.say("drain api-1.0.0");
  expect(await world.run("set-weight web-2.0.0 1%")).toMatchObject({ code: 0 });
  expect(world.asked).toEqual([]);
});

test("a change that brings nobody together says nothing of plans", async () => {
  const world = new TrafficWorld({ components, report });
  await world.say("set-weight web-2.0.0 1% --yes");
  expect((await world.run("set-weight web-2.0.0 50%")).err).toBe("web-1.0.0: 50%, web-2.0.0: 50%\n");
});

test("a pin starts a version as a weight does, and a tester meets what a user would", async () => {
  const world = new TrafficWorld({ components, report });
  expect((await world.run("pin web-2.0.0 --user u-17")).err).toContain("CF_CONTACT_BREAKS");
  expect((await world.run("pin web-2.0.0 --tester")).err).toContain("CF_CONTACT_BREAKS");
  expect(await world.run("pin web-2.0.0 --user u-17 --yes")).toMatchObject({ code: 0 });
});

test("what was agreed to is not asked again when the change has to be tried anew", async () => {
  let raced = false;
  const world = new TrafficWorld({
    components,
    report,
    answer: "y",
    quirk: (router) => ({
      ...router,
      apply: async (state) => {
        if (!raced) {
          raced = true;
          const now = (await router.read()).state;
          await router.apply(setWeight(now, { component: "api", label: "1.0.0", weight: 10_000 }));
        }
        await router.apply(state);
      },
    }),
  });
  expect(await world.run("set-weight web-2.0.0 1%")).toMatchObject({ code: 0 });
  expect(raced).toBe(true);
  expect(world.asked).toHaveLength(1);
});

test("without a report one quiet line says that no pair was looked at", async () => {
  const { code, err } = await new TrafficWorld({ components }).run("set-weight web-2.0.0 1%");
  expect(code).toBe(0);
  expect(err).toBe(
    "No plan is known (shop/.crossfade/report.json is not there), so no pair was looked at.\nweb-1.0.0: 99%, web-2.0.0: 1%\n",
  );
});

test("another report can be named; one that is not there, or is none, is an error", async () => {
  const files = { "other.json": JSON.stringify(report), "page.html": "<html>" };
  const run = (file: string) =>
    new TrafficWorld({ components, files }).run(`set-weight web-2.0.0 1% --report ${file}`);
  expect((await run("other.json")).err).toContain("CF_CONTACT_BREAKS");
  expect((await run("none.json")).err).toContain("CF_FILE_UNREADABLE");
  expect((await run("page.html")).err).toContain("CF_REPORT_INVALID");
});

test("versions that the report does not know are not called safe", async () => {
  const world = new TrafficWorld({ components: { ...components, web: ["1.0.0", "2.0.1"] }, report });
  const { err } = await world.run("set-weight web-2.0.1 1%");
  expect(err).not.toContain("nothing that breaks");
  expect(err).toContain("? web 2.0.1: the report does not know it, so its pairs were not looked at\n");
});
