// Writes every file that is made from code. With --check it writes nothing and fails if one differs from what the code says.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { configSchema } from "./generate/config-schema.mjs";
import { errorsPage } from "./generate/errors-page.mjs";
import { flagFileSchema } from "./generate/flag-file-schema.mjs";
import { openApi } from "./generate/openapi-document.mjs";
import { rulesPage } from "./generate/rules-page.mjs";
import { shopPicture } from "./generate/shop-picture.mjs";

process.chdir(new URL("..", import.meta.url).pathname);

/** Add a line for a new generated file; `make` answers with its whole text. */
const generated = [
  { file: "docs/reference/errors.md", make: errorsPage },
  { file: "docs/reference/rules.md", make: rulesPage },
  { file: "docs/reference/crossfade.schema.json", make: configSchema },
  { file: "docs/reference/feature-flags.schema.json", make: flagFileSchema },
  { file: "docs/reference/openapi.json", make: openApi },
  { file: "docs/pictures/shop.svg", make: shopPicture },
];

const check = process.argv.includes("--check");
for (const { file, make } of generated) {
  const wanted = await make();
  if (existsSync(file) && (await readFile(file, "utf8")) === wanted) continue;
  if (check) {
    console.error(`${file} is not what the code says: run npm run generate`);
    process.exitCode = 1;
    continue;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, wanted);
  console.log(`wrote ${file}`);
}
