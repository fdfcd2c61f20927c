import type { Documents } from "@crossfade/core";
import type { ContractProblem } from "../contract.ts";
import { own } from "./json.ts";
import { documentLimits } from "./limits.ts";
import { type Parsed, type ParsedDocument, parseText } from "./parse.ts";
import { percentDecoded, pointerTo, stepsOf, valueAt } from "./pointer.ts";
import { positionTextLimit } from "./position.ts";
import { type ResourceIndex, resourceIndex } from "./resources.ts";
import { hasScheme, pathBeside, resolvedUri } from "./uri.ts";

/** A place in a parsed document. `pointer` is from the document's root. */
export interface Location {
  readonly document: ParsedDocument;
  readonly pointer: string;
  readonly value: unknown;
}

export type Resolution =
  | { readonly kind: "found"; readonly location: Location }
  /** Not ours to read: the network, or a path out of the repository. Makes the answer unknown. */
  | { readonly kind: "outside"; readonly why: string }
  | { readonly kind: "broken"; readonly why: string };

/** The parsed documents of one revision, read once each, and the references between them. */
export class Library {
  readonly #documents: Documents;
  readonly #parsed = new Map<string, Parsed>();
  readonly #indexes = new Map<ParsedDocument, ResourceIndex>();
  /** absolute `$id` -> where. */
  readonly #ids = new Map<string, { document: ParsedDocument; pointer: string }>();
  readonly #resolved = new Map<ParsedDocument, Map<string, Resolution>>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** Undefined if there is no such file. */
  load(path: string): Parsed | undefined {
    const known = this.#parsed.get(path);
    if (known) return known;
    if (this.#parsed.size >= documentLimits.documents) {
      return failed(
        path,
        `the contract refers to more than ${documentLimits.documents} documents (limit documents)`,
      );
    }
    const read = this.#read(path);
    if (!read) return undefined;
    const index = read.kind === "document" ? resourceIndex(read.document) : undefined;
    const parsed = withoutLongText(read);
    this.#parsed.set(path, parsed);
    if (parsed.kind === "document" && index) this.#register(parsed.document, index);
    return parsed;
  }

  /** Whether a document is one of this revision's: another revision has another under the same path. */
  has(document: ParsedDocument): boolean {
    return this.#indexes.has(document);
  }

  /** Whether parts of a document have addresses of their own (`$id`, `$anchor`). */
  hasAddresses(document: ParsedDocument): boolean {
    const index = this.#indexes.get(document);
    return !index || index.resources.size + index.anchors.size > 0;
  }

  list(folder: string): readonly string[] {
    return this.#documents.list(folder);
  }

  /** What a `$ref` written at a place means. Never throws; remembers. */
  resolve(from: Location, reference: string): Resolution {
    const resources = this.#indexes.get(from.document)?.resources.size ?? 0;
    const base = resources === 0 ? "" : this.#resourceOf(from).pointer;
    const key = base === "" ? reference : `${base}\n${reference}`;
    const known = this.#resolved.get(from.document) ?? new Map<string, Resolution>();
    this.#resolved.set(from.document, known);
    const before = known.get(key);
    if (before) return before;
    const resolution = this.#resolveNew(from, reference);
    known.set(key, resolution);
    return resolution;
  }

  #read(path: string): Parsed | undefined {
    try {
      const text = this.#documents.read(path);
      return text === undefined ? undefined : parseText(path, text);
    } catch (error) {
      return failed(path, `it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #register(document: ParsedDocument, index: ResourceIndex): void {
    this.#indexes.set(document, index);
    for (const [pointer, uri] of index.resources) {
      if (hasScheme(uri) && !this.#ids.has(uri)) this.#ids.set(uri, { document, pointer });
    }
  }

  /** The nearest enclosing schema with an `$id` of its own, or the whole document. */
  #resourceOf(from: Location): { pointer: string; uri: string } {
    const resources = this.#indexes.get(from.document)?.resources;
    if (!resources || resources.size === 0) return { pointer: "", uri: "" };
    const steps = stepsOf(from.pointer) ?? [];
    for (let length = steps.length; length >= 0; length--) {
      const pointer = pointerTo("", ...steps.slice(0, length));
      const uri = resources.get(pointer);
      if (uri !== undefined) return { pointer, uri };
    }
    return { pointer: "", uri: "" };
  }

  #resolveNew(from: Location, reference: string): Resolution {
    const hash = reference.indexOf("#");
    const file = hash < 0 ? reference : reference.slice(0, hash);
    const fragment = percentDecoded(hash < 0 ? "" : reference.slice(hash + 1));
    const base = this.#resourceOf(from);
    if (file === "") return this.#inResource(from.document, base.pointer, fragment, reference);
    const absolute = resolvedUri(base.uri, file);
    const registered = absolute === undefined ? undefined : this.#ids.get(absolute);
    if (registered) return this.#inResource(registered.document, registered.pointer, fragment, reference);
    if (hasScheme(file))
      return { kind: "outside", why: `"${reference}" is outside of the repository, and nothing is fetched` };
    const path = pathBeside(from.document.path, percentDecoded(file));
    if (path === undefined) return { kind: "outside", why: `"${reference}" leads out of the repository` };
    const parsed = this.load(path);
    if (!parsed) {
      if (absolute !== undefined)
        return {
          kind: "outside",
          why: `"${reference}" means ${absolute}, which no document here has as $id`,
        };
      return { kind: "broken", why: `"${reference}" refers to the file ${path}, which does not exist` };
    }
    if (parsed.kind === "problems")
      return { kind: "broken", why: `"${reference}" refers to ${path}, which cannot be read` };
    return this.#inResource(parsed.document, "", fragment, reference);
  }

  #inResource(document: ParsedDocument, resource: string, fragment: string, reference: string): Resolution {
    if (fragment !== "" && !fragment.startsWith("/")) {
      const pointer = this.#indexes.get(document)?.anchors.get(`${resource}#${fragment}`);
      if (pointer === undefined)
        return {
          kind: "broken",
          why: `"${reference}" names the anchor #${fragment}, which ${document.path} does not have`,
        };
      return this.#at(document, pointer, reference);
    }
    return this.#at(document, resource + fragment, reference);
  }

  #at(document: ParsedDocument, pointer: string, reference: string): Resolution {
    const steps = stepsOf(pointer) ?? [];
    const found = valueAt(document.root, steps);
    if (!found)
      return {
        kind: "broken",
        why: `"${reference}" refers to ${pointer} in ${document.path}, where there is nothing`,
      };
    return { kind: "found", location: { document, pointer: pointerTo("", ...steps), value: found.value } };
  }
}

/** One step down from a place. */
export function below(from: Location, ...steps: readonly (string | number)[]): Location {
  let value: unknown = from.value;
  for (const step of steps) value = Array.isArray(value) ? value[Number(step)] : own(value, String(step));
  return { document: from.document, pointer: pointerTo(from.pointer, ...steps), value };
}

/** Names a place among those of one contract. Two revisions have the same names: between them they tell nothing. */
export function placeKey({ document, pointer }: Pick<Location, "document" | "pointer">): string {
  return `${document.path}#${pointer}`;
}

export function rootOf(document: ParsedDocument): Location {
  return { document, pointer: "", value: document.root };
}

/** Nobody looks for lines in so long a text, and beside what was parsed it takes as much memory again. */
function withoutLongText(parsed: Parsed): Parsed {
  if (parsed.kind !== "document" || parsed.document.format !== "json") return parsed;
  if (parsed.document.text.length <= positionTextLimit) return parsed;
  return { kind: "document", document: { ...parsed.document, text: "" } };
}

function failed(path: string, message: string): Parsed {
  const problem: ContractProblem = { document: path, message };
  return { kind: "problems", problems: [problem] };
}
