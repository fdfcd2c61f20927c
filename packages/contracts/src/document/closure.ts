import type { ContractProblem } from "../contract.ts";
import { canonicalJson, isObject, own } from "./json.ts";
import { type Library, type Location, placeKey } from "./library.ts";
import { documentLimits } from "./limits.ts";
import type { ParsedDocument } from "./parse.ts";
import { positionOf } from "./position.ts";
import { isData, isNameMap, pointerOf, walkKeywords } from "./walk.ts";

export interface Closure {
  /** In the order in which they are met, the entry first. */
  readonly documents: readonly ParsedDocument[];
  readonly problems: readonly ContractProblem[];
}

/** Everything a document refers to, and every reference in it that leads nowhere. */
export function closureOf(library: Library, entries: readonly ParsedDocument[]): Closure {
  const documents = new Set<ParsedDocument>(entries);
  const references: Location[] = [];
  const problems: ContractProblem[] = [];
  for (const document of documents) {
    walkKeywords(document.root, (value, at) => {
      const reference = own(value, "$ref");
      if (typeof reference !== "string") return;
      const pointer = pointerOf(at);
      const from: Location = { document, pointer, value };
      references.push(from);
      if (problems.length >= documentLimits.problems) return;
      const resolution = library.resolve(from, reference);
      if (resolution.kind === "found") documents.add(resolution.location.document);
      const why = resolution.kind === "broken" ? resolution.why : undefined;
      if (why !== undefined) problems.push(problemAt(document, `${pointer}/$ref`, `$ref ${why}`));
    });
  }
  problems.push(...endlessChains(library, references));
  return { documents: [...documents], problems: withFailedReads(library, problems) };
}

/** `a: {$ref: b}`, `b: {$ref: a}`: one problem per ring, at its first member. */
function endlessChains(library: Library, references: readonly Location[]): ContractProblem[] {
  const settled = new Set<string>();
  const problems: ContractProblem[] = [];
  for (const from of references) {
    const next = library.resolve(from, String(own(from.value, "$ref")));
    // Mostly it leads to no further reference.
    if (next.kind !== "found" || typeof own(next.location.value, "$ref") !== "string") continue;
    const chain: string[] = [];
    let at: Location | undefined = from;
    while (at && isObject(at.value) && typeof own(at.value, "$ref") === "string") {
      const key = placeKey(at);
      if (chain.includes(key)) {
        const ring = [...chain.slice(chain.indexOf(key)), key].join(" -> ");
        const why = `$ref goes round in a ring and never reaches a schema: ${ring}`;
        problems.push(problemAt(at.document, `${at.pointer}/$ref`, why));
        break;
      }
      if (settled.has(key)) break;
      if (chain.length >= documentLimits.refChain) {
        const why = `$ref leads through more than ${documentLimits.refChain} others (limit refChain)`;
        problems.push(problemAt(from.document, `${from.pointer}/$ref`, why));
        break;
      }
      chain.push(key);
      const next = library.resolve(at, String(own(at.value, "$ref")));
      at = next.kind === "found" ? next.location : undefined;
    }
    for (const key of chain) settled.add(key);
  }
  return problems;
}

/** A file that is there but unreadable is told with its own complaint, once. */
function withFailedReads(library: Library, problems: readonly ContractProblem[]): ContractProblem[] {
  const unreadable = new Set<string>();
  for (const problem of problems) {
    const named = /refers to (\S+), which cannot be read$/.exec(problem.message)?.[1];
    if (named !== undefined) unreadable.add(named);
  }
  const own = [...unreadable].flatMap((path) => {
    const parsed = library.load(path);
    return parsed?.kind === "problems" ? parsed.problems : [];
  });
  return [...problems, ...own];
}

export function problemAt(document: ParsedDocument, pointer: string, message: string): ContractProblem {
  return { document: document.path, pointer, ...positionOf(document, pointer), message };
}

/**
 * Canonical text of a closure. Equal texts mean contracts with equal verdicts, so only prose is left out: `title`,
 * `description`, `summary`, `$comment`, and an API's `info`, `tags` and `externalDocs`. Examples stay: they can decide.
 */
export function digestTextOf(closure: Closure): string {
  const names = new Map<string, string>();
  return closure.documents.map((document) => withoutProse(document.root, names, false, true)).join("\n");
}

const prose = new Set(["title", "description", "summary", "$comment"]);
const apiProse = new Set(["info", "tags", "externalDocs"]);

/** Canonical JSON in one go: a large document is read for nothing else. `quoted` remembers the text of each key. */
export function withoutProse(
  value: unknown,
  quoted = new Map<string, string>(),
  names = false,
  root = false,
): string {
  if (Array.isArray(value)) return `[${value.map((item) => withoutProse(item, quoted, false)).join(",")}]`;
  if (!isObject(value)) return canonicalJson(value);
  const api = root && Object.hasOwn(value, "openapi");
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const child = value[key];
    if (!names && prose.has(key) && typeof child === "string") continue;
    if (api && apiProse.has(key)) continue;
    const name = quoted.get(key) ?? `${JSON.stringify(key)}:`;
    quoted.set(key, name);
    const data = !names && isData(key);
    parts.push(name + (data ? canonicalJson(child) : withoutProse(child, quoted, !names && isNameMap(key))));
  }
  return `{${parts.join(",")}}`;
}
