/** Folders whose files others wrote, or a tool made. */
const foreignFolders = new Set(
  "node_modules vendor third_party bower_components dist build out target coverage __pycache__ venv site-packages".split(
    " ",
  ),
);

/** Tests read flags that nobody ships. */
const tests = /(^|\/)(__tests__|__mocks__|tests?|spec|e2e)\/|[._-](test|spec|stories)\.[^/]+$|_test\.\w+$/;
const made = /\.d\.[cm]?ts$|\.min\.[cm]?js$|\.map$/;
const script = /\.[cm]?[jt]sx?$/;
const otherLanguages =
  /\.(py|rb|go|java|kt|kts|scala|groovy|cs|fs|vb|swift|m|mm|php|rs|dart|ex|exs|erl|clj|lua|pl|vue|svelte|astro|html|cshtml|razor|twig|erb|ejs|hbs)$/;

export type SourceKind = "script" | "text";

/** How a file is scanned; undefined where it is none of the component's own sources. */
export function sourceKindOf(path: string): SourceKind | undefined {
  const folders = path.split("/").slice(0, -1);
  const isForeign = folders.some((each) => foreignFolders.has(each) || each.startsWith("."));
  if (isForeign || tests.test(path) || made.test(path)) return undefined;
  if (script.test(path)) return "script";
  return otherLanguages.test(path) ? "text" : undefined;
}

/** Pages of frameworks hold TypeScript between their tags: the same calls, read as text. */
export function holdsScript(path: string): boolean {
  return /\.(vue|svelte|astro|html)$/.test(path);
}
