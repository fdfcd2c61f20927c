import { afterEach, expect, test } from "vitest";
import { LiveFacts } from "../../packages/crossfade/src/flag-server/live-facts.ts";
import { flagAsker } from "../support/flag-asked.ts";
import { FlagRoom } from "../support/flag-room.ts";

/** N62: over OFREP, with the versions that the environment's facts tell. */
let flags: FlagRoom;
afterEach(() => flags.close());

test("a flag is on only where the client can", async () => {
  flags = new FlagRoom('features:\n  pay: { enabled: true, clients: { web: ">=2.3 <3", ios: ">=5.1" } }\n');
  const { value } = await flagAsker(flags);
  const told = (client?: string) => value("pay", "u", client);
  expect(
    await Promise.all(["web/2.3.1", "web/2.2.9", "web/3.0.0", "ios/5.1.0", "android/9.0.0"].map(told)),
  ).toEqual([true, false, false, true, false]);
  expect(await told()).toBe(false);
});

test("and only while the lowest live version of every service that it needs is ready", async () => {
  flags = new FlagRoom(
    'features:\n  pay: { enabled: true, needs: { services: { billing: ">=2", tax: ">=1" } } }\n',
  );
  const { value } = await flagAsker(flags);
  const { store } = flags.room;
  const live = new LiveFacts(store, [flags.served], () => {});
  const happens = async (kind: "started" | "ended", component: string, label: string) => {
    await store.record("production", "ada", [{ kind, component, label }]);
    await live.look();
    return value("pay");
  };
  expect(await value("pay")).toBe(false);
  expect(await happens("started", "billing", "1.9.0")).toBe(false);
  expect(await happens("started", "tax", "1.0.0")).toBe(false);
  // Both versions of billing serve: the old one is the lowest.
  expect(await happens("started", "billing", "2.0.0")).toBe(false);
  expect(await happens("ended", "billing", "1.9.0")).toBe(true);
  // It goes back: whoever asks from now on is told off.
  expect(await happens("started", "billing", "1.9.0")).toBe(false);
});
