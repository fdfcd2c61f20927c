import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, watch } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { StateFile } from "./state-file.ts";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const module = JSON.stringify(new URL("state-file.ts", import.meta.url).href);
const kills = 15;

/** Writes states with ever more pins, and says the generation of each one that is on the disk. */
const writer = `
const { StateFile } = await import(${module});
const file = new StateFile(process.argv[1]);
const start = ((await file.read())?.generation ?? 0) + 1;
for (let generation = start; ; generation++) {
  const userPins = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => ["u-" + generation + "-" + n, "1.9.4"]));
  const versions = [{ label: "1.9.4", stage: "active", instances: [] }];
  const api = { salt: "s", versions, split: [{ from: 0, to: 10_000, label: "1.9.4" }], userPins, revokedPins: [] };
  const components = Object.fromEntries(Array.from({ length: 20 }, (_, n) => ["c" + n, api]));
  await file.write({ stateSchema: 1, router: "edge", generation, components });
  process.stdout.write(generation + "\\n");
}`;

test("a writer that is killed at any moment leaves a whole state, at least as new as what it said", async () => {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-state-"));
  const file = new StateFile(join(folder, "state.json"));
  try {
    for (let kill = 0; kill < kills; kill++) {
      const said = await killedWriter(file.path, 1 + kill);
      const state = await file.read();
      expect(state?.generation ?? 0).toBeGreaterThanOrEqual(said);
      if (state !== undefined)
        expect(Object.keys(state.components.c19?.userPins ?? {})[0]).toBe(`u-${state.generation}-0`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Kills a writer as soon as its folder has changed so often; resolves to the last generation that it said. */
async function killedWriter(path: string, changes: number): Promise<number> {
  const args = ["--conditions=crossfade-source", "--import", tsx, "--input-type=module", "-e", writer, path];
  let seen = 0;
  const watcher = watch(dirname(path), () => {
    if (++seen >= changes) child.kill("SIGKILL");
  });
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  let said = 0;
  for await (const line of createInterface({ input: child.stdout })) said = Number(line);
  await gone;
  watcher.close();
  return said;
}
