import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pagesWithTranscripts, rewrite } from "../support/transcript.ts";

test.each(pagesWithTranscripts())("%s shows what its commands print", async (path) => {
  const text = readFileSync(path, "utf8");
  const { text: now, commands } = await rewrite(path, text);
  expect(commands, "a page without a command that is run").toBeGreaterThan(0);
  expect(text, "npm run transcripts writes it anew").toBe(now);
});

test("every example has a page, and every page of the guide is read", () => {
  const pages = pagesWithTranscripts();
  for (const example of readdirSync("examples")) expect(pages).toContain(`examples/${example}/README.md`);
  expect(pages.filter((each) => each.startsWith("docs/guide/")).length).toBeGreaterThanOrEqual(5);
});

const page = async (...lines: string[]) =>
  (await rewrite("examples/02-backend-first/README.md", lines.join("\n"))).text;

test("output and exit code of a page are those of the commands", async () => {
  expect(await page("```console", "$ crossfade chek", "all is well", "```")).toBe(
    [
      "```console exit=2",
      "$ crossfade chek",
      "error CF_USAGE: Unknown command 'chek' (Did you mean check?)",
      "  Run `crossfade --help`.",
      "```",
    ].join("\n"),
  );
});

test("a page can write files into a repository made of an example", async () => {
  const said = await page(
    "<!-- repository: examples/02-backend-first -->",
    "<!-- write: crossfade.yaml -->",
    "```yaml",
    "system: shop",
    "```",
    "```console",
    "$ cat crossfade.yaml",
    "$ git tag",
    "```",
  );
  expect(said.split("\n").slice(5)).toEqual([
    "```console",
    "$ cat crossfade.yaml",
    "system: shop",
    "",
    "$ git tag",
    "v1.0.0",
    "```",
  ]);
});

test("a page cannot have anything else run, nor an empty transcript", async () => {
  await expect(page("```console", "$ rm -rf .", "```")).rejects.toThrow("is not run in a transcript");
  await expect(page("```console", "crossfade check", "```")).rejects.toThrow("without a command");
});

const running = "<!-- running: examples/10-traffic-by-hand 9101 9102 9201 -->";

test("programs that go on have ports of their own, and are shown with those of the page", async () => {
  const said = await page(
    running,
    "<!-- until: ready -->",
    "```console",
    "$ node start.mjs &",
    "$ curl -s http://127.0.0.1:9201/",
    "```",
  );
  expect(said.split("\n").slice(2)).toEqual([
    "```console",
    "$ node start.mjs &",
    "v1 on http://127.0.0.1:9101",
    "v1 on http://127.0.0.1:9102",
    "v2 on http://127.0.0.1:9201",
    "ready",
    "",
    "$ curl -s http://127.0.0.1:9201/",
    "hello from v2",
    "```",
  ]);
});

test("a program that never says that it is up is not waited for in vain", async () => {
  const never = page(running, "<!-- until: never -->", "```console", "$ node --version &", "```");
  await expect(never).rejects.toThrow('ended before it said "never"');
  await expect(page(running, "```console", "$ node start.mjs &", "```")).rejects.toThrow("needs <!-- until");
});
