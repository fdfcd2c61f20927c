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
  readonly tester?: string;
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
  tester = "-",
}: Told) =>
  `cf1 ${token} ${pid} ${number} ${atS * 1000} L2FwaQ== api 2.0.0 ${bucket} ${generation * 2} ${salt} edge:api:2.0.0 s1 ${status} ---- ${atS * 1000 + tookMs} ${atS * 1000 + tookMs} - ${tester} - 99`;

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
  expect(tally([{ number: 7 }, { number: 12 }]).measure(0, nowS + 2).lost).toBe(4);
});

test("what is lost is told before the second in which it was lost", () => {
  const told = tally([{ number: 7 }, { number: 12 }, { number: 13, atS: nowS + 1 }]);
  for (const at of [nowS, nowS + 1, nowS + 2]) {
    const { toS, lost } = told.measure(0, at);
    expect(toS > nowS && lost === undefined, `at ${at - nowS}`).toBe(false);
  }
});

test("a line that is only late is never told as lost", () => {
  const told = tally([{ number: 1 }, { number: 3 }]);
  expect(told.measure(0, nowS).lost).toBeUndefined();
  told.take(line({ number: 2 }));
  expect(told.measure(0, nowS + 5).lost).toBeUndefined();
});

test("a stream that ends long after the split has changed is a request, and no user that is counted in the new split", () => {
  const counted = tally([
    { bucket: 1, generation: 2 },
    { bucket: 2, generation: 1, atS: nowS + 1, status: 500 },
  ]);
  expect(rows(counted)).toMatchObject([
    { requests: 1, exposed: 1 },
    { requests: 1, errors: 1, exposed: 0, failed: 0 },
  ]);
});

test("testers' requests are counted apart, and are nobody's evidence", () => {
  const counted = tally([{}, { tester: "t" }, { tester: "t", status: 500, bucket: 2 }]);
  expect(rows(counted)).toEqual([expect.objectContaining({ requests: 1, errors: 0, exposed: 1 })]);
  expect(counted.measure(0, nowS + 9).testers).toEqual([
    { component: "api", label: "2.0.0", requests: 2, errors: 1 },
  ]);
});

test("whoever counts anew says from when on users are counted anew, so that nobody counts twice", () => {
  const counted = tally([
    { atS: nowS - 5, status: 500 },
    { atS: nowS + 1, status: 500 },
  ]);
  const { usersSinceS, seconds } = counted.measure(0, nowS + 9);
  expect(usersSinceS).toEqual({ api: nowS });
  expect(seconds.map(({ exposed, failed }) => [exposed, failed])).toEqual([
    [1, 1],
    [1, 1],
  ]);
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
    toS: nowS + 3,
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

test("users are counted since any moment, but not since before this collector began: what came before it may be lost", () => {
  const counted = tally([
    { atS: nowS - 5, status: 500 },
    { atS: nowS + 2, status: 500 },
    { atS: nowS + 2, bucket: 3 },
  ]);
  expect(counted.measure(0, nowS + 9, nowS - 60).users).toMatchObject({
    sinceS: nowS + 1,
    rows: [{ component: "api", users: 2, failed: 1 }],
  });
});
