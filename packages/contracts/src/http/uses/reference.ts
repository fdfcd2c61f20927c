import type { Location } from "../../document/library.ts";

/** A `$ref` to a place, from a document at the root of the repository. */
export function referenceTo({ document, pointer }: Location): string {
  const encoded = (text: string) => text.split("/").map(encodeURIComponent).join("/");
  return `${encoded(document.path)}#${encoded(pointer)}`;
}
