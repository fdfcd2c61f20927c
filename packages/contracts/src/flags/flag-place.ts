import type { Place } from "@crossfade/core";
import { placeOf } from "../observe.ts";
import type { KeyRead } from "./flags.ts";

/** Where something is read: in the source code, if that is known. */
export function placeRead({ at, source }: Pick<KeyRead, "at" | "source">): Place {
  if (source === undefined) return placeOf("sender", at);
  return { side: "sender", document: source.document, pointer: "", line: source.line };
}
