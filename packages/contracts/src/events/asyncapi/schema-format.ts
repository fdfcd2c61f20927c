import { languageOf } from "../../foreign-formats.ts";
import type { SchemaDialect } from "../../schema/dialect.ts";

/** What a `schemaFormat` names: a dialect of JSON Schema, or a language that is not compared. */
export type SchemaFormat =
  | { readonly kind: "schema"; readonly dialect: SchemaDialect | undefined }
  | { readonly kind: "foreign"; readonly name: string };

const languages: readonly (readonly [RegExp, string])[] = [
  [/avro/, "Avro"],
  [/protobuf/, "Protobuf"],
  [/openapi/, "OpenAPI"],
  [/raml/, "RAML"],
  [/xml|xsd/, "XML Schema"],
  [/graphql/, "GraphQL"],
  [/thrift/, "Thrift"],
];

/** Without one it is AsyncAPI's own, which is JSON Schema draft 7 and a little more; a file in another language says so by its name. */
export function schemaFormatOf(written: unknown, reference?: unknown): SchemaFormat {
  const file = typeof reference === "string" ? languageOf(reference.split("#", 1)[0] ?? "") : undefined;
  if (file !== undefined) return { kind: "foreign", name: file };
  if (written === undefined) return { kind: "schema", dialect: undefined };
  const text = String(written).toLowerCase();
  if (/^application\/vnd\.aai\.asyncapi(\+(json|yaml))?(;|$)/.test(text))
    return { kind: "schema", dialect: undefined };
  const draft =
    /^application\/schema\+(?:json|yaml)(?:;\s*version=(?:draft-0([467])|(2019-09|2020-12)))?$/.exec(text);
  if (draft) {
    const dialect = draft[1] === undefined ? draft[2] : `draft-0${draft[1]}`;
    return { kind: "schema", dialect: (dialect ?? "draft-07") as SchemaDialect };
  }
  const name = languages.find(([pattern]) => pattern.test(text))?.[1];
  return { kind: "foreign", name: name ?? JSON.stringify(written) };
}

/** Encodings in which a JSON Schema of the content does not say what is on the wire. */
const encodings: readonly (readonly [RegExp, string])[] = [
  [/avro/, "Avro"],
  [/protobuf|x-proto|grpc/, "Protobuf"],
  [/thrift/, "Thrift"],
  [/(^|[/+])xml$/, "XML"],
];

export function foreignEncoding(contentType: string | undefined): string | undefined {
  return encodings.find(([pattern]) => contentType !== undefined && pattern.test(contentType))?.[1];
}
