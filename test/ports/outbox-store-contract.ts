import type { ControlStore } from "@crossfade/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoreUnderTest } from "./store-under-test.ts";

const message = (id: string) => ({ id, endpoint: "chat", body: JSON.stringify({ id }) });

/** What every outbox does. */
export function outboxStoreContract(name: string, { open, replicas }: StoreUnderTest): void {
  describe(`messages on their way out of ${name}`, () => {
    let store: ControlStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());
    const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);

    test("a message waits once, however often it is put there, and goes out oldest first", async () => {
      await store.enqueue([message("a"), message("b")]);
      await store.enqueue([message("a")]);
      await store.enqueue([]);
      const due = await store.due(10, 60_000);
      expect([...ids(due)].sort()).toEqual(["a", "b"]);
      expect(due[0]).toMatchObject({ endpoint: "chat", attempts: 0, state: "waiting" });
      await store.settle("a", { state: "delivered", answer: "200" });
      await store.settle("b", { state: "delivered", answer: "200" });
      expect(await store.due(10, 60_000)).toEqual([]);
    });

    test("a message is one sender's at a time, and another's when that one is silent", async () => {
      await store.enqueue([message("held")]);
      expect(ids(await store.due(10, 100))).toEqual(["held"]);
      expect(await store.due(10, 100)).toEqual([]);
      await new Promise((done) => setTimeout(done, 150));
      expect(ids(await store.due(10, 60_000))).toEqual(["held"]);
      await store.settle("held", { state: "delivered", answer: "204" });
    });

    test("what failed waits its time and counts; what was given up is not due", async () => {
      await store.enqueue([message("failing")]);
      await store.due(10, 60_000);
      await store.settle("failing", { state: "waiting", answer: "503", againInMs: 60_000 });
      expect(await store.due(10, 60_000)).toEqual([]);
      expect((await store.deliveries())[0]).toMatchObject({ attempts: 1, lastAnswer: "503" });
      await store.resend("failing");
      expect(await store.due(10, 60_000)).toMatchObject([{ id: "failing", attempts: 0 }]);
      await store.settle("failing", { state: "given-up", answer: "410 \u0000" });
      expect(await store.due(10, 60_000)).toEqual([]);
    });

    test("what is sent again begins anew; of what is not there nothing is", async () => {
      await store.enqueue([message("again")]);
      await store.due(10, 60_000);
      await store.settle("again", { state: "delivered", answer: "200" });
      expect(await store.resend("again")).toBe(true);
      expect(ids(await store.due(10, 60_000))).toEqual(["again"]);
      await store.settle("again", { state: "delivered", answer: "200" });
      expect(await store.resend("nothing")).toBe(false);
    });

    test("a late failure does not take back what was delivered", async () => {
      await store.enqueue([message("late")]);
      await store.due(10, 60_000);
      await store.settle("late", { state: "delivered", answer: "200" });
      await store.settle("late", { state: "waiting", answer: "timed out", againInMs: 0 });
      expect(await store.due(10, 60_000)).toEqual([]);
    });

    test("messages are listed, the newest first", async () => {
      await store.enqueue([message("first")]);
      await store.enqueue([message("second")]);
      expect(ids(await store.deliveries()).slice(0, 2)).toEqual(["second", "first"]);
      expect(await store.due(1, 60_000)).toHaveLength(1);
      expect(await store.due(10, 60_000)).toHaveLength(1);
      for (const id of ["first", "second"]) await store.settle(id, { state: "delivered", answer: "200" });
    });

    if (replicas)
      test("of several replicas each message is taken by one", async () => {
        await store.enqueue(Array.from({ length: 40 }, (_, index) => message(`shared-${index}`)));
        const others = await Promise.all([open(), open(), open()]);
        const taken = await Promise.all(
          Array.from({ length: 12 }, (_, index) => others[index % 3]?.due(5, 60_000)),
        );
        const all = taken.flatMap((each) => ids(each ?? []));
        expect(new Set(all).size).toBe(all.length);
        await Promise.all(others.map((each) => each.close()));
      });
  });
}
