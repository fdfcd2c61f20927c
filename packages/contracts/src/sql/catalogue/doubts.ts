import { canonicalJson } from "../../document/json.ts";
import type { Statement } from "../parser.ts";
import type { Catalogue, Doubt, ObjectKind } from "./catalogue.ts";

/** One statement of a migration, and the catalogue that it changes. */
export interface Fold {
  readonly catalogue: Catalogue;
  readonly document: string;
  readonly statement: Statement;
}

const everything: readonly ObjectKind[] = ["relation", "column", "constraint", "function", "type"];

/** Remembers that a statement may have done more than is known. */
export function doubt(
  { catalogue, document, statement }: Fold,
  what: string,
  more: {
    readonly words?: readonly string[] | "anything";
    readonly kinds?: readonly ObjectKind[];
    readonly alters?: boolean;
  } = {},
): void {
  const words = more.words ?? "anything";
  const found: Doubt = {
    what,
    document,
    line: statement.line,
    words: words === "anything" ? words : new Set(words.map((word) => word.toLowerCase())),
    kinds: new Set(more.kinds ?? everything),
    alters: more.alters ?? true,
    identity: canonicalJson([document, statement.text]),
  };
  catalogue.doubts.push(found);
}

/** Every word of a text, strings and comments included: what code may name. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
}
