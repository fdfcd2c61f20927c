import { LineCounter, parseDocument, type YAMLError } from "yaml";
import type { ContractProblem } from "../contract.ts";
import { isObject, type JsonObject } from "./json.ts";
import { documentLimits } from "./limits.ts";

export interface ParsedDocument {
  readonly path: string;
  /** Empty where it is not kept. */
  readonly text: string;
  readonly format: "json" | "yaml";
  readonly root: JsonObject | boolean;
}

export type Parsed =
  | { readonly kind: "document"; readonly document: ParsedDocument }
  | { readonly kind: "problems"; readonly problems: readonly ContractProblem[] };

/** Text to a JSON value: JSON where it looks like JSON, YAML otherwise. `true` and `false` are documents too (schemas). */
export function parseText(path: string, source: string): Parsed {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  if (text.length > documentLimits.textLength) {
    const megabytes = documentLimits.textLength / 1024 / 1024;
    return problem(
      path,
      `the document is larger than ${megabytes} MB (limit textLength): split it or leave out what the link does not use`,
    );
  }
  const looksLikeJson = /^\s*[{[]/.test(text);
  const json = looksLikeJson ? parseJson(text) : undefined;
  const format = json ? "json" : "yaml";
  const result = json ?? parseYaml(path, text);
  if ("problems" in result) return { kind: "problems", problems: result.problems };
  const excess = sizeComplaint(result.value);
  if (excess) return problem(path, excess);
  if (!isObject(result.value) && typeof result.value !== "boolean") {
    return problem(
      path,
      `the document is ${nameOf(result.value)}, not an object: a contract is an object with named parts`,
    );
  }
  return { kind: "document", document: { path, text, format, root: result.value } };
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** YAML is a superset of JSON, so this also finds the line of a JSON mistake. */
function parseYaml(path: string, text: string): { value: unknown } | { problems: ContractProblem[] } {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      merge: true,
      uniqueKeys: true,
      prettyErrors: false,
      // "silent" would also hide that there are several documents.
      logLevel: "error",
    });
    if (document.errors.length > 0) {
      const listed = document.errors.slice(0, documentLimits.problems);
      return { problems: listed.map((error) => yamlProblem(path, error, lines)) };
    }
    return { value: document.toJS({ maxAliasCount: documentLimits.aliases }) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/alias count/i.test(said)) {
      return {
        problems: [
          {
            document: path,
            message: `its YAML aliases expand to more than ${documentLimits.aliases} copies (limit aliases): write the parts out or use $ref`,
          },
        ],
      };
    }
    if (error instanceof RangeError) return { problems: [{ document: path, message: depthMessage }] };
    return { problems: [{ document: path, message: `it cannot be read as YAML: ${firstLine(said)}` }] };
  }
}

function yamlProblem(path: string, error: YAMLError, lines: LineCounter): ContractProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const several =
    error.code === "MULTIPLE_DOCS"
      ? "the file holds several YAML documents (---): keep one, and put the others into files of their own"
      : undefined;
  const message = several ?? (/call stack/i.test(error.message) ? depthMessage : firstLine(error.message));
  return { document: path, line, column: col, message };
}

const depthMessage = `it nests objects and lists deeper than ${documentLimits.depth} levels (limit depth)`;

/** Walks without recursion, so that no depth can exhaust the stack. */
function sizeComplaint(root: unknown): string | undefined {
  let level: object[] = typeof root === "object" && root !== null ? [root] : [];
  let count = 1;
  for (let depth = 1; level.length > 0; depth++) {
    const next: object[] = [];
    for (const value of level) {
      const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
      count += items.length;
      for (const item of items) if (typeof item === "object" && item !== null) next.push(item);
    }
    if (count > documentLimits.values)
      return `it holds more than ${documentLimits.values} values, aliases expanded (limit values)`;
    // What has no values below it is no level more.
    if (depth > documentLimits.depth && next.length > 0) return depthMessage;
    level = next;
  }
  return undefined;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  return `a ${typeof value}`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

function problem(path: string, message: string): Parsed {
  return { kind: "problems", problems: [{ document: path, message }] };
}
