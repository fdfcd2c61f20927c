import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlagRoom } from "../../../../../test/support/flag-room.ts";

let flags: FlagRoom;
let token: string;
let url: string;
const stop = new Set<AbortController>();
beforeEach(async () => {
  flags = new FlagRoom("features:\n  a: { enabled: true }\n");
  token = await flags.room.token("shop", { role: "flag-client" });
  url = await flags.listen({ limits: { heartbeatMs: 50, maxFlagStreams: 3, admittedMs: 0 } });
});
afterEach(async () => {
  for (const each of stop) each.abort();
  stop.clear();
  await flags.close();
});

const askAll = (headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}/ofrep/v1/evaluate/flags`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: '{"context":{}}',
  });

async function bulk() {
  return (await (await askAll()).json()) as { eventStreams: [{ endpoint: { requestUri: string } }] };
}

const address = async () => `${url}${(await bulk()).eventStreams[0].endpoint.requestUri}`;

async function open(at: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const controller = new AbortController();
  stop.add(controller);
  return fetch(at, { headers, signal: controller.signal });
}

interface Told {
  readonly id: string;
  readonly type: string;
  readonly etag: string;
}

async function* told(response: Response): AsyncGenerator<Told> {
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [, id] = /^id: (.*)$/m.exec(text.slice(0, end)) ?? [];
      const [, data] = /^data: (.*)$/m.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (id !== undefined && data !== undefined) yield { id, ...(JSON.parse(data) as Omit<Told, "id">) };
    }
  }
}

const change = (isOn: boolean) =>
  flags.source.change({ by: "ada", why: "" }, () => `features:\n  a: { enabled: ${isOn} }\n`);

describe("a stream of changes", () => {
  test("is opened with the ticket alone, tells the state first, then each change", async () => {
    const at = await address();
    expect(at).toBe(await address());
    const events = told(await open(at));
    const first = (await events.next()).value as Told;
    expect(first).toMatchObject({ type: "refetchEvaluation", etag: flags.served.news.etag });
    change(false);
    const second = (await events.next()).value as Told;
    expect(second.etag).toBe(flags.served.news.etag);
    expect(second.etag).not.toBe(first.etag);
  });

  test("tells of a change that was scheduled when its time has come, though nobody touches the file", async () => {
    const editor = await flags.room.token("ada", { role: "flag-editor" });
    const at = Math.ceil(flags.room.nowMs / 1_000) * 1_000 + 1_000;
    // A little before, so that nobody has to wait for long.
    flags.room.nowMs = at - 50;
    change(false);
    const events = told(await open(await address()));
    await events.next();
    const scheduled = await fetch(`${url}/api/v1/flags/features/a`, {
      method: "POST",
      headers: { authorization: `Bearer ${editor}`, "content-type": "application/json" },
      body: JSON.stringify({ values: { enabled: true }, from: at }),
    });
    expect(scheduled.status).toBe(200);
    const written = (await events.next()).value as Told;
    const before = await askAll();
    expect(await before.json()).toMatchObject({ flags: [{ key: "a", value: false }] });
    const text = readFileSync(flags.path, "utf8");
    flags.room.nowMs = at;
    const due = (await events.next()).value as Told;
    expect(due.etag).not.toBe(written.etag);
    const after = await askAll({ "if-none-match": before.headers.get("etag") ?? "" });
    expect(after.status).toBe(200);
    expect(await after.json()).toMatchObject({ flags: [{ key: "a", value: true }] });
    expect(readFileSync(flags.path, "utf8")).toBe(text);
  });

  test("is taken up where it was lost: only who missed something is told", async () => {
    const at = await address();
    const { etag } = flags.served.news;
    const events = told(await open(at, { "last-event-id": etag }));
    change(false);
    const next = (await events.next()).value as Told;
    expect(next.etag).toBe(flags.served.news.etag);
    const missed = told(await open(at, { "last-event-id": etag }));
    expect((await missed.next()).value).toMatchObject({ etag: flags.served.news.etag });
  });

  test("ends when the token is revoked, and its ticket opens no other", async () => {
    const at = await address();
    const response = await open(at);
    const [known] = await flags.room.store.tokens();
    await flags.room.store.revokeToken(known?.id ?? "", flags.room.nowMs);
    for await (const _ of told(response)) await Promise.resolve();
    expect((await open(at)).status).toBe(401);
    expect(flags.served.clients.connected).toBe(0);
  });

  test("is refused with a ticket that was changed, or for too many", async () => {
    const at = await address();
    expect((await open(`${at.slice(0, -1)}${at.endsWith("A") ? "B" : "A"}`)).status).toBe(401);
    expect((await open(at.replace("ticket=", "ticket=x"))).status).toBe(401);
    for (let count = 0; count < 3; count++) expect((await open(at)).status).toBe(200);
    expect((await open(at)).status).toBe(429);
  });

  test("leaves nothing behind when its client goes", async () => {
    const controller = new AbortController();
    const response = await fetch(await address(), { signal: controller.signal });
    expect(flags.served.clients.connected).toBe(1);
    controller.abort();
    await response.body?.cancel().catch(() => {});
    while (flags.served.clients.connected > 0) await new Promise((done) => setTimeout(done, 5));
  });
});
