import type { Documents } from "@crossfade/core";
import { type ParsedDocument, parseText } from "./parse.ts";
import { positionOf } from "./position.ts";

/** Finds the lines of places in documents; each document is read once. */
export class Lines {
  readonly #documents: Documents;
  readonly #parsed = new Map<string, ParsedDocument | undefined>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** 1-based; undefined where the document cannot be read, is too large, or the pointer leads nowhere. */
  of(document: string, pointer: string): number | undefined {
    if (!this.#parsed.has(document)) this.#parsed.set(document, this.#read(document));
    const parsed = this.#parsed.get(document);
    return parsed && positionOf(parsed, pointer)?.line;
  }

  #read(path: string): ParsedDocument | undefined {
    try {
      const text = this.#documents.read(path);
      const parsed = text === undefined ? undefined : parseText(path, text);
      return parsed?.kind === "document" ? parsed.document : undefined;
    } catch {
      return undefined;
    }
  }
}
