import { expect, test } from "vitest";
import { LogTally } from "./log-tally.ts";

const token = "t".repeat(32);
const nowS = 1_795_286_207;

interface Told {
  readonly pid?: number;
  readonly number?: number;
  readonly bucket?: number;
  readonly generation?: number;
  readonly salt?: number;
  readonly status?: number;
  readonly tookMs?: number;
  readonly atS?: number;
}

let lines = 0;
const line = ({
  pid = 1,
  number = ++lines,
  bucket = 1,
  generation = 1,
  salt = 5,
  status = 200,
  tookMs = 10,
  atS = nowS,
}: Told) =>
  `cf1 ${token} ${pid} ${number} ${atS * 1000} L2FwaQ== api 2.0.0 ${bucket} ${generation * 2} ${salt} edge:api:2.0.0 s1 ${status} ---- ${atS * 1000 + tookMs} ${atS * 1000 + tookMs} -`;

function tally(told: readonly Told[]) {
  lines = 0;
  const counted = new LogTally({ token, thresholdsMs: [100], nowS, ageS: () => 60 });
  for (const each of told) counted.take(line(each));
  return counted;
}

const rows = (counted: LogTally) => counted.measure(nowS - 100, nowS + 10).seconds;

test("requests, errors and slow answers are counted by user", () => {
  const [row] = rows(
    tally([
      { bucket: 1 },
      { bucket: 1, status: 500 },
      { bucket: 2, tookMs: 200 },
      { bucket: 2, tookMs: 300 },
    ]),
  );
  expect(row).toMatchObject({
    requests: 4,
    errors: 1,
    exposed: 2,
    failed: 1,
    slow: [1],
    youngestS: 60,
    route: "/api",
  });
});

test("a new release begins with users that nobody has seen, and what comes late of the old one is not its own", () => {
  const counted = tally([
    { bucket: 1, status: 500 },
    { bucket: 1, generation: 2, salt: 6 },
    { bucket: 2, generation: 1, salt: 5, status: 500 },
    { bucket: 3, generation: 3, salt: 6 },
  ]);
  expect(rows(counted)).toEqual([expect.objectContaining({ requests: 2, errors: 0, exposed: 2, failed: 0 })]);
});

test("a number that is missing is a request that was lost", () => {
  expect(tally([{ number: 7 }, { number: 8 }]).tallied()).toMatchObject({ counted: 2, lost: 0 });
  expect(tally([{ number: 7 }, { number: 12 }]).tallied()).toMatchObject({ counted: 2, lost: 4 });
  expect(tally([{ number: 7 }, { number: 12 }]).measure(0, nowS).lost).toBe(4);
});

test("threads may hand in their lines in another order", () => {
  expect(tally([{ number: 3 }, { number: 1 }, { number: 2 }]).tallied().lost).toBe(0);
});

test("each process counts its own lines, however many there were", () => {
  const told = Array.from({ length: 40 }, (_, pid) => [
    { pid, number: 1 },
    { pid, number: 3 },
  ]).flat();
  expect(tally(told).tallied().lost).toBe(40);
});

test("what waited while nobody collected is counted in its own seconds", () => {
  const counted = tally([{ atS: nowS - 30 }, { atS: nowS - 29 }]);
  expect(rows(counted).map(({ second }) => second)).toEqual([nowS - 30, nowS - 29]);
});

test("before the first line nothing was counted, from now on", () => {
  expect(tally([]).measure(0, nowS + 5)).toEqual({
    fromS: nowS,
    toS: nowS + 4,
    seconds: [],
    latencies: [],
    pairs: [],
  });
});

test("others' lines are counted as such", () => {
  const counted = tally([{}]);
  counted.take("hello");
  expect(counted.tallied()).toEqual({ counted: 1, lost: 0, foreign: 1 });
});
