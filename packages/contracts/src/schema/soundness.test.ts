import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compiled } from "../../../../test/support/independent-validator.ts";
import { anySchema, anyValue } from "../../../../test/support/random-schema.ts";
import { Library, type Location, rootOf } from "../document/library.ts";
import { SchemaComparison } from "./comparison.ts";
import { SchemaSource } from "./schema-source.ts";
import { acceptedView, sentView, type View } from "./view.ts";

function sourceOf(text: string, name: string): { source: SchemaSource; root: Location } | undefined {
  const library = new Library({ read: (path) => (path === name ? text : undefined), list: () => [] });
  const parsed = library.load(name);
  return parsed?.kind === "document"
    ? { source: new SchemaSource(library, "2020-12"), root: rootOf(parsed.document) }
    : undefined;
}

/** Undefined where the validator has no answer. */
function validatorOf(schema: unknown): (value: unknown) => boolean | undefined {
  const ask = compiled("2020-12", schema);
  return (value) => {
    const { kind } = ask(value);
    return kind === "unknown" ? undefined : kind === "valid";
  };
}

const counts = { proved: 0, refuted: 0, unknown: 0, attacks: 0, confirmed: 0, unconfirmed: [] as string[] };

/** Asks, then attacks the answer with an independent validator. Throws on a wrong answer. */
function attack(
  sent: unknown,
  accepted: unknown,
  values: readonly unknown[],
  sentAs: View,
  acceptedAs: View,
): void {
  const from = sourceOf(JSON.stringify(sent), "sent");
  const to = sourceOf(JSON.stringify(accepted), "accepted");
  if (!from || !to) return;
  const comparison = new SchemaComparison(from.source, to.source, "ignore");
  const { mismatches, gaps } = comparison.compare(from.root, to.root, sentAs, acceptedAs);
  const pair = comparison.exportedPair(from.root, to.root, sentAs, acceptedAs);
  const mayBeSent = validatorOf(pair.sent);
  const isAccepted = validatorOf(pair.accepted);
  const said = () =>
    `\nsent ${JSON.stringify(sent)}\naccepted ${JSON.stringify(accepted)}\nas ${JSON.stringify([pair.sent, pair.accepted])}`;
  for (const item of mismatches) {
    // A refutation that is not confirmed is shown as unknown (ajv itself errs on `contains` beside `prefixItems`).
    if (mayBeSent(item.value) === true && isAccepted(item.value) === false) counts.confirmed++;
    else counts.unconfirmed.push(`${JSON.stringify(item.value)} (${item.keyword})${said()}`);
  }
  if (mismatches.length > 0) counts.refuted++;
  else if (gaps.length > 0) counts.unknown++;
  else {
    counts.proved++;
    for (const one of values) {
      if (!mayBeSent(one)) continue;
      counts.attacks++;
      if (isAccepted(one) === false)
        throw new Error(`proved, but ${JSON.stringify(one)} is sent and refused${said()}`);
    }
  }
}

const open = [sentView("open", "either"), acceptedView("strict", "either")] as const;
const closed = [sentView("closed", "either"), acceptedView("tolerant", "either")] as const;
/** The same pairs at every run; soundness.long.test.ts draws new ones. */
const runs = Number(process.env.SOUNDNESS_RUNS ?? 120);
const seed = Number(process.env.SOUNDNESS_SEED ?? 1);

describe("every answer holds against an independent validator", () => {
  it.each([
    ["an open sender and a strict receiver", open],
    ["a closed sender and a tolerant receiver", closed],
  ] as const)(`for two schemas that have parts in common, seed ${seed}: %s`, (_, views) => {
    const part = anySchema;
    const pairs = fc
      .tuple(part, part, part, fc.integer({ min: 0, max: 7 }))
      .map(([a, b, d, way]) => related(a, b, d, way));
    fc.assert(
      fc.property(pairs, fc.array(anyValue, { minLength: 40, maxLength: 40 }), ([sent, accepted], values) =>
        attack(sent, accepted, values, ...views),
      ),
      { numRuns: runs, seed },
    );
    expect(counts.proved).toBeGreaterThan(runs / 20);
    expect(counts.refuted).toBeGreaterThan(runs / 20);
    expect(counts.unconfirmed.length, counts.unconfirmed[0]).toBeLessThanOrEqual(counts.confirmed / 20);
    expect(counts.unknown).toBeLessThan((counts.proved + counts.refuted) / 5);
    if (process.env.SHOW_UNKNOWN) process.stdout.write(`${JSON.stringify(counts)}\n`);
  });
});

/** Unrelated schemas are mostly refuted at once; related ones ask the interesting questions. */
function related(a: unknown, b: unknown, d: unknown, way: number): readonly [unknown, unknown] {
  const wrap = (inner: unknown) => (typeof inner === "object" ? { ...inner, $defs: { d } } : inner);
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [a, b],
    [{ allOf: [a, b] }, a],
    [a, { anyOf: [b, a] }],
    [{ allOf: [a, b] }, { anyOf: [b, d] }],
    [a, { oneOf: [a, b] }],
    [{ properties: { a, b } }, { properties: { a: { anyOf: [a, b] } }, additionalProperties: d }],
    [{ anyOf: [a, b] }, { anyOf: [b, a] }],
    [{ allOf: [a, { not: b }] }, { not: { allOf: [a, b] } }],
  ];
  const [sent, accepted] = pairs[way] ?? [a, b];
  return [wrap(sent), wrap(accepted)];
}
