import { once } from "node:events";
import { createConnection } from "node:net";
import { setWeight } from "@crossfade/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, EchoVersions } from "../../../../../../test/support/echo-versions.ts";
import { describeHaproxy, RunningHaproxy } from "../../../../../../test/support/haproxy.ts";
import { load } from "../../../../../../test/support/wrk.ts";

let versions: EchoVersions;
let haproxy: RunningHaproxy;

beforeEach(async () => {
  versions = await EchoVersions.start({ api: ["1.9.4", "2.0.0"] });
  haproxy = await RunningHaproxy.start({ components: versions.components });
});
afterEach(async () => {
  await haproxy?.close();
  await versions?.close();
});

/** Rows since the beginning, once they hold as many requests. */
async function counted(requests: number) {
  return await vi.waitFor(
    async () => {
      const measured = await haproxy.router.measure(0);
      const sum = measured.seconds.reduce((total, row) => total + row.requests, 0);
      expect(sum).toBe(requests);
      return measured;
    },
    { timeout: 10_000, interval: 100 },
  );
}

const asked = async (count: number) => {
  for (let n = 0; n < count; n++) await ask(haproxy.url, "/", { cookie: `uid=u-${n}` });
};

describeHaproxy("the collector of HAProxy's log", () => {
  test("counts what was served while it was away, and says so where nobody answers", async () => {
    await asked(3);
    await counted(3);
    await haproxy.stopCollecting();
    await expect(haproxy.router.measure(0)).rejects.toMatchObject({ code: "CF_COLLECTOR_UNREACHABLE" });
    await asked(5);
    await haproxy.collect();
    const measured = await counted(5);
    expect(measured.lost).toBeUndefined();
  });

  test("tells how much it missed, where more was served than HAProxy keeps for it", {
    timeout: 120_000,
  }, async () => {
    await asked(1);
    await counted(1);
    await haproxy.stopCollecting();
    const connections = 16;
    let total = 0;
    let rounds = 0;
    for (; total < 60_000; rounds++)
      total += (await load({ url: haproxy.url, seconds: 4, connections })).requests;
    await haproxy.collect();
    const { sum, lost = 0 } = await vi.waitFor(
      async () => {
        // Each line says how many there were before it.
        await asked(1);
        total++;
        const now = await haproxy.router.measure(0);
        const sum = now.seconds.reduce((all, row) => all + row.requests, 0);
        expect(sum + (now.lost ?? 0)).toBeGreaterThanOrEqual(total - 1);
        return { ...now, sum };
      },
      { timeout: 10_000, interval: 100 },
    );
    expect(lost).toBeGreaterThan(0);
    // At its end wrk leaves what is in hand.
    expect(sum + lost).toBeLessThanOrEqual(total + rounds * connections);
  });

  test("does not count what others say", async () => {
    await asked(1);
    await counted(1);
    const { host, port } = haproxy.settings.collect;
    const socket = createConnection({ host, port });
    const line = `cf1 ${"0".repeat(32)} 1 1 ${Date.now()} L2FwaQ== api 1.9.4 4581 2 974162354 b s 500 ---- - ${Date.now()} -`;
    socket.end(`${line.length} ${line}`);
    const stranger = createConnection({ host, port });
    stranger.write("no log at all");
    await once(stranger, "close");
    await asked(1);
    expect((await counted(2)).seconds.reduce((sum, { errors }) => sum + errors, 0)).toBe(0);
  });

  test("an answer that never came is an error of its version, one that nobody waited for is not", async () => {
    const [{ urls = [] } = {}] = versions.components[0]?.versions ?? [];
    const { host, port } = haproxy.settings.listen;
    const impatient = createConnection({ host, port });
    impatient.write("GET /?delay=5000 HTTP/1.1\r\nhost: a\r\ncookie: uid=u-1\r\n\r\n");
    await vi.waitFor(async () => {
      const { versions: read } = await haproxy.router.read();
      expect(read.flatMap(({ instances }) => instances.filter(({ requests }) => requests > 0))).toHaveLength(
        1,
      );
    });
    impatient.destroy();
    await asked(1);
    const { seconds } = await counted(2);
    expect(seconds.reduce((sum, { aborted }) => sum + aborted, 0)).toBe(1);
    expect(urls).toHaveLength(1);
    await versions?.close();
    await ask(haproxy.url, "/", { cookie: "uid=u-1" });
    const later = await counted(3);
    expect(later.seconds.reduce((sum, { errors }) => sum + errors, 0)).toBe(1);
    versions = await EchoVersions.start({});
  });

  test("counts everything under load, on the side where it was served", { timeout: 120_000 }, async () => {
    const { state } = await haproxy.router.read();
    await haproxy.router.apply(setWeight(state, { component: "api", label: "2.0.0", weight: 2_500 }));
    const { requests, refused, socketErrors } = await load({ url: haproxy.url, seconds: 5 });
    expect([refused, socketErrors]).toEqual([0, 0]);
    const measured = await vi.waitFor(
      async () => {
        const now = await haproxy.router.measure(0);
        expect(now.seconds.reduce((sum, row) => sum + row.requests, 0)).toBeGreaterThanOrEqual(requests);
        return now;
      },
      { timeout: 10_000, interval: 100 },
    );
    const share = (label: string) =>
      measured.seconds.reduce((sum, row) => sum + (row.label === label ? row.requests : 0), 0);
    expect(measured.lost).toBeUndefined();
    expect(share("2.0.0") / (share("2.0.0") + share("1.9.4"))).toBeCloseTo(0.25, 1);
  });
});
