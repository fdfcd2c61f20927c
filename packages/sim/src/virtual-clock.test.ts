import { expect, test } from "vitest";
import { VirtualClock } from "./virtual-clock.ts";

test("a year passes in a moment, in the order of the moments", async () => {
  const clock = new VirtualClock(0);
  const heard: string[] = [];
  clock.after(31_536_000_000, () => heard.push("a year"));
  clock.after(5, () => heard.push("second"));
  const forget = clock.after(4, () => heard.push("forgotten"));
  clock.after(5, () => heard.push("third"));
  clock.after(1, () => {
    clock.after(1, () => heard.push("first"));
    forget();
  });
  await clock.run(Number.POSITIVE_INFINITY, () => false);
  expect(heard).toEqual(["first", "second", "third", "a year"]);
  expect(clock.nowMs).toBe(31_536_000_000);
});

test("what was promised is kept before time goes on", async () => {
  const clock = new VirtualClock(0);
  const heard: number[] = [];
  clock.after(1, () => {
    void (async () => {
      for (let turn = 0; turn < 100; turn++) await undefined;
      heard.push(clock.nowMs);
    })();
  });
  clock.after(2, () => {});
  await clock.run(10, () => false);
  expect(heard).toEqual([1]);
});
