import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { CrossfadeError, type Source } from "@crossfade/core";
import type { ControlPlace, ControlPorts } from "../cli/control-ports.ts";
import { HttpControlApi } from "../client/http-control-api.ts";
import { readTokenFile } from "../client/token-file.ts";
import { collectVersions } from "./collect-versions.ts";
import { controlFolder } from "./control-folder.ts";
import { openControlStore } from "./control-stores.ts";
import { askPerson, waitUntil } from "./person.ts";
import { reason } from "./process-io.ts";
import { configHere } from "./router-config.ts";
import { makeStateFolder } from "./state-folder.ts";
import type { Stop } from "./stop.ts";
import { version } from "./version.ts";

/** What the verbs of the control plane need of this machine. */
export function createControlPorts(source: Source, stop: Stop): ControlPorts {
  return {
    connect: (address) => new HttpControlApi({ ...address, version }),
    place,
    readToken: readTokenFile,
    readText,
    writeToken,
    collect: (request) => collectVersions(request, source, Date.now()),
    // It needs much that no other verb needs.
    up: async (request, tell) => (await import("./up.ts")).createUp(stop)(request, tell),
    exportTo,
    importFrom,
    ...askPerson(stop.signal),
    nowMs: Date.now,
    wait: (ms, until) => waitUntil(ms, until, stop.signal),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    stop: { signal: stop.signal, inOrder: () => stop.inOrder() },
  };
}

async function writeToken(path: string, token: string): Promise<void> {
  try {
    await writeFile(resolve(path), `${token}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    throw unwritten(path, cause as NodeJS.ErrnoException);
  }
}

function unwritten(file: string, cause: NodeJS.ErrnoException): CrossfadeError {
  const why = cause.code === "EEXIST" ? "it is there already" : reason(cause);
  return new CrossfadeError("CF_OUTPUT_UNWRITABLE", { file, why }, { cause });
}

async function readText(file: string): Promise<string> {
  try {
    return file === "-" ? await text(process.stdin) : await readFile(resolve(file), "utf8");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CrossfadeError("CF_FILE_UNREADABLE", { file, revision: "the work tree", why }, { cause });
  }
}

async function place(named?: string): Promise<ControlPlace> {
  try {
    const { config, root } = await configHere(named, process.cwd(), Date.now());
    const tokenFile = join(controlFolder(root), "admin-token");
    return {
      environments: config.environments.map(({ id }) => id),
      ...(existsSync(tokenFile) ? { tokenFile } : {}),
    };
  } catch (error) {
    const isMissing = error instanceof CrossfadeError && error.code === "CF_CONFIG_MISSING";
    if (named === undefined && isMissing) return { environments: [] };
    throw error;
  }
}

const exportTo: ControlPorts["exportTo"] = async ({ file, config }) =>
  withStore(config, async (store) => {
    let lines = 0;
    async function* text() {
      for await (const line of store.exported()) {
        lines++;
        yield line;
      }
    }
    if (file === "-") {
      for await (const line of text()) process.stdout.write(line);
      return lines;
    }
    try {
      await pipeline(Readable.from(text()), createWriteStream(resolve(file), { flags: "wx", mode: 0o600 }));
    } catch (cause) {
      if (cause instanceof CrossfadeError || (cause as NodeJS.ErrnoException).code === undefined) throw cause;
      throw unwritten(file, cause as NodeJS.ErrnoException);
    }
    return lines;
  });

const importFrom: ControlPorts["importFrom"] = async ({ file, config }) =>
  withStore(config, async (store) => {
    const input = file === "-" ? process.stdin : createReadStream(resolve(file), "utf8");
    const failed = new Promise<never>((_, reject) =>
      input.once("error", ({ message }: Error) =>
        reject(new CrossfadeError("CF_FILE_UNREADABLE", { file, revision: "the work tree", why: message })),
      ),
    );
    return Promise.race([store.imported(createInterface({ input })), failed]);
  });

type Work = (store: Awaited<ReturnType<typeof openControlStore>>) => Promise<number>;

async function withStore(named: string | undefined, work: Work): Promise<number> {
  const { root } = await configHere(named, process.cwd(), Date.now());
  const folder = controlFolder(root);
  makeStateFolder(folder);
  const store = await openControlStore(folder, process.env);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
