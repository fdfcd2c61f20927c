import { expect, test } from "vitest";
import { between, type Call } from "../../../../test/support/contract-story.ts";
import { asked, query } from "../../../../test/support/http-calls.ts";
import { compiled } from "../../../../test/support/independent-validator.ts";
import { dice } from "../../../../test/support/random-value.ts";

const seed = Number(process.env.WIRE_SEED ?? process.hrtime.bigint() % 1_000_003n);
const pairs = 4_000;
const roll = dice(seed);
const pick = <T>(items: readonly T[]): T => items[Math.floor(roll() * items.length)] as T;
/** Some of the keywords, each with one of its values. */
const some = (keywords: Readonly<Record<string, readonly unknown[]>>) =>
  Object.fromEntries(
    Object.entries(keywords).flatMap(([name, values]) => (roll() < 0.35 ? [[name, pick(values)]] : [])),
  );

const kinds: readonly (() => object)[] = [
  () => ({
    type: pick(["integer", "integer", "number"]),
    ...some({ minimum: [0, 1, -5, 10, 0.5], maximum: [5, 9, 99, 100, 65_535], multipleOf: [5, 2, 0.5] }),
  }),
  () => ({
    type: "string",
    ...some({
      minLength: [1, 2, 4],
      maxLength: [1, 2, 3, 5],
      pattern: ["^[0-9]+$", "^[a-z]+$", "^-?[0-9]+$", "^[0-9]{1,3}$", "1"],
      enum: [
        ["true", "false"],
        ["1", "2", "3"],
        ["1", "x"],
        ["01", "0.50"],
        ["5", "10", "99"],
      ],
    }),
  }),
  () => ({ type: "boolean", ...some({ enum: [[true], [false]] }) }),
  () => pick([{ enum: [1, 2] }, { enum: ["1", "2", true] }, { type: ["integer", "null"], enum: [5, null] }]),
];
const leaf = () => pick(kinds)();
const schema = () => (roll() < 0.7 ? leaf() : { [pick(["anyOf", "oneOf", "allOf"])]: [leaf(), leaf()] });

const numbers = [0, 1, 2, 5, 7, 9, 10, 42, 99, 100, 101, 999, 1_000, 12_345, 65_535, -1, -5, -100, 0.5, 99.5];
const texts = ["", "a", "ab", "abcdef", "01", "007", "x", "0.50", "1e3"];
const values = [null, true, false, ...numbers, ...texts, "true", "false", ...numbers.map(String)];

/** What a receiver may take a value for. */
function readings(value: unknown): unknown[] {
  const text = String(value);
  if (value === null || typeof value !== "string") return value === null ? [value] : [value, text];
  const number = text !== "" && Number.isFinite(Number(text)) ? [Number(text)] : [];
  return [text, ...number, ...(text === "true" || text === "false" ? [text === "true"] : [])];
}

/** How a pair was judged: what breaks and is not told, and what is told and does not break. */
function judged(
  sent: object,
  accepted: object,
  tried: readonly unknown[],
  read: (value: unknown) => unknown[],
  asks: (schema: object) => Call = (schema) => asked(query(schema)),
) {
  const [sends, takes] = [compiled("2020-12", sent), compiled("2020-12", accepted)];
  const breaks = (value: unknown) =>
    sends(value).kind === "valid" && !read(value).some((each) => takes(each).kind === "valid");
  const found = between(asks(sent), asks(accepted));
  const shown = found.flatMap(({ outcome, claim }) => (outcome === "breaking" && claim ? [claim.value] : []));
  const missed = found.length === 0 ? tried.filter(breaks) : [];
  const alarms = shown.filter((value) => !breaks(value));
  const wrong = missed.length + alarms.length > 0 ? [{ sent, accepted, missed, alarms }] : [];
  return { wrong, undecided: found.length > 0 && shown.length === 0 };
}

test(`what a query may hold is taken as text, or is told with a value that is not (WIRE_SEED=${seed})`, () => {
  const all = Array.from({ length: pairs }, () => judged(schema(), schema(), values, readings));
  expect(all.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(all.filter(({ undecided }) => undecided).length / pairs).toBeLessThan(0.03);
});

const list = (more: Readonly<Record<string, readonly unknown[]>> = {}) => ({
  type: "array",
  items: schema(),
  ...some({ minItems: [1, 2], maxItems: [1, 3], ...more }),
});
const lists = [
  [],
  ...values.map((value) => [value]),
  ...values.map((value, index) => [value, values[index - 1] ?? 7]),
];

/** Every item may be read in its own way. */
function listReadings(value: unknown): unknown[][] {
  const items = Array.isArray(value) ? value.slice(0, 8) : [];
  return items.reduce<unknown[][]>(
    (made, item) => made.flatMap((start) => readings(item).map((each) => [...start, each])),
    [[]],
  );
}

/** Of a receiver who wants different items, those are read as they are written: two texts may spell the same number. */
test(`the same of the items of a list (WIRE_SEED=${seed})`, () => {
  const all = Array.from({ length: pairs / 4 }, () =>
    judged(list({ uniqueItems: [true] }), list(), lists, listReadings),
  );
  expect(all.flatMap(({ wrong }) => wrong)).toEqual([]);
});

const record = () => ({
  type: "object",
  properties: { a: schema(), b: schema() },
  ...(roll() < 0.5 ? { required: ["a", "b"] } : {}),
  ...(roll() < 0.2 ? { additionalProperties: false } : {}),
});
const records = values.flatMap((a, index) => [
  { a, b: values[index - 1] ?? 7 },
  { a },
  { b: a },
  { a: 7, b: a },
]);
/** Every field may be read in its own way. */
function recordReadings(value: unknown): object[] {
  return Object.entries(value as object).reduce<object[]>(
    (made, [name, field]) =>
      made.flatMap((start) => readings(field).map((each) => ({ ...start, [name]: each }))),
    [{}],
  );
}
const form = (schema: object): Call => ({
  more: { requestBody: { required: true, content: { "application/x-www-form-urlencoded": { schema } } } },
});

test.each([
  ["a parameter", undefined],
  ["a form", form],
])(`the same of the fields of an object in %s (WIRE_SEED=${seed})`, (_, asks) => {
  const all = Array.from({ length: pairs / 4 }, () =>
    judged(record(), record(), records, recordReadings, asks),
  );
  expect(all.flatMap(({ wrong }) => wrong)).toEqual([]);
});
