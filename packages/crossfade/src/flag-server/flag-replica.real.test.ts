import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FlagRevisionStore } from "@crossfade/core";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase, hasPostgres, whyNoPostgres } from "../../../../test/support/postgres.ts";
import { requireOrSkip } from "../../../../test/support/require-or-skip.ts";
import { openServerStore } from "../store/server-database.ts";
import { FlagFile } from "./flag-file.ts";
import { FlagReplica } from "./flag-replica.ts";
import { SharedMarkFile } from "./shared-mark.ts";

const hasServer = await hasPostgres();
const database = hasServer ? await freshDatabase() : undefined;
afterAll(() => database?.drop());
test("PostgreSQL was there", (context) => requireOrSkip(context, hasServer, whyNoPostgres));

const text = "features:\n  a: { enabled: true }\n  b: { enabled: true }\n  c: { enabled: true }\n";
const without = (key: string, from = text) =>
  from.replace(`${key}: { enabled: true`, `${key}: { enabled: false`);
const ada = { by: "ada", why: "a bad minute" };

/** A control plane on a machine of its own: its disk, its connection to the database that all share. */
class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "crossfade-replica-"));
  readonly path = join(this.folder, "flags.yaml");
  readonly troubles: unknown[] = [];
  isAway = false;
  source!: FlagFile;
  #replica!: FlagReplica;
  #ends: (() => Promise<void>)[] = [];

  constructor(content: string) {
    this.write(content);
  }

  write(content: string): void {
    writeFileSync(this.path, content);
  }

  async start(component: string): Promise<this> {
    const store = await openServerStore(database?.url ?? "");
    const kept = join(this.folder, "kept");
    this.source = new FlagFile({ path: this.path, name: "flags.yaml", folder: kept, nowMs: Date.now });
    this.source.watch();
    const mark = new SharedMarkFile(kept);
    const onTrouble = (error: unknown) => this.troubles.push(error);
    this.#replica = new FlagReplica({
      component,
      source: this.source,
      store: this.#sometimes(store),
      mark,
      onTrouble,
    });
    const unlisten = await store.onWake(() => void this.#replica.look());
    await this.#replica.start();
    this.#ends = [() => unlisten(), () => this.#replica.stop(), () => store.close()];
    return this;
  }

  agree(): Promise<void> {
    return this.#replica.agree();
  }

  async stop(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end();
    this.source.close();
  }

  get state() {
    const { revision, text: served } = this.source.state;
    return { revision, text: served };
  }

  get file(): string {
    return readFileSync(this.path, "utf8");
  }

  #sometimes(store: FlagRevisionStore): FlagRevisionStore {
    const there = () => {
      if (this.isAway) throw new Error("the database is away");
    };
    return {
      async flagRevisions(...given) {
        there();
        return store.flagRevisions(...given);
      },
      async addFlagRevision(...given) {
        there();
        return store.addFlagRevision(...given);
      },
    };
  }
}

const machines: Machine[] = [];
let component: string;
let count = 0;
beforeEach(() => {
  component = `flags-${++count}`;
});
afterEach(async () => {
  for (const each of machines.splice(0)) {
    await each.stop();
    rmSync(each.folder, { recursive: true });
  }
});

async function machine(content = text): Promise<Machine> {
  const made = new Machine(content);
  machines.push(made);
  return made.start(component);
}

async function until(look: () => boolean, withinMs: number): Promise<void> {
  const beganMs = performance.now();
  while (!look()) {
    if (performance.now() - beganMs > withinMs) throw new Error(`not within ${withinMs} ms`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

describe.runIf(hasServer)("two control planes on one database, each with its own disk", () => {
  test("a change at one is served by the other, lies in its file, and has the same number and author there", async () => {
    const [one, other] = [await machine(), await machine()];
    one.source.change(ada, without.bind(undefined, "a"));
    await until(() => other.state.text === without("a"), 2_000);
    expect(other.state).toEqual(one.state);
    expect(other.file).toBe(without("a"));
    expect(other.source.history.at(-1)).toMatchObject({ revision: 2, ...ada });
  });

  test("a file that is saved at one is a change at both", async () => {
    const [one, other] = [await machine(), await machine()];
    other.write(without("b"));
    await until(() => one.state.text === without("b"), 3_000);
    expect(one.file).toBe(without("b"));
  });

  test("a kill while the database is away is in effect at once here, and there when it is back; neither change is lost", async () => {
    const [one, other] = [await machine(), await machine()];
    one.isAway = true;
    one.source.changeAtOnce(ada, without.bind(undefined, "a"));
    expect(one.state.text).toBe(without("a"));
    await one.agree();
    expect(one.troubles).toHaveLength(1);
    other.source.change({ by: "bob", why: "" }, without.bind(undefined, "c"));
    await other.agree();
    expect(other.state.text).toBe(without("c"));
    one.isAway = false;
    const both = without("a", without("c"));
    await until(() => one.state.text === both && other.state.text === both, 4_000);
    expect(other.state).toEqual(one.state);
    expect(one.source.history.map(({ revision, by }) => [revision, by]).slice(-2)).toEqual([
      [2, "bob"],
      [3, "ada"],
    ]);
  });

  test("of two who change the same lines at once, the later one counts, and all agree on who that is", async () => {
    const [one, other] = [await machine(), await machine()];
    one.source.change(ada, () => text.replace("a: { enabled: true", "a: { enabled: true, owner: ada"));
    other.source.change({ by: "bob", why: "" }, () =>
      text.replace("a: { enabled: true", "a: { enabled: true, owner: bob"),
    );
    await until(() => one.state.revision === 3 && other.state.revision === 3, 3_000);
    expect(other.state).toEqual(one.state);
  });
});

describe.runIf(hasServer)("a control plane that starts", () => {
  test("with the old file of its image does not take a kill back", async () => {
    const one = await machine();
    one.source.changeAtOnce(ada, without.bind(undefined, "a"));
    await one.agree();
    const fresh = await machine(text);
    expect(fresh.state).toEqual(one.state);
    expect(fresh.file).toBe(without("a"));
    expect(one.state.text).toBe(without("a"));
  });

  test("with a file that nobody knows yet brings it to all", async () => {
    const one = await machine();
    const added = `${text}  d: { enabled: true }\n`;
    const fresh = await machine(added);
    expect(fresh.state.text).toBe(added);
    await until(() => one.state.text === added, 2_000);
  });

  test("again, has what was changed meanwhile, and what was changed in its file", async () => {
    const [one, other] = [await machine(), await machine()];
    await other.stop();
    one.source.changeAtOnce(ada, without.bind(undefined, "a"));
    await one.agree();
    other.write(without("c"));
    await other.start(component);
    const both = without("a", without("c"));
    expect(other.state.text).toBe(both);
    await until(() => one.state.text === both, 2_000);
  });
});

test.runIf(hasServer)(
  "a kill comes through where the file cannot be written, and stays after a restart",
  async () => {
    const [one, image] = [await machine(), await machine()];
    // What is written beside the file cannot be: as on a read-only disk.
    mkdirSync(join(image.folder, `.flags.yaml.${process.pid}.tmp`));
    one.source.changeAtOnce(ada, without.bind(undefined, "a"));
    await until(() => image.state.text === without("a"), 2_000);
    expect(image.file).toBe(text);
    expect(image.source.trouble?.complaints[0]?.message).toContain("cannot be written");
    await image.stop();
    await image.start(component);
    expect([image.state.text, one.state.text]).toEqual([without("a"), without("a")]);
  },
);
