/** An OpenAPI document or a part of it, as plain JSON. */
export type Json = Record<string, unknown>;
export type Steps = readonly (string | number)[];

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a place, undefined where nothing does. */
export function at(root: unknown, steps: Steps): unknown {
  return steps.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? (value as Json)[step] : undefined),
    root,
  );
}

/** A copy with another value at a place; undefined takes it away. What is not on the way is shared. */
export function replaced<T>(root: T, steps: Steps, value: unknown): T {
  const [step, ...rest] = steps;
  if (step === undefined) return value as T;
  const copy = (Array.isArray(root) ? [...root] : { ...(root as Json) }) as Json;
  const inner = rest.length === 0 ? value : replaced(copy[step] ?? {}, rest, value);
  if (inner !== undefined) copy[step] = inner;
  else if (Array.isArray(copy)) copy.splice(Number(step), 1);
  else delete copy[step];
  return copy as T;
}

const schemaMaps = ["properties", "patternProperties", "$defs", "dependentSchemas"];
const schemaLists = ["allOf", "anyOf", "oneOf", "prefixItems"];
/** Keywords whose schemas judge the very same value. */
const inPlace = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);
const schemaSingles = [
  "items",
  "additionalProperties",
  "unevaluatedProperties",
  "contains",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
];

/** Each schema right below a schema: where it stands, and whether it judges the same value. */
export function childrenOf(schema: Json): { steps: Steps; value: unknown; sameValue: boolean }[] {
  const entries = (keyword: string, keys: Iterable<string | number>) =>
    [...keys].map((key) => ({
      steps: [keyword, key],
      value: at(schema, [keyword, key]),
      sameValue: inPlace.has(keyword),
    }));
  return [
    ...schemaMaps.flatMap((keyword) =>
      isJson(schema[keyword]) ? entries(keyword, Object.keys(schema[keyword] as Json)) : [],
    ),
    ...schemaLists.flatMap((keyword) =>
      Array.isArray(schema[keyword]) ? entries(keyword, (schema[keyword] as unknown[]).keys()) : [],
    ),
    ...schemaSingles
      .filter((keyword) => schema[keyword] !== undefined)
      .map((keyword) => ({ steps: [keyword], value: schema[keyword], sameValue: inPlace.has(keyword) })),
  ];
}

/** A copy in which every schema went through `change`, the inner ones first. */
export function mapped(schema: unknown, change: (schema: Json) => Json): unknown {
  if (!isJson(schema)) return schema;
  let copy: Json = schema;
  for (const { steps, value } of childrenOf(schema)) copy = replaced(copy, steps, mapped(value, change));
  return change(copy);
}

/** Where the schemas stand that no other schema holds: components, parameters, bodies and headers. */
export function rootSchemas(document: Json): Steps[] {
  const found: Steps[] = [];
  const look = (value: unknown, steps: Steps) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "schema") found.push([...steps, key]);
      else look(inner, [...steps, Array.isArray(value) ? Number(key) : key]);
    }
  };
  look(document.paths, ["paths"]);
  const components = Object.keys((at(document, ["components", "schemas"]) ?? {}) as Json);
  return [...found, ...components.map((name) => ["components", "schemas", name])];
}

/** A copy of a document in which every schema went through `change`. */
export function mappedDocument(document: Json, change: (schema: Json) => Json): Json {
  return rootSchemas(document).reduce(
    (made, steps) => replaced(made, steps, mapped(at(made, steps), change)),
    document,
  );
}

export const schemaPrefix = "#/components/schemas/";

/** Where a local reference leads. */
export function targetOf(reference: unknown): Steps | undefined {
  return typeof reference === "string" && reference.startsWith(schemaPrefix)
    ? ["components", "schemas", reference.slice(schemaPrefix.length)]
    : undefined;
}
