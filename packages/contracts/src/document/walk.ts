import { isObject, type JsonObject } from "./json.ts";
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

/** Visits every object of a document whose keys are keywords, outermost first; never data, never a map of names. */
export function walkKeywords(root: unknown, visit: (value: JsonObject, pointer: string) => void): void {
  walk(root, visit, (keyword) => !isData(keyword));
}

/** Visits every schema of a schema document; what stands below unknown keywords is none. */
export function walkSchemas(root: unknown, visit: (value: JsonObject, pointer: string) => void): void {
  walk(root, visit, (keyword) => schemaKeywords.has(keyword));
}

function walk(
  root: unknown,
  visit: (value: JsonObject, pointer: string) => void,
  enters: (keyword: string) => boolean,
): void {
  const stack: { value: unknown; pointer: string; names: boolean }[] = [
    { value: root, pointer: "", names: false },
  ];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { value, pointer, names } = entry;
    if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--)
        stack.push({ value: value[i], pointer: pointerTo(pointer, i), names: false });
      continue;
    }
    if (!isObject(value)) continue;
    if (!names) visit(value, pointer);
    for (const key of Object.keys(value).reverse()) {
      const child = value[key];
      if (typeof child !== "object" || child === null || (!names && !enters(key))) continue;
      stack.push({ value: child, pointer: pointerTo(pointer, key), names: !names && isNameMap(key) });
    }
  }
}
