import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packages } from "./sources.ts";

/** The paths of the table "The map". */
const map = [...readFileSync("ARCHITECTURE.md", "utf8").matchAll(/^\| `(packages\/[^`]+)` \|/gm)].map(
  ([, path = ""]) => path,
);

/** Every package, and every folder of its first level; a deeper one has a line only where it says more. */
const here = packages().flatMap((name) => [
  `packages/${name}/src`,
  ...readdirSync(`packages/${name}/src`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `packages/${name}/src/${entry.name}`),
]);

test("ARCHITECTURE.md's map names every folder of sources, and none that is gone", () => {
  const unnamed = here.filter(
    (folder) => !map.some((path) => path === folder || path.startsWith(`${folder}/`)),
  );
  expect(unnamed).toEqual([]);
  expect(map.filter((path) => !existsSync(path))).toEqual([]);
});
