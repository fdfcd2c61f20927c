import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compiled } from "../../../../test/support/independent-validator.ts";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import { Library, rootOf } from "../document/library.ts";
import { holds } from "./evaluate.ts";
import { exported } from "./export.ts";
import { SchemaPool } from "./normalise.ts";
import { SchemaSource } from "./schema-source.ts";
import { acceptedView } from "./view.ts";

interface Group {
  description: string;
  schema: unknown;
  tests: { description: string; data: unknown; valid: boolean }[];
}

/** Each schema in our own form, judged by us, and by an independent validator after it was written out again. */
function judged(folder: string, dialect: "draft-07" | "2020-12") {
  const wrong: string[] = [];
  const [counts, files] = [
    { asked: 0, silent: 0 },
    readdirSync(folder).filter((file) => file.endsWith(".json")),
  ];
  for (const file of files) {
    for (const { description, schema, tests } of JSON.parse(
      readFileSync(join(folder, file), "utf8"),
    ) as Group[]) {
      const library = new Library({
        read: (path) => (path === "schema" ? JSON.stringify(schema) : undefined),
        list: () => [],
      });
      const parsed = library.load("schema");
      if (parsed?.kind !== "document") continue;
      let id = 0;
      const pool = new SchemaPool(new SchemaSource(library, dialect), {
        formats: "ignore",
        nextId: () => ++id,
      });
      const node = pool.node(rootOf(parsed.document), acceptedView("strict", "either"));
      const written = compiled("2020-12", exported(node));
      for (const { description: what, data, valid } of tests) {
        counts.asked++;
        const answer = holds(node, data);
        if (answer === undefined) counts.silent++;
        else if (answer !== valid) wrong.push(`${file}: ${description}: ${what}: judged ${answer}`);
        else if (what === "__proto__ not valid")
          continue; // ajv does not look at a property of that name
        else if (written(data).kind !== (valid ? "valid" : "invalid"))
          wrong.push(`${file}: ${description}: ${what}: written out it is ${written(data).kind}`);
      }
    }
  }
  return { wrong, ...counts };
}

describeWithFixture("json-schema-test-suite", (root) => {
  test.each([
    ["draft7", "draft-07"],
    ["draft2020-12", "2020-12"],
  ] as const)("%s: reading a schema keeps its meaning", (folder, dialect) => {
    const { wrong, asked, silent } = judged(join(root, "tests", folder), dialect);
    expect(wrong).toEqual([]);
    expect(silent / asked).toBeLessThan(0.25);
  });
});
