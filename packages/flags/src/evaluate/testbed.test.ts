import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from "@cucumber/gherkin";
import { IdGenerator, type Pickle } from "@cucumber/messages";
import { describe, expect, test } from "vitest";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import { compileFlags, type FlagSet, type FlagValue, type Resolution } from "./index.ts";

/** The one group that is left out, by its tag: bucketing as it was before v2. */
const leftOut = "@fractional-v1";

/** The cases of the testbed's evaluator suite, one per row of a table. */
function pickles(folder: string): readonly Pickle[] {
  const id = IdGenerator.incrementing();
  return readdirSync(join(folder, "evaluator/gherkin"))
    .sort()
    .flatMap((file) => {
      const parser = new Parser(new AstBuilder(id), new GherkinClassicTokenMatcher());
      const document = parser.parse(readFileSync(join(folder, "evaluator/gherkin", file), "utf8"));
      return compile(document, file, id);
    });
}

interface World {
  flag: { key: string; type: string; fallback: FlagValue };
  context: Record<string, unknown>;
  answer: Resolution;
}

function typed(type: string, text: string): unknown {
  if (type === "Boolean") return text === "true";
  if (type === "Integer" || type === "Float") return Number(text);
  return type === "Object" ? JSON.parse(text.replaceAll('\\"', '"')) : text;
}

type Step = (world: World, flags: FlagSet, ...words: string[]) => void;

const steps: readonly (readonly [pattern: RegExp, step: Step])[] = [
  [/^an evaluator$/, () => undefined],
  [
    /^a (\w+)-flag with key "(.*)" and a fallback value "(.*)"$/,
    (world, _flags, type = "", key = "", text = "") => {
      world.flag = { key, type, fallback: typed(type, text) as FlagValue };
    },
  ],
  [
    /^a context containing a targeting key with value "(.*)"$/,
    ({ context }, _flags, value) => {
      context.targetingKey = value;
    },
  ],
  [
    /^a context containing a key "(.*)", with type "(.*)" and with value "(.*)"$/,
    ({ context }, _flags, key = "", type = "", value = "") => {
      context[key] = typed(type, value);
    },
  ],
  [
    /^a context containing a nested property with outer key "(.*)" and inner key "(.*)", with value "(.*)"$/,
    ({ context }, _flags, outer = "", inner = "", value) => {
      context[outer] = { [inner]: value };
    },
  ],
  [
    /^the flag was evaluated with details$/,
    (world, flags) => {
      world.answer = flags.details(world.flag.key, world.flag.fallback, world.context);
    },
  ],
  [
    /^the resolved details value should be "(.*)"$/,
    ({ answer, flag }, _flags, value = "") => expect(answer.value).toEqual(typed(flag.type, value)),
  ],
  [/^the reason should be "(.*)"$/, ({ answer }, _flags, reason) => expect(answer.reason).toBe(reason)],
  [/^the error-code should be "(.*)"$/, ({ answer }, _flags, code) => expect(answer.errorCode).toBe(code)],
  [/^the resolved metadata is empty$/, ({ answer }) => expect(answer.metadata).toEqual({})],
];

function run(pickle: Pickle, flags: FlagSet): void {
  const world = { context: {} } as World;
  for (const { text, argument } of pickle.steps) {
    if (text === "the resolved metadata should contain") {
      const [, ...rows] = argument?.dataTable?.rows.map((row) => row.cells.map((cell) => cell.value)) ?? [];
      const wanted = rows.map(([key = "", type = "", value = ""]) => [key, typed(type, value)]);
      expect(world.answer.metadata).toEqual(Object.fromEntries(wanted));
      continue;
    }
    const [pattern, step] = steps.find(([each]) => each.test(text)) ?? [];
    if (!pattern || !step) throw new Error(`the testbed has a step that nobody knows: ${text}`);
    step(world, flags, ...(pattern.exec(text) ?? []).slice(1));
  }
}

describeWithFixture("flagd-testbed", (folder) => {
  const all = pickles(folder);
  const applied = all.filter(({ tags }) => !tags.some(({ name }) => name === leftOut));
  const document = JSON.parse(readFileSync(join(folder, "evaluator/flags/testkit-flags.json"), "utf8"));

  test("has 140 cases, of which 125 apply", () => {
    expect([all.length, applied.length]).toEqual([140, 125]);
  });

  describe.each([
    ["closures", false],
    ["generated code", true],
  ])("%s", (_name, generateCode) => {
    const flags = compileFlags(document, { clock: () => 0, generateCode });
    const cases = applied.map((pickle) => [
      `${pickle.name} (${pickle.uri}:${pickle.astNodeIds.at(-1)})`,
      pickle,
    ]);
    test.each(cases as [string, Pickle][])("%s", (_case, pickle) => run(pickle, flags));
  });

  test("what is wrong in it is said, with its place", () => {
    const { complaints } = compileFlags(document, { clock: () => 0 });
    expect(complaints.map(({ path, message }) => `${path.join("/")}: ${message}`)).toMatchInlineSnapshot(`
      [
        "flags/ref-to-nonexistent-evaluator-flag/targeting/if/0/$ref: there is no evaluator \`nonexistent_evaluator\`",
      ]
    `);
  });
});
