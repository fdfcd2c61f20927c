import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pagesWithTranscripts, rewrite } from "../support/transcript.ts";

test.each(pagesWithTranscripts())("%s shows what its commands print", (path) => {
  const text = readFileSync(path, "utf8");
  const { text: now, commands } = rewrite(path, text);
  expect(commands, "a page without a command that is run").toBeGreaterThan(0);
  expect(text, "npm run transcripts writes it anew").toBe(now);
});

test("every example has a page, and every page of the guide is read", () => {
  const pages = pagesWithTranscripts();
  for (const example of readdirSync("examples")) expect(pages).toContain(`examples/${example}/README.md`);
  expect(pages.filter((each) => each.startsWith("docs/guide/")).length).toBeGreaterThanOrEqual(5);
});

const page = (...lines: string[]) => rewrite("examples/02-backend-first/README.md", lines.join("\n")).text;

test("output and exit code of a page are those of the commands", () => {
  expect(page("```console", "$ crossfade chek", "all is well", "```")).toBe(
    [
      "```console exit=2",
      "$ crossfade chek",
      "error CF_USAGE: Unknown command 'chek' (Did you mean check?)",
      "  Run `crossfade --help`.",
      "```",
    ].join("\n"),
  );
});

test("a page can write files into a repository made of an example", () => {
  const said = page(
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

test("a page cannot have anything else run, nor an empty transcript", () => {
  expect(() => page("```console", "$ rm -rf .", "```")).toThrow("is not run in a transcript");
  expect(() => page("```console", "crossfade check", "```")).toThrow("without a command");
});
