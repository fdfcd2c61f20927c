import { afterEach, describe, expect, test } from "vitest";
import { behindFlag, FlaggedRelease } from "../../../../test/support/flagged-release.ts";
import { rampRelease } from "../release/flag-ramp.ts";

const releases: FlaggedRelease[] = [];
afterEach(async () => {
  for (const each of releases.splice(0)) await each.room.close();
});

async function begun(features: string): Promise<FlaggedRelease> {
  const release = new FlaggedRelease(features, { ...behindFlag(), settings: quick });
  releases.push(release);
  for (const component of ["api", "worker"])
    await release.facts.record("production", "ci", [{ kind: "started", component, label: "1.0.0" }]);
  release.say({ kind: "start-asked", atMs: 0 });
  return release;
}

const quick = {
  maxAttempts: 3,
  retryMs: 1_000,
  maxRetryMs: 1_000,
  judgeEveryMs: 1_000,
  retainMs: 0,
  judgementLastsMs: 90_000,
};
const gifts = (more = "") => `features:\n  gifts: { enabled: false${more} }\n`;
const turnOn = "start api@2.0.0";

describe("a release whose new version is behind a flag", () => {
  test("deploys it off, and turns the flag on in the file when the old worker is gone", async () => {
    const release = await begun(gifts());
    await release.drive(() => release.progress.steps["start worker@2.0.0"] !== undefined);
    expect(release.turns.read("gifts")?.isOn).toBe(false);
    expect((await release.lowest()).api).toBe("2.0.0");
    await release.drive();
    const { steps } = release.progress;
    expect(steps[turnOn]?.begunMs).toBeGreaterThanOrEqual(steps["gone worker@1.0.0"]?.doneMs ?? Infinity);
    expect(release.progress.phase).toBe("completed");
    expect(release.room.served.resolve("gifts", {})).toMatchObject({ value: true });
    expect(release.progress.steps[turnOn]?.notes?.join()).toContain("read back from the file");
    expect(release.room.source.history.at(-1)).toMatchObject({ by: "engine", why: "r1: api 2.0.0" });
    // Nobody deploys or routes "2.0.0/off".
    expect(new Set(release.orders.map(({ version }) => version))).toEqual(new Set(["1.0.0", "2.0.0"]));
    expect(await release.weights()).toEqual({ "2.0.0": 10_000 });
  });

  test("a flag that was on already is off before the new version runs", async () => {
    const release = await begun("features:\n  gifts: { enabled: true }\n");
    release.deployed = (order) => {
      if (order.component === "api" && order.action === "deploy")
        expect(release.turns.read("gifts")?.isOn).toBe(false);
      return { kind: "done", endpoints: ["http://10.0.0.2:80"] };
    };
    await release.drive();
    expect(release.progress.phase).toBe("completed");
    expect(release.room.source.history.map(({ by }) => by)).toEqual(["the file", "engine", "engine"]);
  });

  test("aborted while the flag waits for what it needs: the flag stays off, and nobody loses the new version", async () => {
    const release = await begun(gifts(', needs: { services: { billing: ">=2" } }'));
    await release.drive(() => release.progress.steps[turnOn]?.pending !== undefined);
    expect(release.progress.steps[turnOn]?.pending).toContain("gifts waits: it needs billing >=2");
    release.say({ kind: "aborted", why: "no" });
    await release.drive();
    expect(release.turns.read("gifts")?.isOn).toBe(false);
    expect(await release.weights()).toEqual({ "2.0.0": 10_000 });
  });

  test("goes on when what it needs is live", async () => {
    const release = await begun(gifts(', needs: { services: { billing: ">=2" } }'));
    await release.drive(() => release.progress.steps[turnOn]?.pending !== undefined);
    await release.facts.record("production", "ci", [
      { kind: "started", component: "billing", label: "2.1.0" },
    ]);
    await release.live.lookAfresh();
    await release.drive();
    expect(release.room.served.resolve("gifts", {})).toMatchObject({ value: true });
  });

  test("goes on when its schedule lets users have it, and does not take a share in the file for theirs", async () => {
    const release = await begun(gifts(", schedule: { not_before: 2999-01-01 }"));
    const step = () => release.progress.steps[turnOn];
    await release.drive(() => step()?.pending !== undefined);
    expect(step()?.pending).toContain("gifts waits: its schedule begins at 2999-01-01T00:00Z");
    const author = { by: "ada", why: "" };
    release.room.source.change(author, (text) => text.replace("enabled: false", "enabled: true"));
    const untilMs = release.nowMs + 60_000;
    await release.drive(() => release.nowMs > untilMs);
    expect(step()?.doneMs).toBeUndefined();
    release.room.room.nowMs = Date.parse("2999-01-01");
    await release.drive();
    expect(release.progress.phase).toBe("completed");
    expect(release.room.served.resolve("gifts", {})).toMatchObject({ value: true });
  });

  test("where no flag file is served, a person turns it and says so", async () => {
    const release = await begun(gifts());
    release.servesFlags = false;
    await release.drive(() => {
      const deploy = release.progress.steps["deploy api@2.0.0/off"];
      return deploy?.pending !== undefined;
    });
    expect(release.progress.steps["deploy api@2.0.0/off"]?.pending).toContain(
      "No flag file that is served here",
    );
    release.say({ kind: "answered", item: "end api@2.0.0/off", answer: "yes" });
    await release.drive(() => release.progress.steps[turnOn]?.pending !== undefined);
    expect(release.progress.steps[turnOn]?.pending).toContain(`answer r1 "${turnOn}" yes`);
    release.say({ kind: "answered", item: turnOn, answer: "yes" });
    await release.drive();
    expect(release.progress.phase).toBe("completed");
  });
});

describe("a flag that climbs", () => {
  const shares = [100, 1_000, 10_000];
  function climbing(
    features: string,
    change: Partial<Parameters<typeof rampRelease>[0]> = {},
  ): FlaggedRelease {
    const release = new FlaggedRelease(features);
    releases.push(release);
    const rules = { gates: { http: [check] }, contacts: [], calendar: () => ({ freezes: [] }) };
    const { spec } = rampRelease({
      id: "r1",
      environment: "production",
      component: "flags",
      key: "gifts",
      from: 0,
      shares,
      bakeMs: 5_000,
      promotion: "automatic",
      rules,
      by: "ada",
      nowMs: 0,
      ...change,
    });
    release.spec = { ...spec, settings: quick };
    release.say({ kind: "start-asked", atMs: 0 });
    return release;
  }
  const check = {
    name: "shop answers",
    url: "http://10.0.0.9/up",
    status: 200,
    timeoutMs: 1_000,
    failures: 2,
  };
  const has = (release: FlaggedRelease, user: number) =>
    release.room.served.resolve("gifts", { targetingKey: `user-${user}` }).value === true;
  const users = (release: FlaggedRelease) =>
    Array.from({ length: 500 }, (_, user) => user).filter((user) => has(release, user));
  const at = (release: FlaggedRelease) => release.turns.read("gifts")?.weight;

  test("from share to share, each baked, and nobody who has it loses it", async () => {
    const release = climbing(gifts());
    const seen: number[] = [];
    let had: readonly number[] = [];
    for (const share of shares) {
      await release.drive(() => at(release) === share);
      seen.push(release.nowMs);
      const now = users(release);
      expect(now).toEqual(expect.arrayContaining([...had]));
      had = now;
    }
    expect(had).toHaveLength(500);
    expect((seen[1] ?? 0) - (seen[0] ?? 0)).toBeGreaterThanOrEqual(5_000);
    expect((seen[2] ?? 0) - (seen[1] ?? 0)).toBeGreaterThanOrEqual(5_000);
    await release.drive();
    expect(release.progress.phase).toBe("completed");
    const texts = release.room.source.history
      .slice(1)
      .map(({ text }) => text.match(/rollout_percentage: \S+/)?.[0]);
    expect(texts).toEqual(
      ["rollout_percentage: 1", "rollout_percentage: 10", "rollout_percentage: 100"].map((each) =>
        expect.stringContaining(each),
      ),
    );
  });

  test("an address that does not answer takes it back to where it was", async () => {
    const release = climbing(gifts(", rollout_percentage: 0"));
    await release.drive(() => at(release) === 1_000);
    release.probed = () => ({ kind: "answered", status: 500, headers: {}, ms: 1 });
    await release.drive();
    expect(release.progress.phase).toBe("aborted");
    expect(release.turns.read("gifts")?.isOn).toBe(false);
  });

  test("a component that fails more of its users than its limit allows takes it back; too few users let it climb no further", async () => {
    const limits = [{ component: "api", share: 0.1 }];
    const rules = { gates: { http: [], limits }, contacts: [], calendar: () => ({ freezes: [] }) };
    const release = climbing(gifts(), { rules });
    const serve = (count: number, failing: number) => {
      for (let user = 0; user < count; user++)
        release.router.send({ component: "api", userKey: `u-${user}`, status: user < failing ? 500 : 200 });
    };
    const until = release.nowMs + 20_000;
    await release.drive(() => release.nowMs >= until);
    expect(at(release)).toBe(100);
    serve(100, 2);
    await release.drive(() => at(release) === 1_000);
    release.nowMs += 1_000;
    serve(100, 60);
    await release.drive();
    expect(release.progress.phase).toBe("aborted");
    expect(release.turns.read("gifts")?.isOn).toBe(false);
    expect(release.progress.undo?.why).toContain(
      "api errors: 60 of 99 users of api had an error, 60.6 %: at most 10 % may",
    );
  });

  test("a ramp that began at 10% goes back to 10%, and raises nothing that somebody killed", async () => {
    const tenth = "features:\n  gifts: { enabled: true, rollout_percentage: 10 }\n";
    const held = climbing(tenth, { from: 1_000, shares: [5_000] });
    await held.drive(() => at(held) === 5_000);
    held.say({ kind: "aborted", why: "no" });
    await held.drive();
    expect(at(held)).toBe(1_000);
    const killed = climbing(tenth, { from: 1_000, shares: [5_000] });
    await killed.drive(() => at(killed) === 5_000);
    killed.turns.set("gifts", 0, { by: "bob", why: "kill" });
    await killed.drive();
    expect(killed.progress.phase).toBe("aborted");
    expect(killed.turns.read("gifts")?.isOn).toBe(false);
  });

  test("held it stays where it is, resumed it climbs on; by hand it waits for a person", async () => {
    const release = climbing(gifts(), { promotion: "manual", shares: [100, 10_000] });
    const climb = "end gifts@off";
    await release.drive(() => release.progress.steps[climb]?.judged !== undefined);
    release.say({ kind: "held", why: "lunch" }, { kind: "promotion-asked", step: climb, station: 0 });
    const until = release.nowMs + 20_000;
    await release.drive(() => release.nowMs >= until);
    expect(at(release)).toBe(100);
    release.say({ kind: "resumed" });
    await release.drive(() => at(release) === 10_000);
  });

  test("somebody else's share is not overrun", async () => {
    const release = climbing(gifts(), { shares: [100, 5_000] });
    await release.drive(() => at(release) === 100);
    release.turns.set("gifts", 50, { by: "bob", why: "less" });
    await release.drive(() => release.progress.hold !== undefined || at(release) === 5_000);
    expect(at(release)).toBe(50);
    expect(release.progress.hold?.why).toContain("somebody lowered it");
  });
});

describe("users get a version that is lower than what a flag needs", () => {
  test("the flag is off before the first of them comes", async () => {
    const release = await begun(
      'features:\n  gifts: { enabled: true, needs: { services: { api: ">=3" } } }\n',
    );
    await release.facts.record("production", "ci", [
      { kind: "ended", component: "api", label: "1.0.0" },
      { kind: "started", component: "api", label: "3.0.0" },
    ]);
    await release.live.lookAfresh();
    expect(release.room.served.resolve("gifts", {})).toMatchObject({ value: true });
    const seen: unknown[] = [];
    const { router } = release;
    const apply = router.apply.bind(router);
    router.apply = async (desired) => {
      seen.push(release.room.served.resolve("gifts", {}).value);
      return apply(desired);
    };
    await release.deploy();
    seen.length = 0;
    const outcome = await release.weigh(500);
    expect(outcome).toMatchObject({ kind: "done", note: expect.stringContaining("gifts off first") });
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set([false]));
  });
});
