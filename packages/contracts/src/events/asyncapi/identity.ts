import type { Documents } from "@crossfade/core";
import { closureText } from "../../document/closure-text.ts";
import type { Library, Location } from "../../document/library.ts";
import { foreignTextNamed } from "../../foreign-formats.ts";

/** All that a part which is not compared rests on, files in other languages included; undefined where that cannot be told. */
export function identityOf(library: Library, documents: Documents, at: Location): string | undefined {
  const text = closureText(library, at);
  if (text === undefined) return undefined;
  const named = foreignTextNamed(at.document.path, text, documents);
  return named === undefined ? undefined : `${text}\n${named}`;
}
