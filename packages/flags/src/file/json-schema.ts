import { fileShape } from "./file-shape.ts";
import type { Shape } from "./shape.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema (draft 2020-12) of a file of features, for editors. */
export function featureFileJsonSchema(): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Feature flags",
    ...schemaOf(fileShape),
  };
}

function schemaOf(shape: Shape): Schema {
  const { description, examples } = shape;
  return {
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { examples }),
    ...assertions(shape),
  };
}

function assertions(shape: Shape): Schema {
  switch (shape.kind) {
    case "flag":
      return { type: "boolean" };
    case "text":
      return {
        type: "string",
        minLength: 1,
        ...(shape.pattern === undefined ? {} : { pattern: shape.pattern }),
      };
    case "choice":
      return { enum: shape.of };
    case "number":
      return { type: "number", minimum: shape.from, maximum: shape.to };
    case "scalar":
      return { type: ["string", "number", "boolean"] };
    case "any":
      return {};
    case "list":
      return { type: "array", items: schemaOf(shape.of), ...(shape.least ? { minItems: shape.least } : {}) };
    case "entries":
      return {
        type: "object",
        additionalProperties: schemaOf(shape.of),
        propertyNames: { minLength: 1 },
        ...(shape.least ? { minProperties: shape.least } : {}),
      };
    case "mapping":
      return {
        type: "object",
        properties: Object.fromEntries(
          Object.entries(shape.keys).map(([key, each]) => [key, schemaOf(each)]),
        ),
        patternProperties: { "^x-": {} },
        additionalProperties: false,
        ...(shape.required ? { required: shape.required } : {}),
      };
    case "either":
      return { anyOf: shape.of.map(schemaOf) };
  }
}
