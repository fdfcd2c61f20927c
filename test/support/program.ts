import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname, "../..");

/** A built program, unless the sources are newer: then those, which takes a second longer each time. */
export function program(name: "crossfade" | "trafficctl" = "crossfade"): readonly string[] {
  const built = join(root, `packages/crossfade/dist/${name}.js`);
  const sources = ["core", "contracts", "flags", "crossfade"].flatMap((name) =>
    readdirSync(join(root, "packages", name, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => join(root, "packages", name, "src", file)),
  );
  const builtMs = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (sources.every((file) => statSync(file).mtimeMs <= builtMs))
    return [process.execPath, join(root, `packages/crossfade/bin/${name}.js`)];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const entry = join(root, `packages/crossfade/src/main/${name}.ts`);
  return [process.execPath, "--conditions=crossfade-source", "--import", tsx, entry];
}
