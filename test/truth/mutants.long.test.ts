import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, expect, test } from "vitest";
import { judgeDeeply, real } from "./explore.ts";
import { disagreements, type Planner } from "./judge.ts";
import { randomWorld } from "./worlds/random.ts";
import { smallWorlds } from "./worlds/small.ts";
import { threeVersionWorlds } from "./worlds/three-versions.ts";

/**
 * Is the suite able to fail? Each mutant is the planner with one line broken, bundled to a file of its own; the suite must
 * find a world in which it is wrong and the planner is right. A mutant whose line is gone must be rewritten.
 */
interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly line: string;
  readonly broken: string;
}

const mutants: readonly Mutant[] = [
  {
    name: "leftovers end with their writer",
    file: "coexistence/spans.ts",
    line: 'if (linger.kind === "none" || to === NEVER)',
    broken: "if (linger)",
  },
  {
    name: "only the sender can go first",
    file: "planner/constraint.ts",
    line: "if (receiver.to !== NEVER && sender.from !== ALWAYS)",
    broken: "if (receiver.to === -99)",
  },
  {
    name: "intervals are closed: one moment is contact",
    file: "planner/constraint.ts",
    line: "if (same(sender.through, receiver.from) || same(receiver.to, sender.from))",
    broken: "if (same(-1, -1))",
  },
  {
    name: "going back, what ran left nothing behind",
    file: "planner/mirror.ts",
    line: "leftoversOnly: [...new Set([...left, ...rewritten])]",
    broken: "leftoversOnly: link.leftoversOnly",
  },
  {
    name: "the target state is not looked at",
    file: "planner/constraint.ts",
    line: 'return { kind: "conflict", conflict: possible.length > 0 ? "not-ours" : conflictOf(meeting) };',
    broken: 'conflictOf(meeting); return { kind: "none" };',
  },
  {
    name: "a pin does not keep its server",
    file: "coexistence/timeline.ts",
    line: "this.#notAfter(client.end, server.end);",
    broken: "",
  },
  {
    name: "a server may run three versions",
    file: "coexistence/timeline.ts",
    line: "if (component.serial && second)",
    broken: "if (!component && second)",
  },
  {
    name: "a dark sender is silent",
    file: "coexistence/spans.ts",
    line: "const from = trafficOnly ? population.start : population.deploy;",
    broken: "const from = population.start;",
  },
  {
    name: "a drained sender is silent",
    file: "coexistence/spans.ts",
    line: "const natural = trafficOnly ? population.end : population.gone;",
    broken: "const natural = population.end;",
  },
  {
    name: "unknown is compatible",
    file: "coexistence/meetings.ts",
    line: 'if (verdict.kind === "compatible" ||',
    broken: 'if (verdict.kind === "compatible" || verdict.kind === "unknown" ||',
  },
  {
    name: "standing pairs are not exempt",
    file: "planner/constraint.ts",
    line: "if (meeting.standing || sender.through === ALWAYS)",
    broken: "if (sender.through === ALWAYS)",
  },
  {
    name: "a group does not start at one moment",
    file: "coexistence/timeline.ts",
    line: "this.#merge(peer.start, each.start);",
    broken: "void peer;",
  },
  {
    name: "what is carried on vanishes all the same",
    file: "coexistence/spans.ts",
    line: 'link.carries && link.linger.kind === "for" ? FOR_EVER',
    broken: 'link.carries && link.linger.kind === "none" ? FOR_EVER',
  },
  {
    name: "a migration is two moments",
    file: "coexistence/timeline.ts",
    line: "this.#merge(next.start, old.end);",
    broken: 'this.#edge(next.start, old.end, "new before old ends");',
  },
];

const source = fileURLToPath(new URL("../../packages/core/src/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "crossfade-mutants-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function plannerOf({ name, file, line, broken }: Mutant): Promise<Planner> {
  let broke = false;
  const bundle = await rolldown({
    input: join(source, "index.ts"),
    plugins: [
      {
        name: "break",
        transform(code: string, id: string) {
          if (id !== join(source, file)) return null;
          broke = code.includes(line);
          return code.replace(line, broken);
        },
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  expect(broke, `${file} still has the line that "${name}" breaks`).toBe(true);
  const path = join(folder, `${name.replace(/\W+/g, "-")}.mjs`);
  writeFileSync(path, output[0].code);
  return (await import(pathToFileURL(path).href)) as Planner;
}

/** Complaints about a world; a planner that throws is one too. */
function complaints(judge: () => string[]): string[] {
  try {
    return judge();
  } catch (error) {
    return [String(error)];
  }
}

/** Small worlds first: a mutant found there is found by the smallest example. */
function findWorld(mutant: Planner): string | undefined {
  for (const world of smallWorlds(0, 50)) {
    const found = complaints(() => disagreements(world, mutant));
    if (found[0] !== undefined && disagreements(world, real).length === 0)
      return `${world.name}: ${found[0]}`;
  }
  let turn = 0;
  for (const world of threeVersionWorlds()) {
    const found = complaints(() => judgeDeeply(world, ++turn, mutant));
    if (found[0] !== undefined && judgeDeeply(world, turn, real).length === 0)
      return `${world.name}: ${found[0]}`;
  }
  for (let seed = 0; seed < 20_000; seed++) {
    const world = randomWorld(seed);
    const found = complaints(() => judgeDeeply(world, seed, mutant));
    if (found[0] !== undefined && complaints(() => judgeDeeply(world, seed, real)).length === 0)
      return `seed ${seed}: ${found[0]}`;
  }
  return undefined;
}

test.each(mutants)("found out: $name", async (mutant) => {
  const where = findWorld(await plannerOf(mutant));
  console.log(`${mutant.name}\n  ${where}`);
  expect(where).toBeDefined();
});
