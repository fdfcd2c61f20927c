import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { tree } from "../../../../../test/support/tree.ts";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Writes texts of its own under keys that all share, and reads them: any of the texts, whole, or none. */
const script = (folder: string, letter: string) => `
import { diskCache } from ${JSON.stringify(new URL("./disk-cache.ts", import.meta.url).href)};
let torn = 0, found = 0;
for (let round = 0; round < 300; round++) {
  const key = String(round % 3);
  diskCache(${JSON.stringify(folder)}, ["build"]).set(key, ${JSON.stringify(letter)}.repeat(50_000));
  const text = diskCache(${JSON.stringify(folder)}, ["build"]).get(key);
  if (text !== undefined) found++;
  if (text !== undefined && !/^(a+|b+|c+)$/.test(text)) torn++;
}
console.log(JSON.stringify({ torn, found }));
`;

test("processes that write the same entries at once find whole ones", async () => {
  const folder = join(tree({ "beside.txt": "" }), "cache");
  const runs = ["a", "b", "c"].map((letter) =>
    promisify(execFile)(process.execPath, [
      "--conditions=crossfade-source",
      "--import",
      tsx,
      "--input-type=module",
      "-e",
      script(folder, letter),
    ]),
  );
  for (const { stdout } of await Promise.all(runs))
    expect(JSON.parse(stdout)).toEqual({ torn: 0, found: 300 });
  expect(readdirSync(folder)).toHaveLength(3);
});
