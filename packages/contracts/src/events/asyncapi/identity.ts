import type { Documents } from "@crossfade/core";
import type { Library, Location } from "../../document/library.ts";
import { foreignTextNamed } from "../../foreign-formats.ts";
import { closureText } from "../../http/closure-text.ts";

/** All that a part which is not compared rests on, files in other languages included; undefined where that cannot be told. */
export function identityOf(library: Library, documents: Documents, at: Location): string | undefined {
  const text = closureText(library, at);
  if (text.startsWith("too large")) return undefined;
  const named = foreignTextNamed(at.document.path, text, documents);
  return named === undefined ? undefined : `${text}\n${named}`;
}
