import type { Effect, Outcome, Performer, ReleaseEvent, ReleaseSpec } from "@crossfade/core";
import { afterEach, expect, test } from "vitest";
import { shopSpec } from "../../../../test/rollout/shop-spec.ts";
import { FakeReleaseStore } from "../store/fake-release-store.ts";
import { Engine } from "./engine.ts";

const quick = { retryMs: 5, maxRetryMs: 10, judgeEveryMs: 5, maxAttempts: 3 };
const specOf = (change: Partial<ReleaseSpec> = {}) => shopSpec({ bakeMs: 10, settings: quick, change });
const engines: Engine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

/** Counts what is asked for; `answer` says what becomes of it. */
class Hands implements Performer {
  readonly asked: string[] = [];
  answer: (effect: Effect) => Promise<Outcome> = async () => ({ kind: "done" });

  async perform(effect: Effect): Promise<Outcome> {
    this.asked.push(effect.id);
    return effect.kind === "judge" ? { kind: "judged", gates: [] } : this.answer(effect);
  }
}

async function begun(spec: ReleaseSpec, hands: Performer) {
  const store = new FakeReleaseStore(Date.now);
  await store.create(spec);
  const engine = new Engine({ store, performer: hands, holder: "one", elapsedMs: () => performance.now() });
  engines.push(engine);
  engine.start();
  const say = async (event: ReleaseEvent): Promise<void> => {
    const seq = (await store.read(spec.id))?.progress.seq ?? 0;
    const result = await store.append({ release: spec.id, expectedSeq: seq, actor: "lead", events: [event] });
    if (result.kind !== "written") await say(event);
  };
  await say({ kind: "start-asked", atMs: 0 });
  /** Resolves at the first entry of the journal of this kind. */
  const until = async (kind: ReleaseEvent["kind"]): Promise<ReleaseEvent> => {
    for (;;) {
      const entry = (await store.journal(spec.id)).find(({ event }) => event.kind === kind);
      if (entry !== undefined) return entry.event;
      await new Promise<void>((done) => {
        const ended = store.onWake(() => ended.then((end) => end()).then(() => done()));
      });
    }
  };
  return { store, say, until };
}

test("a release is driven to its end, each deed done once", async () => {
  const hands = new Hands();
  const { until } = await begun(specOf(), hands);
  expect(await until("ended")).toEqual({ kind: "ended", how: "completed" });
  const deeds = hands.asked.filter((id) => !id.endsWith("judge"));
  expect(new Set(deeds).size).toBe(deeds.length);
});

test("what fails is tried again, and what fails too often is left to people, who may resume", async () => {
  const hands = new Hands();
  hands.answer = async ({ id }) =>
    id.includes("deploy api") ? { kind: "failed", why: "no space" } : { kind: "done" };
  const { say, until } = await begun(specOf(), hands);
  expect(await until("held")).toMatchObject({ why: expect.stringContaining("no space") });
  expect(hands.asked.filter((id) => id.includes("deploy api"))).toHaveLength(3);
  hands.answer = async () => ({ kind: "done" });
  await say({ kind: "resumed" });
  expect(await until("ended")).toEqual({ kind: "ended", how: "completed" });
});

test("an error that is thrown is a failure like any other", async () => {
  const hands = new Hands();
  hands.answer = async () => {
    throw new Error("connection refused\n    at somewhere");
  };
  const { until } = await begun(specOf(), hands);
  expect(await until("failed")).toMatchObject({ why: "connection refused", final: false });
});

test("an abort does not wait for a deed that takes long, and tells it to stop", async () => {
  let unwanted = () => {};
  const stopped = new Promise<void>((done) => {
    unwanted = done;
  });
  let slow = () => {};
  const isSlow = new Promise<void>((done) => {
    slow = done;
  });
  const hands: Performer = {
    perform: async (effect, { onUnwanted }) => {
      if (effect.kind === "judge") return { kind: "judged", gates: [] };
      if (!effect.id.includes("deploy api")) return { kind: "done" };
      onUnwanted(unwanted);
      slow();
      return new Promise(() => {});
    },
  };
  const { say, until } = await begun(specOf(), hands);
  await isSlow;
  await say({ kind: "aborted", why: "a person says so" });
  expect(await until("ended")).toEqual({ kind: "ended", how: "aborted" });
  await stopped;
});

test("a deed that is no longer wanted is nobody's any more, although the lease still holds", async () => {
  let answer = (_: boolean) => {};
  const wasOurs = new Promise<boolean>((done) => {
    answer = done;
  });
  let slow = () => {};
  const isSlow = new Promise<void>((done) => {
    slow = done;
  });
  const hands: Performer = {
    perform: async (effect, { onUnwanted, isOurs }) => {
      if (effect.kind === "judge") return { kind: "judged", gates: [] };
      if (effect.kind === "undo") await wasOurs;
      if (effect.kind !== "deed" || effect.deed.kind !== "weigh") return { kind: "done" };
      const unwanted = new Promise<void>((done) => onUnwanted(done));
      slow();
      await unwanted;
      answer(await isOurs());
      return { kind: "done" };
    },
  };
  const { say } = await begun(specOf(), hands);
  await isSlow;
  await say({ kind: "aborted", why: "a person says so" });
  expect(await wasOurs).toBe(false);
});

test("what is not there yet is asked for again, without a word in the journal", async () => {
  const hands = new Hands();
  let looks = 0;
  hands.answer = async ({ id }) =>
    id.includes("start api@1/0") && ++looks < 4 ? { kind: "pending", againInMs: 5 } : { kind: "done" };
  const { store, until } = await begun(specOf(), hands);
  await until("ended");
  expect(looks).toBe(4);
  expect((await store.journal("r1")).some(({ event }) => event.kind === "failed")).toBe(false);
});

test("a judgement that says the same again is not written down again", async () => {
  const hands = new Hands();
  const { store, until } = await begun(shopSpec({ bakeMs: 100, settings: quick }), hands);
  await until("ended");
  const judged = (await store.journal("r1")).filter(({ event }) => event.kind === "judged");
  expect(hands.asked.filter((id) => id.endsWith("judge")).length).toBeGreaterThan(judged.length * 2);
});

test("what it waits for is written down when it changes, not each time it is asked", async () => {
  const hands = new Hands();
  let looks = 0;
  hands.answer = async ({ id }) => {
    if (!id.includes("deploy api@1/0") || ++looks > 6) return { kind: "done" };
    return { kind: "pending", againInMs: 2, why: looks < 4 ? "CI builds it" : "CI deploys it" };
  };
  const { store, until } = await begun(specOf(), hands);
  await until("ended");
  const said = (await store.journal("r1")).flatMap(({ event }) =>
    event.kind === "pending" ? [event.why] : [],
  );
  expect(said).toEqual(["CI builds it", "CI deploys it"]);
  expect((await store.read("r1"))?.progress.steps["deploy api@1"]?.pending).toBeUndefined();
});
