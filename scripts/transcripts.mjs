// Runs every command that a page shows and writes down what it prints now. `npm run test:real` compares instead.
import { readFile, writeFile } from "node:fs/promises";
import { pagesWithTranscripts, rewrite } from "../test/support/transcript.ts";

process.chdir(new URL("..", import.meta.url).pathname);
for (const path of pagesWithTranscripts()) {
  const text = await readFile(path, "utf8");
  const rewritten = await rewrite(path, text);
  if (rewritten.text === text) continue;
  await writeFile(path, rewritten.text);
  console.log(`wrote ${path}: ${rewritten.commands} commands`);
}
