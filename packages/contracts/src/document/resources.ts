import { own } from "./json.ts";
import type { ParsedDocument } from "./parse.ts";
import { pointerTo, stepsOf } from "./pointer.ts";
import { resolvedUri } from "./uri.ts";
import { pointerOf, walkKeywords, walkSchemas } from "./walk.ts";

/** Which parts of a document have an address of their own. */
export interface ResourceIndex {
  /** pointer of a schema with an `$id` -> its URI without fragment. */
  readonly resources: ReadonlyMap<string, string>;
  /** `<pointer of the resource>#<anchor>` -> pointer. */
  readonly anchors: ReadonlyMap<string, string>;
}

const addresses = ["$id", "$anchor", "$dynamicAnchor"];
const empty: ResourceIndex = { resources: new Map(), anchors: new Map() };

/** `$id`, `$anchor`, and before 2019-09 `$id: "#name"`; in draft 4 `id`. */
export function resourceIndex(document: ParsedDocument): ResourceIndex {
  const draft4 = String(own(document.root, "$schema") ?? "").includes("draft-04");
  if (!draft4 && !addresses.some((keyword) => document.text.includes(keyword))) return empty;
  const modern = /2019-09|2020-12/.test(String(own(document.root, "$schema") ?? ""));
  const resources = new Map<string, string>();
  const anchors = new Map<string, string>();
  const walk = own(document.root, "openapi") === undefined ? walkSchemas : walkKeywords;
  walk(document.root, (schema, at) => {
    // Before 2019-09 nothing beside $ref counts.
    const alone = typeof own(schema, "$ref") === "string" && !modern;
    const id = alone ? undefined : own(schema, draft4 ? "id" : "$id");
    const names = ["$anchor", "$dynamicAnchor"].map((keyword) => own(schema, keyword));
    if (typeof id !== "string" && !names.some((name) => typeof name === "string")) return;
    const pointer = pointerOf(at);
    if (typeof id === "string") {
      const hash = id.indexOf("#");
      const uri = hash < 0 ? id : id.slice(0, hash);
      if (uri !== "") resources.set(pointer, resolvedUri(enclosing(resources, pointer).uri, uri) ?? uri);
      const name = hash < 0 ? "" : id.slice(hash + 1);
      if (name !== "" && !name.startsWith("/"))
        anchors.set(`${enclosing(resources, pointer).pointer}#${name}`, pointer);
    }
    for (const name of names) {
      if (typeof name === "string") anchors.set(`${enclosing(resources, pointer).pointer}#${name}`, pointer);
    }
  });
  return { resources, anchors };
}

function enclosing(
  resources: ReadonlyMap<string, string>,
  pointer: string,
): { pointer: string; uri: string } {
  const steps = stepsOf(pointer) ?? [];
  for (let length = steps.length; length >= 0; length--) {
    const outer = pointerTo("", ...steps.slice(0, length));
    const uri = resources.get(outer);
    if (uri !== undefined) return { pointer: outer, uri };
  }
  return { pointer: "", uri: "" };
}
