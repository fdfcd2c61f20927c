import type { JsonObject } from "./json.ts";
import { pointerTo } from "./pointer.ts";

/** Keywords whose value maps free names to parts: below them a key is a name, not a keyword. */
const nameMaps = new Set(
  `properties patternProperties $defs definitions dependentSchemas dependencies paths webhooks responses headers content
  callbacks encoding links variables mapping scopes schemas securitySchemes requestBodies pathItems parameters channels
  messages operations`.split(/\s+/),
);
/** Keywords whose value is data: a `$ref` or `$id` below them means nothing. */
const dataKeywords = new Set(["const", "enum", "default", "example", "examples"]);

export function isData(keyword: string): boolean {
  return dataKeywords.has(keyword) || keyword.startsWith("x-");
}
export function isNameMap(keyword: string): boolean {
  return nameMaps.has(keyword);
}

/** Where a schema document holds further schemas. */
const schemaKeywords = new Set(
  `items additionalItems prefixItems unevaluatedItems contains additionalProperties unevaluatedProperties propertyNames
  not if then else allOf anyOf oneOf contentSchema properties patternProperties $defs definitions dependentSchemas
  dependencies`.split(/\s+/),
);

/** Where a walk is. Its pointer is made when asked for: most places are only passed. */
interface Step {
  readonly value: object;
  readonly names: boolean;
  readonly from: Step | undefined;
  readonly key: string | number;
}

export function pointerOf({ from, key }: Step): string {
  return from ? pointerTo(pointerOf(from), key) : "";
}

type Visit = (value: JsonObject, at: Step) => void;

/** Visits every object of a document whose keys are keywords, outermost first; never data, never a map of names. */
export function walkKeywords(root: unknown, visit: Visit): void {
  walk(root, visit, (keyword) => !isData(keyword));
}

/** Visits every schema of a schema document; what stands below unknown keywords is none. */
export function walkSchemas(root: unknown, visit: Visit): void {
  walk(root, visit, (keyword) => schemaKeywords.has(keyword));
}

function stepTo(value: object, names: boolean, from: Step | undefined, key: string | number): Step {
  return { value, names, from, key };
}

function walk(root: unknown, visit: Visit, enters: (keyword: string) => boolean): void {
  const stack = typeof root === "object" && root !== null ? [stepTo(root, false, undefined, "")] : [];
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { value, names } = at;
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) {
        const item = value[index];
        if (typeof item === "object" && item !== null) stack.push(stepTo(item, false, at, index));
      }
      continue;
    }
    const object = value as JsonObject;
    if (!names) visit(object, at);
    const keys = Object.keys(object);
    for (let index = keys.length - 1; index >= 0; index--) {
      const key = keys[index] as string;
      const child = object[key];
      if (typeof child !== "object" || child === null || (!names && !enters(key))) continue;
      stack.push(stepTo(child, !names && isNameMap(key), at, key));
    }
  }
}
