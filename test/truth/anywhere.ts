import type { Plan, System, VerdictTable } from "@crossfade/core";
import { compilePlan } from "./explorer/plan-world.ts";
import { type Happened, halfWay } from "./explorer/present.ts";
import { compileWorld, possible } from "./explorer/world.ts";
import { backAsSaid, type Planner } from "./judge.ts";
import type { Dice } from "./worlds/prng.ts";
import type { World } from "./worlds/story.ts";

/** Some state that the plan allows, after a share (0 to 1) of its moves in any order it allows. */
export function someState(
  system: System,
  verdicts: VerdictTable,
  plan: Plan,
  dice: Dice,
  share: number,
): Happened {
  const { moves } = compilePlan(system, verdicts, plan);
  const done = new Set<string>();
  const empty = new Set<string>();
  let state = 0;
  for (let left = Math.round(share * moves.length); left > 0; left--) {
    const next = moves.filter((move) => possible(move, state));
    if (next.length === 0) break;
    const move = dice.pick(next);
    state |= move.bit;
    for (const label of move.label.split(" + "))
      if (label.startsWith("vanish ")) empty.add(label.slice("vanish ".length));
      else done.add(label);
  }
  return { done, empty };
}

/** P4 and P5 from anywhere inside a plan: what is half-way, and whether and at what price one can go back. */
export function goingBackFrom(world: World, planner: Planner, plan: Plan, happened: Happened): string[] {
  const { system, verdicts } = world;
  const said = planner.reversibility(system, verdicts, { ...happened, risked: plan.unknowns });
  const { standing } = compileWorld(system, verdicts);
  const where = `back from {${[...happened.done, ...[...happened.empty].map((name) => `empty ${name}`)].join(", ")}}`;
  const found = backAsSaid(system, verdicts, happened, standing, said.wayBack, said.unknowns, plan.unknowns);
  const started = system.components.some((component) => halfWay(component, happened).started);
  const deployed = system.components.some((component) => halfWay(component, happened).deployed);
  if (started && said.abort !== "now") found.push("something is half-way, but nothing is to be aborted");
  if (!started && !deployed && said.abort === "now")
    found.push("nothing is half-way, but something is to be aborted");
  return found.map((what) => `${where}: ${what}`);
}
