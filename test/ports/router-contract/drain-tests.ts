import { setInstance, setStage, setWeight } from "@crossfade/core";
import { describe, expect, test, vi } from "vitest";
import type { Given, Release } from "./release.ts";
import { newLabel, oldLabel, type Stream } from "./router-under-test.ts";

const old = { component: "api", label: oldLabel };
const withinMs = 3_000;
const seenMs = 10_000;

/** How a version lets go of its last users. */
export function drainTests({ begin, claims }: Given): void {
  const { politeEnd } = claims;
  describe.skipIf(!claims.drain)("draining", () => {
    test("what is open on a draining version stays, is counted, and is ended by a drain", async () => {
      const release = await begin();
      const stream = await release.open({ user: "u-1" });
      await everybodyToNew(release);
      await release.change((state) => setStage(state, old, "draining"));
      await vi.waitFor(async () => expect(await open(release)).toBe(1), seenMs);
      expect(await hasEnded(stream)).toBe(false);
      expect(await release.router.drain(old, withinMs)).toEqual({ requests: 0, streams: 0 });
      await stream.ended;
      expect(stream.wasTold()).toBe(politeEnd);
      await vi.waitFor(async () => expect(await open(release)).toBe(0), seenMs);
    });

    test("draining one instance leaves the others' streams open", async () => {
      const release = await begin();
      const urls = release.setup.components[0]?.versions[0]?.urls ?? [];
      const streams = [await release.open({ user: "u-1" }), await release.open({ user: "u-2" })];
      expect(new Set(streams.map(({ instance }) => instance))).toEqual(new Set(urls));
      const [leaving, staying] = streams as [Stream, Stream];
      const url = leaving.instance;
      await release.change((state) => setInstance(state, { ...old, url, out: true }));
      await release.router.drain({ ...old, instance: url }, withinMs);
      await leaving.ended;
      expect(await hasEnded(staying)).toBe(false);
      staying.close();
    });

    test("a closing version is closed when nothing of it is open any more", async () => {
      const release = await begin();
      await everybodyToNew(release);
      await release.change((state) => setStage(state, old, "closing"));
      await release.router.drain(old, withinMs);
      await vi.waitFor(async () => expect(await stage(release)).toBe("closed"), seenMs);
    });

    test("what is open on a version that is blocked ends", async () => {
      const release = await begin();
      const stream = await release.open({ user: "u-1" });
      await everybodyToNew(release);
      await release.change((state) => setStage(state, old, "blocked"));
      await stream.ended;
    });
  });
}

function everybodyToNew(release: Release): Promise<void> {
  return release.change((state) => setWeight(state, { component: "api", label: newLabel, weight: 10_000 }));
}

async function oldReading(release: Release) {
  const { versions } = await release.router.read();
  return versions.find(({ component, label }) => component === "api" && label === oldLabel);
}

async function stage(release: Release): Promise<string | undefined> {
  return (await oldReading(release))?.stage;
}

/** Requests and streams: not every router can tell them apart. */
async function open(release: Release): Promise<number> {
  const instances = (await oldReading(release))?.instances ?? [];
  return instances.reduce((sum, { requests, streams }) => sum + requests + streams, 0);
}

async function hasEnded(stream: Stream): Promise<boolean> {
  return Promise.race([
    stream.ended.then(() => true),
    new Promise<false>((resolve) => setImmediate(resolve, false)),
  ]);
}
