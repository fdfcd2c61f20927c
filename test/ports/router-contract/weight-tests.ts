import { bucketCount, setWeight } from "@crossfade/core";
import { expect, test } from "vitest";
import { type Given, inParallel, type Release, users } from "./release.ts";
import { newLabel, oldLabel } from "./router-under-test.ts";

const api = { component: "api", label: newLabel };
const crowd = users(8_000);
/** Of so many draws a share is within four standard deviations but once in 16,000 times. */
const maxDeviations = 4;

/** Who gets which version. */
export function weightTests({ begin, claims }: Given): void {
  test("before anything else the old version has everybody, and says so", async () => {
    const release = await begin();
    expect(await release.send({ user: "u-1" })).toMatchObject({
      status: 200,
      label: oldLabel,
      toldVersion: `api@${oldLabel}`,
      pinRefused: false,
    });
  });

  test.skipIf(!claims.exact || !claims.sameUsers)(
    "1, 5, 25 and 50 % of 8,000 users are those whose buckets say so, and as many as chance allows",
    { timeout: 240_000 },
    async () => {
      const release = await begin();
      for (const weight of [100, 500, 2_500, 5_000]) {
        const got = await atWeight(release, weight);
        expect(got).toEqual(new Set(crowd.filter((user) => release.bucket(user) < weight)));
        const share = weight / bucketCount;
        const deviation = Math.sqrt((share * (1 - share)) / crowd.length);
        expect(Math.abs(got.size / crowd.length - share)).toBeLessThan(maxDeviations * deviation);
      }
    },
  );

  test.skipIf(!claims.sticky)(
    "while a weight grows nobody goes back, and when it falls the first ones stay",
    { timeout: 240_000 },
    async () => {
      const release = await begin();
      const some = crowd.slice(0, 1_000);
      const growing = [];
      for (const weight of [100, 500, 2_500, 5_000, 10_000])
        growing.push(await atWeight(release, weight, some));
      for (const [index, later] of growing.slice(1).entries())
        expect([...(growing[index] ?? [])].filter((user) => !later.has(user))).toEqual([]);
      expect(growing.at(-1)?.size).toBe(some.length);
      expect(await atWeight(release, 2_500, some)).toEqual(growing[2]);
      expect(await atWeight(release, 0, some)).toEqual(new Set());
    },
  );

  test.skipIf(!claims.sticky)(
    "who has written on a version reads there too, while its weight grows",
    async () => {
      const release = await begin();
      const writers = users(40);
      for (const weight of [2_500, 5_000]) {
        await release.change((state) => setWeight(state, { ...api, weight, rest: oldLabel }));
        const wrote = await inParallel(writers, (user) => release.send({ user, method: "POST" }));
        const onNew = writers.filter((_, index) => wrote[index]?.label === newLabel);
        expect(onNew).toEqual(writers.filter((user) => release.bucket(user) < weight));
        await release.change((state) => setWeight(state, { ...api, weight: weight + 1_000, rest: oldLabel }));
        const read = await inParallel(onNew, (user) => release.send({ user }));
        expect(read.map(({ label }) => label)).toEqual(onNew.map(() => newLabel));
      }
    },
  );

  test("a user has one bucket for all components of a release", async () => {
    const release = await begin();
    await release.change((state) => setWeight(state, { ...api, weight: 3_000 }));
    await release.change((state) => setWeight(state, { component: "web", label: newLabel, weight: 3_000 }));
    for (const user of users(200)) {
      const [called, loaded] = [await release.send({ user }), await release.send({ user, component: "web" })];
      expect([called.label, loaded.label]).toEqual(
        Array(2).fill(release.bucket(user) < 3_000 ? newLabel : oldLabel),
      );
    }
  });

  test("another release begins with other users", async () => {
    const some = crowd.slice(0, 500);
    const first = await atWeight(await begin(), 1_000, some);
    const second = await atWeight(await begin(), 1_000, some);
    const both = [...first].filter((user) => second.has(user));
    expect(both.length).toBeLessThan(first.size / 2);
  });
}

async function atWeight(release: Release, weight: number, among = crowd): Promise<ReadonlySet<string>> {
  await release.change((state) => setWeight(state, { ...api, weight, rest: oldLabel }));
  return release.usersOfNew(among);
}
