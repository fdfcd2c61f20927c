import {
  type MeasuredTraffic,
  pinToken,
  quantileOf,
  type SecondRow,
  setWeight,
  signedText,
} from "@crossfade/core";
import { expect, test, vi } from "vitest";
import { type Given, inParallel, type Release, users } from "./release.ts";
import { type Answer, type Call, newLabel, oldLabel, routerId } from "./router-under-test.ts";

const crowd = users(60);
/** Complete seconds only, and a log that takes its time. */
const countedMs = 15_000;
const slowMs = 600;
/** No instance here is older than the suite. */
const oldestS = 600;

/** What a router has counted. */
export function measureTests({ begin, claims }: Given): void {
  test.skipIf(!claims.errorsByVersion)(
    "requests and errors, and the users that meet them for the first time, are counted by version and named route",
    async () => {
      const release = await halfway(await begin());
      const calls = crowd.flatMap((user, n): Call[] => [
        { user },
        { user, status: n % 5 === 0 ? 500 : 404 },
        { user, status: n % 5 === 0 ? 503 : 200 },
        { user, checkout: true },
      ]);
      const { rows } = await counted(release, calls);
      for (const label of [oldLabel, newLabel]) {
        const those = crowd.filter((user) => release.bucket(user) < 5_000 === (label === newLabel));
        const failing = those.filter((user) => crowd.indexOf(user) % 5 === 0);
        expect(sum(rows, label, "calls")).toEqual({
          requests: 3 * those.length,
          errors: 2 * failing.length,
          aborted: 0,
          exposed: those.length,
          failed: failing.length,
          slow: [0, 0],
        });
        expect(sum(rows, label, "checkout")).toMatchObject({ requests: those.length, errors: 0 });
      }
    },
  );

  test.skipIf(!claims.errorsByVersion)(
    "how old the youngest instance is that answered is known",
    async () => {
      const release = await begin();
      const ages = await vi.waitFor(async () => {
        const { rows } = await counted(release, [{ user: "u-1" }]);
        const known = rows.flatMap(({ youngestS }) => youngestS ?? []);
        expect(known).not.toEqual([]);
        return known;
      }, countedMs);
      expect(ages.filter((age) => age < 0 || age > oldestS)).toEqual([]);
    },
  );

  test.skipIf(!claims.errorsByVersion || !claims.histogram)(
    "users of all versions together are counted since a moment, whatever the split did meanwhile",
    async () => {
      const release = await begin();
      const [failing, slow, ...others] = crowd;
      if (failing === undefined || slow === undefined) throw new TypeError("there is a crowd");
      const usersOf = async () => (await release.router.measure(0, 0)).users;
      // It does not know of the second in which it began, nor of that in which these users were new.
      await counted(release, [{ user: failing }]);
      await vi.waitFor(async () => {
        const row = (await usersOf())?.rows.find(({ component }) => component === "api");
        expect(row?.sinceS).toBeLessThanOrEqual(Math.floor(Date.now() / 1_000));
      }, countedMs);
      await inParallel(
        [
          { user: failing, status: 500 },
          { user: slow, delayMs: slowMs },
        ],
        (call: Call) => release.send(call),
      );
      await halfway(release);
      const all = [failing, slow, ...others];
      await counted(
        release,
        all.map((user): Call => ({ user })),
      );
      const buckets = new Set(all.map((user) => release.bucket(user)));
      await vi.waitFor(async () => {
        const rows = (await usersOf())?.rows.filter(({ component }) => component === "api");
        expect(rows).toMatchObject([{ users: buckets.size, failed: 1 }]);
        expect(rows?.[0]?.slow[0]?.[1]).toBe(1);
      }, countedMs);
      const nowS = Math.floor(Date.now() / 1_000);
      expect((await release.router.measure(nowS)).users).toBeUndefined();
    },
  );

  test.skipIf(!claims.histogram)(
    "users are counted once at each threshold that an answer of theirs took longer than",
    async () => {
      const release = await halfway(await begin());
      const calls = crowd.flatMap((user, n): Call[] =>
        n % 3 === 0
          ? [
              { user, delayMs: slowMs },
              { user, delayMs: slowMs },
            ]
          : [{ user }],
      );
      const { rows, measured } = await counted(release, calls);
      for (const label of [oldLabel, newLabel]) {
        const those = crowd.filter((user) => release.bucket(user) < 5_000 === (label === newLabel));
        const slow = those.filter((user) => crowd.indexOf(user) % 3 === 0);
        expect(sum(rows, label, "calls").slow).toEqual([slow.length, 0]);
        const histogram = measured.latencies.find((each) => isOf(each, label, "calls"));
        expect(histogram?.requests).toBe(those.length + slow.length);
        expect(quantileOf(histogram?.bins ?? [], 0.99)).toBeGreaterThan(slowMs * 0.9);
        expect(quantileOf(histogram?.bins ?? [], 0.2)).toBeLessThan(slowMs * 0.9);
      }
    },
  );

  test.skipIf(!claims.pins)("what testers ask is no evidence: it is counted apart", async () => {
    const release = await begin();
    const expiresS = Math.floor(Date.now() / 1_000) + 600;
    const pin = { audience: routerId, component: "api", label: newLabel, expiresS, id: "tester" };
    const tester = pinToken(pin, await release.sign(signedText(pin)));
    const tried: Call[] = [
      { user: "t-1" },
      { user: "t-1", status: 500 },
      { user: "t-2", client: "web/1.0.0" },
    ];
    for (const call of tried) expect((await release.send({ ...call, tester })).label).toBe(newLabel);
    const { measured, rows } = await counted(release, [{ user: "u-1" }, { user: "u-2" }]);
    expect(rows.filter(({ label }) => label === newLabel)).toEqual([]);
    expect(measured.pairs.filter(({ component }) => component === "api")).toEqual([]);
    const testers = measured.testers?.filter(({ component }) => component === "api");
    expect(testers).toEqual([{ component: "api", label: newLabel, requests: 3, errors: 1 }]);
  });

  test("calls are counted by the version that calls and the version that answers", async () => {
    const release = await halfway(await begin());
    const calls = crowd.map(
      (user, n): Call => ({ user, client: `web/1.${n % 2}.0`, status: n % 4 === 0 ? 500 : 200 }),
    );
    const { measured } = await counted(release, calls);
    const pairs = measured.pairs.filter(({ component }) => component === "api");
    const expected = [oldLabel, newLabel].flatMap((label) =>
      [0, 1].map((client) => {
        const those = crowd.flatMap((user, n) =>
          release.bucket(user) < 5_000 === (label === newLabel) && n % 2 === client ? [n] : [],
        );
        const errors = those.filter((n) => n % 4 === 0).length;
        const users = new Set(those.map((n) => release.bucket(crowd[n] ?? ""))).size;
        const recent = { users, sinceS: expect.any(Number) };
        return {
          component: "api",
          label,
          client: `web/1.${client}.0`,
          requests: those.length,
          errors,
          recent,
        };
      }),
    );
    expect(pairs).toHaveLength(expected.length);
    expect(pairs).toEqual(expect.arrayContaining(expected));
  });
}

/** Users are counted anew from the second after the change: who asks in both is counted in both. */
async function halfway(release: Release): Promise<Release> {
  await release.change((state) => setWeight(state, { component: "api", label: newLabel, weight: 5_000 }));
  await new Promise((resolve) => setTimeout(resolve, 1_000 - (Date.now() % 1_000)));
  return release;
}

/** Sends all calls, and waits until the router has counted as many. */
async function counted(
  release: Release,
  calls: readonly Call[],
): Promise<{
  readonly rows: readonly SecondRow[];
  readonly measured: MeasuredTraffic;
  readonly answers: readonly Answer[];
}> {
  const sinceS = Math.floor(Date.now() / 1000) - 1;
  const answers = await inParallel(calls, (call) => release.send(call));
  const measured = await vi.waitFor(async () => {
    const now = await release.router.measure(sinceS);
    const rows = now.seconds.filter(({ component }) => component === "api");
    expect(rows.reduce((total, { requests }) => total + requests, 0)).toBeGreaterThanOrEqual(calls.length);
    return now;
  }, countedMs);
  return { answers, measured, rows: measured.seconds };
}

function sum(rows: readonly SecondRow[], label: string, route: string) {
  const total = { requests: 0, errors: 0, aborted: 0, exposed: 0, failed: 0, slow: [0, 0] };
  for (const row of rows.filter((each) => isOf(each, label, route))) {
    for (const key of ["requests", "errors", "aborted", "exposed", "failed"] as const) total[key] += row[key];
    total.slow = total.slow.map((count, index) => count + (row.slow[index] ?? 0));
  }
  return total;
}

function isOf(
  key: { component: string; label: string; route: string },
  label: string,
  route: string,
): boolean {
  return key.component === "api" && key.label === label && key.route === route;
}
