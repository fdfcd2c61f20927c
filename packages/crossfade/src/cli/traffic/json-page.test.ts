import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TrafficWorld } from "../../../../../test/support/traffic-world.ts";

const page = readFileSync("docs/reference/trafficctl-json.md", "utf8");
const instance = "http://api-1-1:80";

/** Every verb, in an order in which all of them work. */
const lines = [
  "get-weight api",
  "set-weight api-2 10%",
  "versions",
  "who --user u-1",
  "who api --user u-1 --affinity 9",
  "pin api-2 --user u-1",
  "pin api-2 --tester",
  "hold api",
  "status",
  "resume api",
  "unpin api --tester id1",
  "unpin api --user u-1",
  `drain api-1 --instance ${instance}`,
  `drain api-1 --instance ${instance} --rejoin`,
  "set-weight api-1 100%",
  "drain api-2",
  "block api-2",
  "unblock api-2",
];

/** Names of all keys of a value; those of `weights` and the like are their entries'. */
function keysOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

test("the page about JSON names every key that a verb prints", async () => {
  const world = new TrafficWorld({ components: { api: ["1", "2"] }, onWait: (each) => each.ctrlC() });
  const unnamed = new Set<string>();
  for (const line of [...lines, "watch"]) {
    const value = JSON.parse(await world.say(`${line} --json`));
    expect(value.trafficSchema, line).toBe(1);
    for (const key of keysOf(value)) if (!page.includes(`\`${key}\``)) unnamed.add(`${line}: ${key}`);
  }
  // Parts of a segment: buckets, and whose they are.
  expect([...unnamed].filter((each) => !/: (from|to)$/.test(each))).toEqual([]);
});

test("the page names every verb", async () => {
  const help = await new TrafficWorld({ components: {} }).say("--help");
  const verbs = [...help.matchAll(/^ {2}([a-z-]+) \[options\]/gm)].map(([, verb = ""]) => verb);
  expect(verbs.length).toBeGreaterThan(10);
  expect(verbs.filter((verb) => !page.includes(`\`${verb}`))).toEqual([]);
});

test("keys are sorted, and a line of watch is one line", async () => {
  const world = new TrafficWorld({ components: { api: ["1"] }, onWait: (each) => each.ctrlC() });
  const line = await world.say("watch --json");
  expect(line.trimEnd()).not.toContain("\n");
  expect(Object.keys(JSON.parse(line))).toEqual(Object.keys(JSON.parse(line)).sort());
});
