import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ReleaseEvent } from "@crossfade/core";
import { Webhook } from "standardwebhooks";
import { expect, onTestFinished, test, vi } from "vitest";
import { shopSpec } from "../../../../../test/rollout/shop-spec.ts";
import { FakeEvidenceStore } from "../../store/fake-evidence-store.ts";
import { FakeOutboxStore } from "../../store/fake-outbox-store.ts";
import { FakeReleaseStore } from "../../store/fake-release-store.ts";
import { createDialler } from "../outbound/dialler.ts";
import { Notifier } from "./notifier.ts";
import { sendLimits } from "./sender.ts";

const secret = `whsec_${Buffer.from("a secret of thirty-two bytes, so").toString("base64")}`;

interface Got {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A hook that judges with somebody else's library; `answer` says what it answers. */
async function hook(answer: (count: number) => number) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    got.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(answer(got.length)).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in` };
}

async function site(url: string, skewMs = () => 0) {
  const nowMs = () => Date.now() + skewMs();
  const releases = new FakeReleaseStore(nowMs);
  const outbox = new FakeOutboxStore(nowMs);
  const evidence = new FakeEvidenceStore();
  const outbound = createDialler({ allowed: ["127.0.0.1"], ownPorts: () => [], nowMs: Date.now });
  const endpoint = { id: "production/chat", url, secret, outbound };
  const notifier = () => {
    const made = new Notifier({
      releases,
      outbox,
      evidence,
      endpoints: (environment) => (environment === "production" ? [endpoint] : []),
      endpoint: (id) => (id === endpoint.id ? endpoint : undefined),
      nowMs,
      pollMs: 20,
    });
    onTestFinished(() => made.stop());
    made.start();
    return made;
  };
  const say = async (release: string, ...events: readonly ReleaseEvent[]) => {
    const seq = (await releases.read(release))?.progress.seq ?? 0;
    await releases.append({ release, expectedSeq: seq, actor: "anna", events });
  };
  return { releases, outbox, notifier, say };
}

test("what happens to a release is told as a CloudEvent that another library takes for ours", async () => {
  const { got, url } = await hook(() => 204);
  const { releases, notifier, say } = await site(url);
  await releases.create(shopSpec({ bakeMs: 1 }));
  notifier();
  await say("r1", { kind: "start-asked", atMs: 0 }, { kind: "held", why: "lunch" });
  await vi.waitFor(() => expect(got).toHaveLength(2));
  const bodies = got.map(
    ({ headers, body }) => new Webhook(secret).verify(body, headers) as Record<string, unknown>,
  );
  expect(bodies.sort((a, b) => String(a.id).localeCompare(String(b.id)))[1]).toEqual({
    specversion: "1.0",
    id: "r1/2",
    source: "/environments/production/releases/r1",
    type: "dev.crossfade.release.held",
    subject: "r1",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    datacontenttype: "application/json",
    data: {
      eventSchema: 1,
      release: "r1",
      environment: "production",
      seq: 2,
      actor: "anna",
      kind: "held",
      why: "lunch",
    },
  });
  expect(got[0]?.headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
  const [first] = got;
  expect(() => new Webhook(secret).verify(`${first?.body} `, first?.headers ?? {})).toThrow();
});

test("who does not answer well is told again, later each time, under the same id; two notifiers tell no more than one", async () => {
  const { got, url } = await hook((count) => (count < 3 ? 500 : 200));
  let skew = 0;
  const { releases, outbox, notifier, say } = await site(url, () => skew);
  await releases.create(shopSpec({ bakeMs: 1 }));
  notifier();
  notifier();
  await say("r1", { kind: "start-asked", atMs: 0 });
  const attempted = (times: number) =>
    vi.waitFor(async () => expect((await outbox.deliveries())[0]?.attempts).toBe(times));
  await attempted(1);
  expect((await outbox.deliveries())[0]).toMatchObject({ state: "waiting", lastAnswer: "answered 500" });
  skew += sendLimits.waitsMs[0];
  await attempted(2);
  skew += sendLimits.waitsMs[0];
  await say("r1", { kind: "held", why: "somebody else's news" });
  await vi.waitFor(() => expect(got).toHaveLength(3));
  expect(got[2]?.headers["webhook-id"]).toBe("production/chat/r1/2");
  skew += sendLimits.waitsMs[1];
  await vi.waitFor(() => expect(got).toHaveLength(4));
  const ids = got.map(({ headers }) => headers["webhook-id"]);
  expect(ids.filter((id) => id === "production/chat/r1/1")).toHaveLength(3);
  await vi.waitFor(async () =>
    expect((await outbox.deliveries()).every(({ state }) => state === "delivered")).toBe(true),
  );
});

test("one that was given up is sent once more when a person asks for it", async () => {
  let status = 410;
  const { got, url } = await hook(() => status);
  const { releases, outbox, notifier, say } = await site(url);
  await releases.create(shopSpec({ bakeMs: 1 }));
  notifier();
  await say("r1", { kind: "start-asked", atMs: 0 });
  const state = (wanted: string) =>
    vi.waitFor(async () => expect((await outbox.deliveries())[0]?.state).toBe(wanted), { timeout: 10_000 });
  await state("given-up");
  status = 200;
  expect(await outbox.resend("production/chat/r1/1")).toBe(true);
  await state("delivered");
  expect(got).toHaveLength(2);
});

test("a hook that is added is not told what was long ago, and nothing twice after a restart", async () => {
  const { got, url } = await hook(() => 200);
  let skew = -2 * 86_400_000;
  const { releases, outbox, notifier, say } = await site(url, () => skew);
  await releases.create(shopSpec({ bakeMs: 1 }));
  await say("r1", { kind: "start-asked", atMs: 0 });
  skew = 0;
  await say("r1", { kind: "held", why: "today" });
  const first = notifier();
  await vi.waitFor(() => expect(got).toHaveLength(1));
  await first.stop();
  notifier();
  await say("r1", { kind: "resumed" });
  await vi.waitFor(() => expect(got).toHaveLength(2));
  expect((await outbox.deliveries()).map(({ id }) => id)).toEqual([
    "production/chat/r1/3",
    "production/chat/r1/2",
  ]);
});
