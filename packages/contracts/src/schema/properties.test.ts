import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { compiled } from "../../../../test/support/independent-validator.ts";
import { anySchema } from "../../../../test/support/random-schema.ts";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import { type InclusionOptions, included } from "./included.ts";

/** What must hold of inclusion whatever the schemas are. The same ones at every run; properties.long.test.ts draws new ones. */
const runs = Number(process.env.PROPERTY_RUNS ?? 60);
const seed = Number(process.env.PROPERTY_SEED ?? 1);
/** Every so many-th of the hand-written pairs. */
const pairStep = runs > 100 ? 1 : 7;
const literal: InclusionOptions = {
  dialect: "2020-12",
  world: "open",
  tolerance: "strict",
  formats: "ignore",
};
const settings: Readonly<Record<string, InclusionOptions>> = {
  "an open sender and a strict receiver": literal,
  "a closed sender and a tolerant receiver": { ...literal, world: "closed", tolerance: "tolerant" },
};

/** Schemas that are made of the same parts, and what a part may refer to. */
interface Family {
  readonly a: unknown;
  readonly b: unknown;
  readonly c: unknown;
  readonly d: unknown;
}
const family = fc.record<Family>({ a: anySchema, b: anySchema, c: anySchema, d: anySchema });
const ways = fc.integer({ min: 0, max: 7 });

/** Three schemas of which each may be a part of the next: unrelated ones are refuted at once, and show nothing. */
function chain({ a, b, c }: Family, way: number): readonly [unknown, unknown, unknown] {
  const chains: readonly (readonly [unknown, unknown, unknown])[] = [
    [a, { anyOf: [b, c] }, { anyOf: [c, b, { const: "z" }] }],
    [{ allOf: [a, b] }, a, { anyOf: [c, a] }],
    [{ allOf: [a, b] }, { anyOf: [a, c] }, { anyOf: [c, b, a] }],
    [a, { anyOf: [a, b] }, { anyOf: [b, c, a] }],
    [{ allOf: [a, b, c] }, { allOf: [b, a] }, b],
    [
      { properties: { a }, required: ["a"] },
      { properties: { a: { anyOf: [a, b] } } },
      { properties: { a: { anyOf: [a, b, c] } } },
    ],
    [{ items: { allOf: [a, b] } }, { items: a }, { anyOf: [{ items: a }, c] }],
    [a, { oneOf: [a, b] }, { anyOf: [a, b] }],
  ];
  return chains[way] ?? [a, b, c];
}

describe.each(Object.entries(settings))("with %s", (_, options) => {
  /** How often the premise of each property held: one that never does says nothing. */
  const shown = { reflexive: 0, transitive: 0, wider: 0, narrower: 0, both: 0 };
  afterAll(() => {
    if (process.env.SHOW_PROPERTIES) process.stdout.write(`${JSON.stringify(shown)}\n`);
  });

  /** In a document whose `$defs` hold what the parts refer to. */
  const asker = ({ d }: Family) => {
    const whole = (schema: unknown) => ({ allOf: [schema], $defs: { d } });
    return {
      whole,
      ask: (sent: unknown, accepted: unknown) => included(whole(sent), whole(accepted), options),
    };
  };
  const holds = (property: (family: Family, way: number) => void) =>
    fc.assert(fc.property(family, ways, property), { numRuns: runs, seed });

  test("reflexive: what a schema admits is not refused by it, however it is put", () => {
    holds((one) => {
      const { ask } = asker(one);
      for (const same of [
        one.a,
        { allOf: [one.a, one.a] },
        { anyOf: [one.a, one.a] },
        { allOf: [true, one.a] },
      ]) {
        const { kind } = ask(one.a, same);
        expect(kind).not.toBe("refuted");
        if (kind === "proved") shown.reflexive++;
      }
    });
    expect(shown.reflexive).toBeGreaterThan(runs * 3.5);
  });

  test("transitive: a part of a part is not refused", () => {
    holds((one, way) => {
      const { ask } = asker(one);
      const [a, b, c] = chain(one, way);
      if (ask(a, b).kind !== "proved" || ask(b, c).kind !== "proved") return;
      shown.transitive++;
      expect(ask(a, c).kind).not.toBe("refuted");
    });
    expect(shown.transitive).toBeGreaterThan(runs / 5);
  });

  test("monotone: one more alternative takes no less, one more condition sends no more", () => {
    holds((one, way) => {
      const { ask } = asker(one);
      const [a, b] = chain(one, way);
      const { c } = one;
      if (ask(a, b).kind === "proved") {
        shown.wider++;
        expect(ask(a, { anyOf: [b, c] }).kind).not.toBe("refuted");
        expect(ask({ allOf: [a, c] }, b).kind).not.toBe("refuted");
      }
      if (ask(a, { anyOf: [b, c] }).kind === "refuted") {
        shown.narrower++;
        expect(ask(a, b).kind).not.toBe("proved");
      }
    });
    expect(shown.wider).toBeGreaterThan(runs / 5);
    expect(shown.narrower).toBeGreaterThan(runs / 20);
  });

  test("two conditions are met exactly where each of them is", () => {
    holds((one, way) => {
      const { ask } = asker(one);
      const [a, b] = chain(one, way);
      const each = [ask(a, b).kind, ask(a, one.c).kind];
      const together = ask(a, { allOf: [b, one.c] }).kind;
      if (each.every((kind) => kind === "proved")) expect(together).not.toBe("refuted");
      if (each.includes("refuted")) expect(together).not.toBe("proved");
      if (together === "proved") expect(each).not.toContain("refuted");
      if (together === "refuted") expect(each).not.toEqual(["proved", "proved"]);
      shown.both++;
    });
    expect(shown.both).toBe(runs);
  });
});

test("the value of a refutation is sent and refused, says another validator", () => {
  const counts = { confirmed: 0, others: [] as string[] };
  fc.assert(
    fc.property(family, ways, (one, way) => {
      const [a, b] = chain(one, way);
      const [sent, accepted] = [a, b].map((schema) => ({ allOf: [schema], $defs: { d: one.d } })) as [
        object,
        object,
      ];
      const answer = included(sent, accepted, literal);
      if (answer.kind !== "refuted") return;
      const shows =
        compiled("2020-12", sent)(answer.value).kind === "valid" &&
        compiled("2020-12", accepted)(answer.value).kind === "invalid";
      if (shows) counts.confirmed++;
      else counts.others.push(JSON.stringify([answer.value, sent, accepted]));
    }),
    { numRuns: runs, seed },
  );
  expect(counts.confirmed).toBeGreaterThan(runs / 10);
  // ajv errs on `contains` beside `prefixItems`; such a refutation is shown as unknown.
  expect(counts.others.length, counts.others[0]).toBeLessThanOrEqual(counts.confirmed / 20);
});

/** Every JSON file below a folder. */
function documentsBelow(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file): unknown => JSON.parse(readFileSync(join(folder, file), "utf8")));
}

describeWithFixture("event-histories", (root) => {
  test("reflexive: every real event is taken by its own schema, also where it is said twice", () => {
    const schemas = documentsBelow(join(root, "cdevents/v0.3.0/schemas")) as { $id: unknown }[];
    expect(schemas.length).toBeGreaterThan(30);
    for (const { $id: _, ...schema } of schemas)
      for (const options of Object.values(settings))
        for (const same of [schema, { allOf: [schema, schema] }, { anyOf: [{ ...schema, title: "same" }] }])
          expect(included(schema, same, options)).toEqual({ kind: "proved" });
  });
});

describeWithFixture("schema-containment", (root) => {
  test("monotone: what is proved of hand-written pairs stays so beside a third schema", () => {
    const pairs = (documentsBelow(join(root, "tests")) as { schema1: unknown; schema2: unknown }[][])
      .flat()
      .filter(({ schema1, schema2 }) => !/"\$(ref|id)"/.test(JSON.stringify([schema1, schema2])));
    const ask = (sent: unknown, accepted: unknown) =>
      included(sent, accepted, { ...literal, dialect: "draft-06" }).kind;
    let proved = 0;
    for (const [index, { schema1: a, schema2: b }] of pairs.entries()) {
      const { schema1: c } = pairs[(index * 7 + 1) % pairs.length] ?? { schema1: true };
      if (index % pairStep !== 0) continue;
      expect(ask(a, a)).not.toBe("refuted");
      if (ask(a, b) !== "proved") continue;
      proved++;
      expect(ask(a, { anyOf: [b, c] })).not.toBe("refuted");
      expect(ask({ allOf: [a, c] }, b)).not.toBe("refuted");
      expect(ask({ not: b }, { not: a })).not.toBe("refuted");
    }
    expect(proved).toBeGreaterThan(pairs.length / pairStep / 10);
  });
});
