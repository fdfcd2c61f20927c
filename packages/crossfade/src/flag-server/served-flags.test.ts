import { afterEach, describe, expect, test, vi } from "vitest";
import { FlagRoom } from "../../../../test/support/flag-room.ts";
import type { FlagNews } from "./served-flags.ts";

const rooms: FlagRoom[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const room of rooms.splice(0)) await room.close();
});

function begin(text: string): { readonly flags: FlagRoom; readonly news: FlagNews[] } {
  const flags = new FlagRoom(text);
  rooms.push(flags);
  const news: FlagNews[] = [];
  flags.served.onNews((each) => news.push(each));
  return { flags, news };
}

const billed = 'features:\n  a: { enabled: true, needs: { services: { billing: ">=2" } } }\n';
const author = { by: "ada", why: "" };

describe("clients are told", () => {
  test("when the file changes, and when what lives changes, each once", () => {
    const { flags, news } = begin(billed);
    flags.source.change(author, (text) => text.replace("true", "false"));
    flags.served.lowest = { billing: "2.0.0" };
    flags.served.lowest = { billing: "2.0.0" };
    expect(new Set(news.map(({ etag }) => etag)).size).toBe(2);
    expect(news).toHaveLength(2);
  });

  test("when a schedule is due, although nobody changed anything", () => {
    const { flags } = begin("features: {}");
    const atS = Math.ceil(flags.room.nowMs / 1_000) + 3_600;
    const due = new Date(atS * 1_000).toISOString().replace(".000Z", "Z");
    vi.useFakeTimers({ now: flags.room.nowMs });
    const news: FlagNews[] = [];
    flags.served.onNews((each) => news.push(each));
    flags.source.change(
      author,
      () => `features:\n  a: { enabled: true, schedule: { not_before: "${due}" } }\n`,
    );
    const followed: string[] = [];
    flags.served.follow(() => followed.push(flags.served.news.etag));
    expect(news).toHaveLength(1);
    // The clock goes on by itself, as while a machine sleeps: a timer does not.
    flags.room.nowMs = atS * 1_000;
    vi.advanceTimersByTime(60_001);
    expect(news).toHaveLength(2);
    expect(followed).toEqual([news[1]?.etag]);
    expect(flags.served.resolve("a", {})).toMatchObject({ value: true });
  });
});

test("who asked again since a change is counted, and never more than are there", () => {
  const { flags, news } = begin(billed);
  flags.source.change(author, (text) => text.replace("true", "false"));
  const { etag } = flags.served.news;
  flags.served.confirm("of another revision");
  expect(flags.served.clients).toEqual({ connected: 1, confirmed: 0 });
  flags.served.confirm(etag);
  flags.served.confirm(etag);
  expect(flags.served.clients).toEqual({ connected: 1, confirmed: 1 });
  flags.served.lowest = { billing: "2.0.0" };
  expect(flags.served.clients.confirmed).toBe(0);
  expect(news).toHaveLength(2);
});
