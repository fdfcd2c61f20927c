import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow } from "./sources.ts";

const pages = [
  ...readdirSync(".").filter((file) => file.endsWith(".md")),
  ...["docs", "examples", "bench"].flatMap((folder) => filesBelow(folder, ".md")),
].map((path) => ({ path, text: readFileSync(path, "utf8") }));
const scripts = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts);

test("every path of CONTRIBUTING's table of patterns exists", () => {
  const guide = readFileSync("CONTRIBUTING.md", "utf8");
  const [, table = ""] = guide.split(/^## Pattern.*$/m);
  const [rows = ""] = table.split(/^## /m);
  const paths = [...rows.matchAll(/\| `([^`]+)` \|$/gm)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test("every link within the pages leads somewhere", () => {
  const dead = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !existsSync(join(dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test("every npm script that a page names exists", () => {
  const missing = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !scripts.includes(name))
      .map((name) => `${path}: npm run ${name}`),
  );
  expect(missing).toEqual([]);
});

test("no page sends a reader to a stranger's package", () => {
  const bare = /npx (?!--no-install)(?:-\S+ )*crossfade\b/;
  expect(pages.filter(({ text }) => bare.test(text)).map(({ path }) => path)).toEqual([]);
  expect("npx crossfade check").toMatch(bare);
  expect("npx --no-install crossfade check").not.toMatch(bare);
});

test("decisions are numbered without a gap and have every part of the template", () => {
  const parts = (path: string) =>
    [...readFileSync(path, "utf8").matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  const decisions = readdirSync("docs/decisions").filter((file) => /^\d{4}-[a-z0-9-]+\.md$/.test(file));
  expect(decisions.map((file) => Number(file.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1));
  for (const file of decisions)
    expect(parts(`docs/decisions/${file}`), file).toEqual(parts("docs/decisions/template.md"));
});
