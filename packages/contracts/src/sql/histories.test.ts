import { hazardsOf, migrationsOf, schemaAfter, sqlContracts } from "@crossfade/contracts";
import { expect, test } from "vitest";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import {
  hazardSummary,
  histories,
  historyOf,
  stepsOf,
  summaryOf,
  usesEverything,
} from "../../../../test/support/sql-histories.ts";

// The short form: a sample of the steps. All of it is in histories.long.test.ts.
const every = { umami: 2, "cosmo-controlplane": 48, "zksync-core": 80 } as const;

describeWithFixture("sql-histories", (root) => {
  test.each(histories)(
    "every migration of %s is parsed and folded, and nothing of it is left in doubt",
    (name) => {
      const { schema, texts } = historyOf(root, name);
      expect(migrationsOf(schema)).toHaveLength(texts.length);
      // The extension of umami is the one thing that is not followed; it brings functions and types only.
      expect(hazardSummary({ name, texts, schema: schemaAfter(schema, 12).contract }).undecided).toEqual([]);
    },
  );

  test("a sample of the steps says to versions that use everything", () => {
    const summaries = histories.map((name) => [
      name,
      summaryOf(stepsOf(historyOf(root, name), (count) => count % every[name] === 0)),
    ]);
    expect(Object.fromEntries(summaries)).toMatchInlineSnapshot(`
      {
        "cosmo-controlplane": {
          "new code that goes first, steps per rule": [
            "1 breaking sql/column-missing",
            "2 breaking sql/table-missing",
          ],
          "old code, steps per rule": [],
          "steps of which old code notices nothing": "3 of 3",
          "steps that break new code that goes first": "3 of 3",
          "steps that break old code": "0 of 3",
          "steps that make old INSERTs fail": "0 of 3",
        },
        "umami": {
          "new code that goes first, steps per rule": [
            "6 breaking sql/column-missing",
            "2 breaking sql/insert-incomplete",
            "3 breaking sql/table-missing",
            "1 unknown sql/type-changed",
          ],
          "old code, steps per rule": [
            "2 breaking sql/column-missing",
            "2 breaking sql/insert-incomplete",
            "1 breaking sql/table-missing",
            "2 unknown sql/type-changed",
          ],
          "steps of which old code notices nothing": "4 of 9",
          "steps that break new code that goes first": "8 of 9",
          "steps that break old code": "3 of 9",
          "steps that make old INSERTs fail": "2 of 9",
        },
        "zksync-core": {
          "new code that goes first, steps per rule": [
            "2 breaking sql/column-missing",
            "1 breaking sql/table-missing",
          ],
          "old code, steps per rule": [],
          "steps of which old code notices nothing": "3 of 3",
          "steps that break new code that goes first": "3 of 3",
          "steps that break old code": "0 of 3",
          "steps that make old INSERTs fail": "0 of 3",
        },
      }
    `);
  });

  test("a version has nothing to fear from the schema that it was built against", () => {
    for (const name of histories) {
      const { schema } = historyOf(root, name);
      const found = sqlContracts.compare(usesEverything(schema), schema, sqlContracts.defaults, {
        builtAgainst: schema,
      });
      expect(found).toEqual([]);
    }
  });

  test("what is applied first is the same whatever comes later", () => {
    const { schema } = historyOf(root, "umami");
    const five = schemaAfter(schema, 5);
    expect(schemaAfter(schemaAfter(schema, 9).contract, 5).digestText).toBe(five.digestText);
    expect(schemaAfter(schema, 6).digestText).not.toBe(five.digestText);
    expect(hazardsOf(schema, migrationsOf(schema).length)).toEqual([]);
  });
});
