import type { Dialect } from "@crossfade/core";
import { own } from "../document/json.ts";

export const schemaDialects = [
  "draft-04",
  "draft-06",
  "draft-07",
  "2019-09",
  "2020-12",
  "openapi-3.0",
] as const satisfies readonly (Dialect | "openapi-3.0")[];

export type SchemaDialect = (typeof schemaDialects)[number];

/** From `$schema`; "unknown" for one of somebody's own, whose keywords may mean anything. */
export function declaredDialect(root: unknown): SchemaDialect | "unknown" | undefined {
  const declared = own(root, "$schema");
  if (typeof declared !== "string" || declared === "") return undefined;
  const named = /^https?:\/\/json-schema\.org\/(?:draft-0([467])|draft\/(2019-09|2020-12))\/schema#?$/.exec(
    declared,
  );
  if (named?.[1]) return `draft-0${named[1]}` as SchemaDialect;
  if (named?.[2]) return named[2] as SchemaDialect;
  return declared.startsWith("https://spec.openapis.org/oas/3.1/") ? "2020-12" : "unknown";
}

/** Before 2019-09, and in OpenAPI 3.0, whatever stands beside `$ref` does not count. */
export function refStandsAlone(dialect: SchemaDialect | "unknown"): boolean {
  return dialect !== "2019-09" && dialect !== "2020-12";
}
/** `exclusiveMinimum: true` makes `minimum` exclusive. */
export function booleanBounds(dialect: SchemaDialect): boolean {
  return dialect === "draft-04" || dialect === "openapi-3.0";
}
