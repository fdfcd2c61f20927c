import { planRelease, type System } from "@crossfade/core";
import { expect, test } from "vitest";
import { scheduleExists } from "./explorer/schedule.ts";
import { Dice } from "./worlds/prng.ts";
import { call, queue, service, system, verdictsOf, type World } from "./worlds/story.ts";

/** Services that all roll, with breaking pairs of which each forces an order: a new sender and an old receiver, or the reverse. */
function rollingWorld(dice: Dice): World & { forced: [string, string][] } {
  const ids = ["a", "b", "c", "d"].slice(0, 2 + dice.below(3));
  const forced: [string, string][] = [];
  const breaking: string[] = [];
  const links = Array.from({ length: ids.length + dice.below(3) }, (_, at) => {
    const [sender, receiver] = [dice.pick(ids), dice.pick(ids)];
    const id = `${at}:${sender}-${receiver}`;
    if (dice.chance(0.5)) {
      breaking.push(`${id}: 0 -> 1`);
      forced.push([sender, receiver]);
    }
    if (dice.chance(0.5)) {
      breaking.push(`${id}: 1 -> 0`);
      forced.push([receiver, sender]);
    }
    return (dice.chance(0.5) ? call : queue)(sender, receiver, { id });
  });
  const world = system(
    ids.map((id) => service(id, ["0", "1"], { dark: "none" })),
    links,
  );
  return { system: world, verdicts: verdictsOf(world, breaking), forced };
}

/** The same release with a bridge, compatible with all it meets, in each of `bridged`. */
const withBridges = (plain: System, bridged: readonly string[]): System => ({
  ...plain,
  components: plain.components.map((component) =>
    bridged.includes(component.id) ? { ...component, chain: ["0", "bridge", "1"] } : component,
  ),
  promised: bridged.map((component) => ({ component, version: "bridge" })),
});

const fewestFirst = (ids: readonly string[]): string[][] => {
  let all: string[][] = [[]];
  for (const id of ids) all = [...all, ...all.map((set) => [...set, id])];
  return all.sort((a, b) => a.length - b.length);
};

/** Does any walk along `arcs` that avoids `without` come round? */
function isAcyclic(arcs: readonly [string, string][], without: readonly string[]): boolean {
  let left = arcs.filter(([from, to]) => !without.includes(from) && !without.includes(to));
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    left = left.filter(([, to]) => left.some(([from]) => from === to));
  }
  return left.length === 0;
}

test("P6: the fewest bridges are the fewest components whose removal leaves no cycle", () => {
  const dice = new Dice(6);
  let worlds = 0;
  for (; worlds < 300; worlds++) {
    const { system: plain, verdicts, forced } = rollingWorld(dice);
    const sets = fewestFirst(plain.components.map(({ id }) => id));
    const found = sets.map((set) => {
      const bridged = withBridges(plain, set);
      const possible = scheduleExists(bridged, verdicts, { avoid: "breaking" });
      expect(planRelease(bridged, verdicts).kind !== "impossible", `world ${worlds}, bridges ${set}`).toBe(
        possible,
      );
      return possible;
    });
    const fewest = sets[found.indexOf(true)]?.length;
    expect(fewest, `world ${worlds}`).toBe(sets.find((set) => isAcyclic(forced, set))?.length);
  }
  console.log(`${worlds} worlds bridged`);
});
