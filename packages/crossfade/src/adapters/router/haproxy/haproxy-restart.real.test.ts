import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pinUsers, type RouterState, setInstance, setWeight } from "@crossfade/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, EchoVersions } from "../../../../../../test/support/echo-versions.ts";
import { describeHaproxy, RunningHaproxy } from "../../../../../../test/support/haproxy.ts";
import { load } from "../../../../../../test/support/wrk.ts";

let versions: EchoVersions;
let haproxy: RunningHaproxy;

beforeEach(async () => {
  versions = await EchoVersions.start({ api: ["1.9.4*2", "2.0.0"] });
  haproxy = await RunningHaproxy.start({ components: versions.components });
});
afterEach(async () => {
  await haproxy?.close();
  await versions?.close();
});

const fresh = { component: "api", label: "2.0.0" };
const state = async () => (await haproxy.router.read()).state;
const change = async (by: (state: RouterState) => RouterState) => haproxy.router.apply(by(await state()));
const saved = (file: string) => readFileSync(join(haproxy.folder, file), "utf8");

describeHaproxy("HAProxy that starts anew", () => {
  test("after a kill under load has the last weights, pins and instances, within two seconds", async () => {
    const [out = ""] = versions.components[0]?.versions[0]?.urls ?? [];
    await change((now) => setWeight(now, { ...fresh, weight: 2_500 }));
    await change((now) => pinUsers(now, fresh, ["ü-1"]));
    await change((now) => setInstance(now, { component: "api", label: "1.9.4", url: out, out: true }));
    const before = await state();
    const running = load({ url: haproxy.url, seconds: 3 });
    await vi.waitFor(async () => {
      const { versions: read } = await haproxy.router.read();
      expect(read.some(({ instances }) => instances.some(({ requests }) => requests > 0))).toBe(true);
    });
    await haproxy.kill("SIGKILL");
    const beganMs = performance.now();
    await haproxy.begin();
    expect(performance.now() - beganMs).toBeLessThan(2_000);
    await running;
    expect(await state()).toEqual(before);
    expect(await haproxy.router.verify(before)).toEqual([]);
    expect((await ask(haproxy.url, "/", { cookie: "uid=ü-1" })).echo?.label).toBe("2.0.0");
  });

  test("between the files and the socket of a change finds the old state whole", async () => {
    await change((now) => setWeight(now, { ...fresh, weight: 2_500 }));
    const live = saved("maps/live.map");
    const before = await state();
    await change((now) => setWeight(now, { ...fresh, weight: 10_000 }));
    // As if the writer had ended one file before the last.
    writeFileSync(join(haproxy.folder, "maps/live.map"), live);
    await haproxy.kill();
    await haproxy.begin();
    expect(await state()).toEqual(before);
  });

  test("takes what was desired last with the next change, where a writer ended half-way", async () => {
    const before = await state();
    const desired = setWeight(before, { ...fresh, weight: 10_000 });
    writeFileSync(join(haproxy.folder, "state.json"), JSON.stringify(desired));
    const other = setWeight(before, { ...fresh, weight: 100 });
    await expect(haproxy.router.apply(other)).rejects.toMatchObject({ code: "CF_ROUTER_STALE" });
    expect(await state()).toEqual(desired);
    await haproxy.router.apply(desired);
    expect(await haproxy.router.verify(desired)).toEqual([]);
  });

  test("is what takes a new version: before it says so, after it the version is dark", async () => {
    await change((now) => setWeight(now, { ...fresh, weight: 2_500 }));
    const more = await EchoVersions.start({ api: ["2.1.0"] });
    const [component] = versions.components;
    const label = { label: "2.1.0", urls: more.components[0]?.versions[0]?.urls ?? [] };
    const declared = [{ component: "api", versions: [...(component?.versions ?? []), label] }];
    const { state: written } = await haproxy.configure(declared);
    expect(written.components.api?.versions.map((each) => `${each.label} ${each.stage}`)).toEqual([
      "2.1.0 candidate",
      "2.0.0 active",
      "1.9.4 active",
    ]);
    const refused = { code: "CF_ROUTER_RELOAD", details: { router: "edge", what: "api@2.1.0" } };
    await expect(haproxy.router.apply(written)).rejects.toMatchObject(refused);
    await expect(haproxy.router.plan(written)).rejects.toMatchObject(refused);
    await expect(change((now) => setWeight(now, { ...fresh, weight: 0 }))).rejects.toMatchObject(refused);
    await haproxy.kill();
    await haproxy.begin();
    expect(await state()).toEqual(written);
    await change((now) =>
      setWeight(now, { component: "api", label: "2.1.0", weight: 10_000, rest: "2.0.0" }),
    );
    expect((await ask(haproxy.url, "/", { cookie: "uid=u-1" })).echo?.label).toBe("2.1.0");
    await more.close();
  });

  test("would do otherwise than this one, where somebody changed its files: that is told", async () => {
    await change((now) => setWeight(now, { ...fresh, weight: 2_500 }));
    const now = await state();
    const split = saved("maps/split-api.map");
    writeFileSync(
      join(haproxy.folder, "maps/split-api.map"),
      split.replaceAll("2499", "4999").replaceAll("2500", "5000"),
    );
    expect((await haproxy.router.verify(now)).join("\n")).toMatch(
      /after a restart, .*2\.0\.0.*50% instead of 25%/,
    );
    writeFileSync(join(haproxy.folder, "maps/live.map"), "");
    expect(await haproxy.router.verify(now)).toEqual([
      "after a restart, HAProxy would not know who gets what: its maps are no state",
    ]);
  });

  test("with a configuration that it would refuse is never left with it", async () => {
    const before = saved("haproxy.cfg");
    const settings = { ...haproxy.settings, trusted: ["10.0.0.0/99"] };
    Object.assign(haproxy.settings, settings);
    await expect(haproxy.configure(versions.components)).rejects.toMatchObject({
      code: "CF_HAPROXY_INVALID",
      message: expect.stringContaining("10.0.0.0/99"),
    });
    expect(saved("haproxy.cfg")).toBe(before);
  });
});

describeHaproxy("whoever changes HAProxy", () => {
  test("at the same time as another: one of them is told that the other was first", async () => {
    const before = await state();
    const results = await Promise.allSettled(
      [100, 200, 300].map((weight) => haproxy.router.apply(setWeight(before, { ...fresh, weight }))),
    );
    const codes = results.map((each) => (each.status === "fulfilled" ? "done" : each.reason.code));
    expect(codes.sort()).toEqual(["CF_ROUTER_STALE", "CF_ROUTER_STALE", "done"]);
    const now = await state();
    expect(await haproxy.router.verify(now)).toEqual([]);
  });

  test("is not held up by the lock of a process that is no more", async () => {
    writeFileSync(join(haproxy.folder, "lock"), "4194304");
    await change((now) => setWeight(now, { ...fresh, weight: 100 }));
  });

  test("hears where nobody answers", async () => {
    const before = await state();
    await haproxy.kill();
    for (const call of [
      () => haproxy.router.read(),
      () => haproxy.router.apply(before),
      () => haproxy.router.verify(before),
    ])
      await expect(call()).rejects.toMatchObject({ code: "CF_ROUTER_UNREACHABLE" });
  });
});
