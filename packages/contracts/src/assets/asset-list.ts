import type { ContractProblem } from "../contract.ts";
import { problemAt } from "../document/closure.ts";
import { own } from "../document/json.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { assetUrl, originOf } from "./asset-url.ts";
import type { AssetFile } from "./assets.ts";

/** What a document names, before anything is filtered. */
export interface NamedFiles {
  readonly files: readonly AssetFile[];
  /** Held by a service worker: nobody is asked for them. */
  readonly precached: readonly AssetFile[];
  readonly problems: readonly ContractProblem[];
  /** Written by hand, or by a bundler with everything it made. */
  readonly source: "list" | "bundler";
}

/** One URL a line; what follows # after a space, and empty lines, do not count. */
export function textList(path: string, text: string): NamedFiles {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, "").trim());
  const files = lines.flatMap(
    (url, index) => fileOf(url, { document: path, pointer: "", line: index + 1 }) ?? [],
  );
  return { files, precached: [], problems: [], source: "list" };
}

/** `{ urls, precached, base }`. */
export function objectList(document: ParsedDocument): NamedFiles {
  const base = own(document.root, "base");
  const problems: ContractProblem[] = [];
  if (base !== undefined && typeof base !== "string")
    problems.push(problemAt(document, "/base", "`base` must be a path such as /static/"));
  const prefix = typeof base === "string" ? base : "";
  const list = (word: "urls" | "precached") => {
    const named = listAt(document, own(document.root, word) ?? [], `/${word}`, prefix);
    problems.push(...named.problems);
    return named.files;
  };
  return { files: list("urls"), precached: list("precached"), problems, source: "list" };
}

/** A list of URLs at a place of a document. */
export function listAt(
  document: ParsedDocument,
  value: unknown,
  pointer: string,
  base: string,
): { readonly files: readonly AssetFile[]; readonly problems: readonly ContractProblem[] } {
  if (!Array.isArray(value))
    return { files: [], problems: [problemAt(document, pointer, "expected a list of URLs")] };
  const wrong = value.findIndex((each) => typeof each !== "string");
  if (wrong >= 0)
    return { files: [], problems: [problemAt(document, `${pointer}/${wrong}`, "expected a URL in quotes")] };
  const files = value.flatMap(
    (url: string, index) =>
      fileOf(url, { document: document.path, pointer: `${pointer}/${index}` }, base) ?? [],
  );
  return { files, problems: [] };
}

/** Undefined where the text is no URL of a file. The origin of the base is the page's own. */
export function fileOf(text: string, at: AssetFile["at"], base = ""): AssetFile | undefined {
  const url = text === "" ? undefined : assetUrl(text, base);
  if (!url) return undefined;
  const foreign = url.origin !== undefined && url.origin !== originOf(base);
  const shown = `${url.origin ?? ""}/${url.path}`;
  return { path: url.path, url: shown, at, ...(foreign ? { origin: url.origin } : {}) };
}
