import { expect, test } from "vitest";
import { RecentUsers, recentWindowS } from "./recent-users.ts";
import { TrafficCounter } from "./traffic-counter.ts";

test("each user counts once, in the first bucket as in the last", () => {
  const users = new RecentUsers();
  for (const bucket of [0, 31, 32, 9_999, 0, 9_999]) users.note(1_000, bucket);
  expect(users.seen(1_010).users).toBe(4);
});

test("as many are told as there were, however many", () => {
  const users = new RecentUsers();
  for (let bucket = 0; bucket < 10_000; bucket++) users.note(1_000, bucket);
  expect(users.seen(1_000).users).toBe(10_000);
});

test("who was here in the window before still counts; who was here before that does not", () => {
  const users = new RecentUsers();
  users.note(10 * recentWindowS, 1);
  users.note(11 * recentWindowS, 2);
  users.note(11 * recentWindowS, 1);
  expect(users.seen(11 * recentWindowS + 5)).toEqual({ users: 2, sinceS: 10 * recentWindowS });
  users.note(12 * recentWindowS, 3);
  expect(users.seen(12 * recentWindowS).users).toBe(3);
  expect(users.seen(13 * recentWindowS).users).toBe(1);
  expect(users.seen(14 * recentWindowS).users).toBe(0);
});

test("what a log tells late counts where it belongs, or not at all", () => {
  const users = new RecentUsers();
  users.note(12 * recentWindowS, 1);
  users.note(11 * recentWindowS, 2);
  users.note(9 * recentWindowS, 3);
  expect(users.seen(12 * recentWindowS).users).toBe(1);
  const next = new RecentUsers();
  next.note(11 * recentWindowS, 1);
  next.note(12 * recentWindowS, 2);
  next.note(11 * recentWindowS + 1, 3);
  expect(next.seen(12 * recentWindowS).users).toBe(3);
});

test("a router tells it for each version of a client, where it knows who asked", () => {
  const counter = new TrafficCounter({ thresholdsMs: [], nowS: 1_000 });
  for (const bucket of [1, 2, 2]) counter.notePair("api", "1", "web/2", false, { second: 1_000, bucket });
  counter.notePair("api", "1", "web/1", false);
  const { pairs } = counter.measure(1_000, 1_001);
  // Since the router began to count, not since before.
  expect(pairs[0]?.recent).toEqual({ users: 2, sinceS: 1_000 });
  expect(pairs[1]?.recent).toBeUndefined();
});
