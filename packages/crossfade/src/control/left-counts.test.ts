import type { Outcome, Wait } from "@crossfade/core";
import { expect, test } from "vitest";
import { PerformedRelease } from "../../../../test/support/performed-release.ts";
import { stepView } from "../release/step-view.ts";
import { leftCounts } from "./left-counts.ts";

const wait: Wait = {
  id: "w1",
  before: "end api@1.0.0",
  after: "gone api@1.0.0",
  kind: "empty",
  link: "orders",
  lingerMs: 86_400_000,
  because: [],
};

class Draining extends PerformedRelease {
  constructor() {
    super();
    this.spec = { ...this.spec, plan: { ...this.spec.plan, waits: [...this.spec.plan.waits, wait] } };
    this.nowMs = Date.UTC(2026, 10, 21, 14, 2);
    this.tell(
      { kind: "start-asked", atMs: 0 },
      { kind: "begun", step: "end api@1.0.0" },
      { kind: "finished", step: "end api@1.0.0" },
    );
  }

  count(): Promise<Outcome> {
    return this.perform({ id: "r1/w1/measure", kind: "measure", wait });
  }

  async now(): Promise<string | undefined> {
    const { spec, progress, nowMs } = this;
    const left = await leftCounts(this.evidence, { spec, progress });
    const step = spec.plan.steps.find(({ id }) => id === "gone api@1.0.0");
    return step === undefined ? undefined : stepView({ spec, progress, nowMs, left }, step).now;
  }
}

test("a wait says how much was left when somebody counted, and nothing where nobody has", async () => {
  const release = new Draining();
  release.deployed = () => ({ kind: "done" });
  await release.count();
  expect(await release.now()).not.toContain("counted");
  release.deployed = () => ({ kind: "done", left: 1_204, what: "messages" });
  expect(await release.count()).toMatchObject({ kind: "pending", why: "1204 messages are left" });
  expect(release.orders.at(-1)).toMatchObject({ action: "measure", link: "orders", step: "w1" });
  expect(await release.now()).toContain(
    "nothing of api@1.0.0 is left in orders, 2026-11-22 14:02 UTC at the latest (1204 messages counted 2026-11-21 14:02 UTC)",
  );
});

test("what was counted before nothing was left is told no more", async () => {
  const release = new Draining();
  release.deployed = () => ({ kind: "done", left: 3 });
  await release.count();
  release.tell({ kind: "cleared", wait: "w1" });
  const { evidence, spec, progress } = release;
  expect(await leftCounts(evidence, { spec, progress })).toEqual({});
});

test("a count of nought is not yet the word that nothing is left", async () => {
  const release = new Draining();
  release.deployed = () => ({ kind: "done", left: 0 });
  expect(await release.count()).toMatchObject({ kind: "pending", why: "nobody says that nothing is left" });
});
