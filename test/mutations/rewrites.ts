import { stringify } from "yaml";
import type { Dice } from "../support/random-value.ts";
import { rootsOf } from "./places.ts";
import { pick, without } from "./schema-kind.ts";
import {
  at,
  isJson,
  type Json,
  mappedDocument,
  replaced,
  rootSchemas,
  type Steps,
  schemaPrefix,
  targetOf,
} from "./schema-tree.ts";
import { inOpenApi31, type Slice } from "./specification.ts";

/** One way to say the same in other words. */
export interface Rewrite {
  readonly name: string;
  /** Undefined where it changes nothing. */
  rewritten(slice: Slice, roll: Dice): Json | undefined;
}

/** Every schema goes through `change`; what comes back unchanged does not count. */
function everywhere(name: string, change: (schema: Json, roll: Dice) => Json): Rewrite {
  return {
    name,
    rewritten: ({ document }, roll) => {
      const made = mappedDocument(document, (schema) => change(schema, roll));
      return JSON.stringify(made) === JSON.stringify(document) ? undefined : made;
    },
  };
}

function shuffled<T>(items: readonly T[], roll: Dice): T[] {
  return items
    .map((item) => ({ item, key: roll() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
const isReference = (schema: Json) => typeof schema.$ref === "string";
const says31 = (document: Json) => String(document.openapi).startsWith("3.1");
/** Where a name or a place in the document carries meaning, it is left alone. */
const isNamed = (schema: Json) => schema.discriminator !== undefined;

const reordered = everywhere("properties, required and enum in another order", (schema, roll) => ({
  ...schema,
  ...(isJson(schema.properties)
    ? { properties: Object.fromEntries(shuffled(Object.entries(schema.properties), roll)) }
    : {}),
  ...(Array.isArray(schema.required) ? { required: shuffled(schema.required, roll) } : {}),
  ...(Array.isArray(schema.enum) ? { enum: shuffled(schema.enum, roll) } : {}),
}));
const alternativesReordered = everywhere("anyOf, oneOf and allOf in another order", (schema) => {
  const lists = ["anyOf", "oneOf", "allOf"].filter((keyword) => Array.isArray(schema[keyword]));
  return {
    ...schema,
    ...Object.fromEntries(lists.map((keyword) => [keyword, (schema[keyword] as unknown[]).toReversed()])),
  };
});
const remarked = everywhere("remarks added", (schema) =>
  isReference(schema)
    ? schema
    : {
        ...schema,
        title: "Other",
        description: "Other words",
        externalDocs: { url: "https://example.com" },
        "x-remark": { type: "string", enum: ["no schema"] },
      },
);
const unremarked = everywhere("remarks taken away", (schema) =>
  without(schema, "title", "description", "example", "examples", "externalDocs"),
);
const wrapped = everywhere("a reference wrapped in allOf", (schema) =>
  isReference(schema) ? { allOf: [schema] } : schema,
);
const wrappedAgain = everywhere("every schema wrapped in allOf", (schema) =>
  ["$ref", "discriminator", "readOnly", "writeOnly", "default"].some(
    (keyword) => schema[keyword] !== undefined,
  )
    ? schema
    : { allOf: [schema] },
);
const doubled = everywhere("a part of allOf said twice", (schema) =>
  Array.isArray(schema.allOf) ? { ...schema, allOf: [...schema.allOf, ...schema.allOf] } : schema,
);
const hasParts = (schema: Json) =>
  isJson(schema.properties) &&
  Object.keys(schema.properties).length > 1 &&
  schema.additionalProperties === undefined;
const split = everywhere("an object split into two parts of allOf", (schema) => {
  const composed = ["allOf", "anyOf", "oneOf", "not", "$ref"].some(
    (keyword) => schema[keyword] !== undefined,
  );
  if (composed || isNamed(schema) || !hasParts(schema) || schema.nullable === true) return schema;
  const entries = Object.entries(schema.properties as Json);
  const required = (schema.required ?? []) as string[];
  const part = (fields: [string, unknown][]) => {
    const own = required.filter((name) => fields.some(([field]) => field === name));
    return {
      ...(schema.type === undefined ? {} : { type: schema.type }),
      properties: Object.fromEntries(fields),
      ...(own.length > 0 ? { required: own } : {}),
    };
  };
  const undeclared = required.filter((name) => !entries.some(([field]) => field === name));
  const half = Math.ceil(entries.length / 2);
  return {
    ...without(schema, "type", "properties", "required"),
    ...(undeclared.length > 0 ? { required: undeclared } : {}),
    allOf: [part(entries.slice(0, half)), part(entries.slice(half))],
  };
});
const oneValue: Rewrite = {
  name: "an enum of one value as const, a type as a list",
  rewritten: ({ document }) => {
    if (!says31(document)) return undefined;
    return mappedDocument(document, (schema) => {
      const listed = typeof schema.type === "string" ? { ...schema, type: [schema.type] } : schema;
      const values = listed.enum;
      return Array.isArray(values) && values.length === 1
        ? { ...without(listed, "enum"), const: values[0] }
        : listed;
    });
  },
};
const modernised: Rewrite = {
  name: "OpenAPI 3.0 said in OpenAPI 3.1",
  rewritten: (slice) => (says31(slice.document) ? undefined : inOpenApi31(slice).document),
};
const nullSplit: Rewrite = {
  name: "null as an alternative of its own",
  rewritten: ({ document }) => {
    if (!says31(document)) return undefined;
    const made = mappedDocument(document, (schema) => {
      const types = [schema.type].flat();
      if (!types.includes("null") || types.length !== 2 || schema.enum !== undefined || isNamed(schema))
        return schema;
      const flags = ["readOnly", "writeOnly", "default"].filter((key) => schema[key] !== undefined);
      const rest = { ...without(schema, ...flags), type: types.find((type) => type !== "null") };
      return {
        ...Object.fromEntries(flags.map((key) => [key, schema[key]])),
        anyOf: [rest, { type: "null" }],
      };
    });
    return JSON.stringify(made) === JSON.stringify(document) ? undefined : made;
  },
};

/** Names of components that a discriminator may speak of must stay. */
function discriminates(document: Json): boolean {
  return JSON.stringify(document).includes('"discriminator":');
}
const renamed: Rewrite = {
  name: "components renamed",
  rewritten: ({ document }) => {
    const schemas = (at(document, ["components", "schemas"]) ?? {}) as Json;
    if (discriminates(document) || Object.keys(schemas).length === 0) return undefined;
    const text = JSON.stringify(document).replaceAll(
      `"$ref":"${schemaPrefix}`,
      `"$ref":"${schemaPrefix}Renamed_`,
    );
    const made = JSON.parse(text) as Json;
    const all = Object.entries(at(made, ["components", "schemas"]) as Json);
    return replaced(
      made,
      ["components", "schemas"],
      Object.fromEntries(all.map(([name, schema]) => [`Renamed_${name}`, schema])),
    );
  },
};

/** Each reference at its place, unless it leads back to where it came from. */
function inlined(document: Json, schema: unknown, open: readonly string[] = []): unknown {
  if (Array.isArray(schema)) return schema.map((each) => inlined(document, each, open));
  if (!isJson(schema)) return schema;
  const target = targetOf(schema.$ref);
  const name = String(target?.[2]);
  if (target && !open.includes(name)) return inlined(document, at(document, target), [...open, name]);
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, inlined(document, value, open)]),
  );
}
const sizeLimit = 400_000;
const referencesInlined: Rewrite = {
  name: "references inlined",
  rewritten: ({ document }) => {
    if (discriminates(document)) return undefined;
    const made = rootSchemas(document)
      .filter(([first]) => first === "paths")
      .reduce((whole, steps) => replaced(whole, steps, inlined(document, at(document, steps))), document);
    const text = JSON.stringify(made);
    return text === JSON.stringify(document) || text.length > sizeLimit ? undefined : made;
  },
};
const extracted: Rewrite = {
  name: "inline schemas moved to components",
  rewritten: ({ document }, roll) => {
    const schemas: Json = { ...((at(document, ["components", "schemas"]) ?? {}) as Json) };
    const made = mappedDocument(document, (schema) => {
      if (isReference(schema) || isNamed(schema) || roll() < 0.5) return schema;
      const name = `Extracted${Object.keys(schemas).length}`;
      schemas[name] = schema;
      return { $ref: schemaPrefix + name };
    });
    return replaced(made, ["components", "schemas"], {
      ...schemas,
      ...((at(made, ["components", "schemas"]) ?? {}) as Json),
    });
  },
};
const parametersMoved: Rewrite = {
  name: "parameters moved between path and operation",
  rewritten: ({ document, path, method }) => {
    const own: Steps = ["paths", path, method, "parameters"];
    const shared: Steps = ["paths", path, "parameters"];
    const list = (steps: Steps) => (at(document, steps) ?? []) as unknown[];
    if (list(own).length + list(shared).length === 0) return undefined;
    if (list(shared).length > 0)
      return replaced(
        replaced(document, shared, undefined),
        own,
        [...list(shared), ...list(own)].toReversed(),
      );
    return replaced(replaced(document, own, undefined), shared, list(own).toReversed());
  },
};
const bodiesShared: Rewrite = {
  name: "parameters, responses and bodies moved to components",
  rewritten: ({ document, path, method }) => {
    const operation: Steps = ["paths", path, method];
    const moves: Steps[] = [
      ...keys(document, [...operation, "parameters"]).map((index) => [
        ...operation,
        "parameters",
        Number(index),
      ]),
      ...keys(document, [...operation, "responses"]).map((status) => [...operation, "responses", status]),
      ...(at(document, [...operation, "requestBody"]) ? [[...operation, "requestBody"]] : []),
    ];
    return moves.reduce<Json>((made, steps, index) => {
      const kind = steps.includes("requestBody") ? "requestBodies" : String(steps[3]);
      const moved = replaced(made, ["components", kind, `part${index}`], at(made, steps));
      return replaced(moved, steps, { $ref: `#/components/${kind}/part${index}` });
    }, document);
  },
};
function keys(document: Json, steps: Steps): string[] {
  const found = at(document, steps);
  return typeof found === "object" && found !== null ? Object.keys(found) : [];
}
/** A wider copy beside an unused one: what nobody refers to says nothing. */
const unusedAdded: Rewrite = {
  name: "components that nobody uses",
  rewritten: ({ document }) =>
    replaced(document, ["components", "schemas", "Unused"], { type: "string", enum: ["unused"] }),
};
const everyBranchTwice = everywhere("an alternative of anyOf said twice", (schema) =>
  Array.isArray(schema.anyOf) ? { ...schema, anyOf: [...schema.anyOf, ...schema.anyOf] } : schema,
);
const bodyInAnyOf: Rewrite = {
  name: "a body as the only alternative",
  rewritten: (slice, roll) => {
    const bodies = rootsOf(slice).filter(
      ({ carrier, root }) => carrier === "body" && at(slice.document, root) !== undefined,
    );
    const keyword = pick(["anyOf", "oneOf", "allOf"], roll) ?? "anyOf";
    if (bodies.length === 0 || discriminates(slice.document)) return undefined;
    return bodies.reduce(
      (made, { root }) => replaced(made, root, { [keyword]: [at(made, root)] }),
      slice.document,
    );
  },
};

export const rewrites: readonly Rewrite[] = [
  reordered,
  alternativesReordered,
  remarked,
  unremarked,
  wrapped,
  wrappedAgain,
  doubled,
  split,
  oneValue,
  modernised,
  nullSplit,
  renamed,
  referencesInlined,
  extracted,
  parametersMoved,
  bodiesShared,
  unusedAdded,
  everyBranchTwice,
  bodyInAnyOf,
];

/** The document in YAML, where whatever occurs twice is written once and referred to by anchors. */
export function inYamlWithAnchors(document: Json): string {
  const known = new Map<string, unknown>();
  const shared = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const key = JSON.stringify(value);
    if (!known.has(key))
      known.set(
        key,
        Array.isArray(value)
          ? value.map(shared)
          : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shared(inner)])),
      );
    return known.get(key);
  };
  return stringify(shared(document));
}
