// A replica of the engine as a process of its own: DATABASE_URL or FOLDER says where releases live, TARGET what it acts on.
import { request } from "node:http";
import type { Performer, ReleaseSpec } from "@crossfade/core";
import { Engine } from "../../packages/crossfade/src/engine/engine.ts";
import { openEmbeddedStore } from "../../packages/crossfade/src/store/embedded-database.ts";
import { openServerStore } from "../../packages/crossfade/src/store/server-database.ts";

const { DATABASE_URL, FOLDER = "", TARGET = "", LEASE_MS = "1000" } = process.env;

/** Long enough for a signal to hit in the middle. */
const deedMs = 15;

const performer: Performer = {
  perform: async (effect, { spec, fence }) => {
    if (effect.kind === "judge") return { kind: "judged", gates: [] };
    if (effect.kind === "measure") return { kind: "done" };
    process.send?.({ begun: effect.deed.kind });
    const demand = { release: spec.id, fence, id: effect.id, deed: effect.deed };
    await new Promise((done) => setTimeout(done, Math.random() * deedMs));
    const status = await posted(JSON.stringify(demand));
    await new Promise((done) => setTimeout(done, Math.random() * deedMs));
    return status === 204 ? { kind: "done" } : { kind: "failed", why: `refused: ${status}` };
  },
};

function posted(body: string): Promise<number> {
  return new Promise((done, fail) => {
    const asking = request(TARGET, { method: "POST", timeout: 5_000 }, (answer) => {
      answer.resume();
      answer.once("end", () => done(answer.statusCode ?? 0));
    });
    asking.once("error", fail);
    asking.once("timeout", () => asking.destroy(new Error("timeout")));
    asking.end(body);
  });
}

const store =
  DATABASE_URL === undefined ? await openEmbeddedStore(FOLDER) : await openServerStore(DATABASE_URL);
const engine = new Engine({
  store,
  performer,
  holder: String(process.pid),
  elapsedMs: () => performance.now(),
  leaseMs: Number(LEASE_MS),
});
engine.start();
process.send?.({ ready: true });

interface Question {
  readonly id: number;
  readonly begin?: ReleaseSpec;
  readonly read?: string;
}

/** Where only one process can open the store, the test asks through it. */
process.on("message", async ({ id, begin, read }: Question) => {
  if (begin !== undefined) await beginRelease(begin);
  const stored = read === undefined ? undefined : await store.read(read);
  const journal = read === undefined ? undefined : await store.journal(read);
  process.send?.({ to: id, answer: { progress: stored?.progress, journal } });
});

async function beginRelease(spec: ReleaseSpec): Promise<void> {
  // Asked again by whoever did not hear the answer: it is there already.
  await store.create(spec).catch((error: { readonly code?: string }) => {
    if (error.code !== "CF_RELEASE_EXISTS") throw error;
  });
  const events = [{ kind: "start-asked", atMs: 0 }] as const;
  await store.append({ release: spec.id, expectedSeq: 0, actor: "release lead", events });
}

process.once("SIGTERM", async () => {
  await engine.stop();
  await store.close();
  process.exit();
});
