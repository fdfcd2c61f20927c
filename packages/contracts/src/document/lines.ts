import type { Documents } from "@crossfade/core";
import { own } from "./json.ts";
import { jsonOffset } from "./json-offset.ts";
import { type ParsedDocument, parseText } from "./parse.ts";
import { pointerTo, stepsOf, valueAt } from "./pointer.ts";
import { positionOf, positionTextLimit } from "./position.ts";

/** A place as people look it up: its line (1-based), and what stands there if it is short. */
export interface Excerpt {
  readonly line: number;
  readonly text?: string;
}

const longestExcerpt = 160;

function isShort(text: string): boolean {
  return text !== "" && text.length <= longestExcerpt;
}

/** A document as it is searched; a bare list is the member of an object, since documents are objects. */
type Searched =
  | { readonly kind: "parsed"; readonly document: ParsedDocument; readonly prefix: string }
  | { readonly kind: "text" }
  | { readonly kind: "none" };

/** Finds the lines of places in documents; each document is read once. */
export class Lines {
  readonly #documents: Documents;
  readonly #large: boolean;
  readonly #searched = new Map<string, Searched>();

  /** `large`: JSON of any size is searched too, from its beginning each time. */
  constructor(documents: Documents, { large = false } = {}) {
    this.#documents = documents;
    this.#large = large;
  }

  /** Undefined where the document cannot be read or is too large. `keyword`: the member that matters, if it is there. */
  of(document: string, pointer: string, keyword?: string): Excerpt | undefined {
    const searched = this.#searched.get(document) ?? this.#read(document);
    this.#searched.set(document, searched);
    if (searched.kind === "parsed") return excerptOf(searched.document, searched.prefix + pointer, keyword);
    // Of what is no JSON and no YAML only the beginning is known.
    return searched.kind === "text" && pointer === "" ? { line: 1 } : undefined;
  }

  #read(path: string): Searched {
    try {
      const text = this.#documents.read(path);
      if (text === undefined || (text.length > positionTextLimit && !this.#large)) return { kind: "none" };
      const isList = /^\s*\[/.test(text);
      const parsed = parseText(path, isList ? `{"list":${text}}` : text);
      if (parsed.kind === "problems") return { kind: "text" };
      return { kind: "parsed", document: parsed.document, prefix: isList ? "/list" : "" };
    } catch {
      return { kind: "none" };
    }
  }
}

function excerptOf(
  document: ParsedDocument,
  pointer: string,
  keyword: string | undefined,
): Excerpt | undefined {
  const steps = stepsOf(pointer);
  if (!steps) return undefined;
  const value = valueAt(document.root, steps)?.value;
  const member = keyword === undefined ? undefined : own(value, keyword);
  const path = member === undefined || keyword === undefined ? pointer : pointerTo(pointer, keyword);
  const line = lineOf(document, path);
  if (line === undefined) return undefined;
  const json = isSmall(member ?? value) ? (JSON.stringify(member ?? value) ?? "") : "";
  const whole = member === undefined || json === "" ? json : `${keyword}: ${json}`;
  const text = [whole, document.text.split("\n", line)[line - 1]?.trim() ?? ""].find(isShort);
  return { line, ...(text === undefined ? {} : { text }) };
}

function lineOf(document: ParsedDocument, pointer: string): number | undefined {
  const { text, format } = document;
  if (text.length <= positionTextLimit) return positionOf(document, pointer)?.line;
  if (format !== "json") return undefined;
  return text.slice(0, jsonOffset(text, stepsOf(pointer) ?? [])).split("\n").length;
}

/** Whether it is worth while to write a value out to see if that is short. */
function isSmall(value: unknown): boolean {
  let left = longestExcerpt;
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === "object" && next !== null) open.push(...Object.values(next).slice(0, left));
    if (--left < 0 || open.length > longestExcerpt) return false;
  }
  return true;
}
